import { fieldOf, type OperationBehaviour, type Shape } from '../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../catalog/model/types.ts'
import { GATEWAY_HEADERS, type GatewayErrorBody } from '../protocol/gateway/index.ts'
import {
  AUTHORIZATION_SCHEME,
  answerMessage,
  encryptField,
  randomNonce,
  randomText,
  signMessage,
  toBytes,
} from '../signature/index.ts'
import type { Identities } from './identity.ts'
import { isObject, type JsonObject } from './input.ts'
import type { Merchant } from './merchants.ts'
import type { PlatformKey } from './platform.ts'
import type { RefusalAnswer } from './refusal.ts'

export interface ProjectOptions {
  /** Where a field is looked for that the object lacks: the request, at the outermost level only. */
  request?: JsonObject
  identities: Identities
  merchant: Merchant
}

/**
 * The fields of an answer: from the object, else the request's field of that name; what is required and still missing
 * is the merchant's own identity, else the example.
 */
export function project(shapes: readonly Shape[], value: JsonObject, options: ProjectOptions): JsonObject {
  const { request, ...inner } = options
  const result: JsonObject = {}
  for (const shape of shapes) {
    const found = fieldOf(value, shape.name) ?? fieldOf(request, shape.name)
    const made = found === undefined || found === null ? fallback(shape, inner) : projectField(shape, found, inner)
    if (made !== undefined) result[shape.name] = made
  }
  return result
}

function projectField(shape: Shape, value: Json, options: ProjectOptions): Json {
  if (shape.list && Array.isArray(value)) return value.map((item) => projectItem(shape, item, options))
  return projectItem(shape, value, options)
}

function projectItem(shape: Shape, value: Json, options: ProjectOptions): Json {
  const item = shape.fields && isObject(value) ? project(shape.fields, value, options) : value
  return shape.jsonString && typeof item !== 'string' ? JSON.stringify(item) : item
}

function fallback(shape: Shape, options: ProjectOptions): Json | undefined {
  if (!shape.required) return undefined
  const { identities, merchant } = options
  const scalar = identities.own(shape.name, merchant.record) ?? shape.example ?? shape.enum?.[0] ?? blank(shape)
  const item = shape.fields ? projectItem(shape, {}, options) : scalar
  return shape.list ? [item] : item
}

function blank({ type, label }: Shape): Json {
  if (type === 'number' || type === 'integer') return 0
  if (type === 'boolean') return false
  return type === 'object' ? {} : label
}

/** Encrypts fields under the merchant's key, as the gateway does in answers. Changes `value`. */
export async function encryptAnswer(value: JsonObject, shapes: readonly Shape[], key: CryptoKey): Promise<void> {
  for (const shape of shapes) {
    const found = value[shape.name]
    if (shape.encrypted && typeof found === 'string') value[shape.name] = await encryptField(key, found)
    if (!shape.fields) continue
    for (const item of Array.isArray(found) ? found : [found]) {
      if (isObject(item)) await encryptAnswer(item, shape.fields, key)
    }
  }
}

/** A signed 2xx answer; without a media type it has no body, and the signature covers the empty one. */
export async function answer(
  reply: OperationBehaviour['reply'],
  value: JsonObject,
  { key, now }: { key: PlatformKey; now: number },
): Promise<Response> {
  const body = reply.mediaType === undefined ? '' : JSON.stringify(value)
  const headers = new Headers({
    ...(await signedHeaders(body, { key, now })),
    [GATEWAY_HEADERS.requestId]: requestId(0),
  })
  if (reply.mediaType === undefined) return new Response(null, { status: reply.status, headers })
  headers.set('Content-Type', 'application/json; charset=utf-8')
  return new Response(toBytes(body), { status: reply.status, headers })
}

/** The five `Wechatpay-*` headers over a body; `now` in milliseconds. */
export async function signedHeaders(
  body: string,
  { key, now }: { key: PlatformKey; now: number },
): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(now / 1000))
  const nonce = randomNonce()
  return {
    [GATEWAY_HEADERS.timestamp]: timestamp,
    [GATEWAY_HEADERS.nonce]: nonce,
    [GATEWAY_HEADERS.serial]: key.serial,
    [GATEWAY_HEADERS.signature]: await signMessage(key.signing, answerMessage({ timestamp, nonce, body })),
    [GATEWAY_HEADERS.signatureType]: AUTHORIZATION_SCHEME,
  }
}

/** An error answer: never signed, and without a body where the gateway sends none. */
export function refusalAnswer({ status, code, message, detail, number, requestId: shown }: RefusalAnswer): Response {
  const headers = new Headers(shown ? { [GATEWAY_HEADERS.requestId]: requestId(number ?? DEFAULT_NUMBER) } : {})
  if (code === undefined) return new Response(null, { status, headers })
  headers.set('Content-Type', 'application/json; charset=utf-8')
  const body: GatewayErrorBody = { code, message: message ?? '', ...(detail !== undefined && { detail }) }
  return new Response(JSON.stringify(body), { status, headers })
}

/** 参数非法, the commonest of the official list of numbers. */
const DEFAULT_NUMBER = 268435461

/** `08` and hex digits, then 0 for success or the error's number. */
export function requestId(number: number): string {
  return `08${randomText(38, '0123456789ABCDEF')}-${number}`
}
