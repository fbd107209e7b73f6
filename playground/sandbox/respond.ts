import type { OperationBehaviour, Shape } from '../../catalog/derive/behaviour/index.ts'
import { GATEWAY_HEADERS, type GatewayErrorBody } from '../protocol/gateway/index.ts'
import {
  AUTHORIZATION_SCHEME,
  answerMessage,
  type Bytes,
  encryptField,
  type Rsa,
  randomNonce,
  toBytes,
  webRsa,
} from '../signature/index.ts'
import type { GatewayAnswer } from './exchange.ts'
import { isFile, sampleFile, typeOfFile } from './files.ts'
import { isObject, type JsonObject } from './input.ts'
import type { PlatformKey } from './platform.ts'
import type { RefusalAnswer } from './refusal.ts'

/** Encrypts fields under the merchant's key, as the gateway does in answers. Changes `value`. */
export async function encryptAnswer(value: JsonObject, shapes: readonly Shape[], key: CryptoKey): Promise<void> {
  for (const { holder, name } of secretsOf(value, shapes)) {
    const found = holder[name]
    if (typeof found === 'string') holder[name] = await encryptField(key, found)
    if (!Array.isArray(found)) continue
    holder[name] = await Promise.all(found.map((one) => (typeof one === 'string' ? encryptField(key, one) : one)))
  }
}

interface Secret {
  holder: JsonObject
  name: string
}

/** Where a value has what is to be encrypted; mostly nowhere. */
function secretsOf(value: JsonObject, shapes: readonly Shape[], found: Secret[] = []): Secret[] {
  for (const { name, encrypted, fields } of shapes) {
    if (encrypted) found.push({ holder: value, name })
    if (!fields) continue
    const inner = value[name]
    for (const item of Array.isArray(inner) ? inner : [inner]) if (isObject(item)) secretsOf(item, fields, found)
  }
  return found
}

const JSON_TYPE = 'application/json; charset=utf-8'
/** Where a redirecting operation's object says whither; without it the visitor comes here. */
const LOCATION = 'location'
const DEFAULT_LOCATION = 'https://pay.weixin.qq.com/'

/**
 * A successful answer, signed: without a media type it has no body, and the signature covers the empty one. Files and
 * redirects are not signed, as at the real gateway.
 */
export async function answer(
  reply: OperationBehaviour['reply'],
  value: JsonObject,
  { file, ...signing }: Signing & { file?: Bytes },
): Promise<GatewayAnswer> {
  const { status, mediaType } = reply
  if (status >= 300) return redirect(status, value)
  if (mediaType !== undefined && (file || isFile(reply))) return fileAnswer(status, mediaType, file)
  const body = mediaType === undefined ? '' : JSON.stringify(value)
  const headers = {
    ...(await signedHeaders(body, signing)),
    [GATEWAY_HEADERS.requestId]: requestId(0),
    // without a body, too: there are SDKs that ask the header, and fail where there is none
    'Content-Type': JSON_TYPE,
  }
  return { status, headers, body: mediaType === undefined ? null : toBytes(body) }
}

/** Sends the visitor on. */
export function redirect(status: number, value: JsonObject): GatewayAnswer {
  const given = value[LOCATION]
  const location = typeof given === 'string' && URL.canParse(given) ? given : DEFAULT_LOCATION
  return { status, headers: { Location: location, [GATEWAY_HEADERS.requestId]: requestId(0) }, body: null }
}

/** The file that a rule made, else a small one of the type that the operation answers. */
export async function fileAnswer(status: number, mediaType: string, file?: Bytes): Promise<GatewayAnswer> {
  const { bytes, type } = file ? { bytes: file, type: typeOfFile(file, mediaType) } : await sampleFile(mediaType)
  const headers = { 'Content-Type': type, [GATEWAY_HEADERS.requestId]: requestId(0) }
  return { status, headers, body: bytes }
}

export interface Signing {
  key: PlatformKey
  /** Milliseconds since 1970. */
  now: number
  rsa?: Rsa
}

/** The five `Wechatpay-*` headers over a body. */
export async function signedHeaders(
  body: string,
  { key, now, rsa = webRsa }: Signing,
): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(now / 1000))
  const nonce = randomNonce()
  return {
    [GATEWAY_HEADERS.timestamp]: timestamp,
    [GATEWAY_HEADERS.nonce]: nonce,
    [GATEWAY_HEADERS.serial]: key.serial,
    [GATEWAY_HEADERS.signature]: await rsa.sign(key.signing, answerMessage({ timestamp, nonce, body })),
    [GATEWAY_HEADERS.signatureType]: AUTHORIZATION_SCHEME,
  }
}

/** An error answer: never signed, and without a body where the gateway sends none. */
export function refusalAnswer({
  status,
  code,
  message,
  detail,
  number,
  requestId: shown,
}: RefusalAnswer): GatewayAnswer {
  const headers: Record<string, string> = shown
    ? { [GATEWAY_HEADERS.requestId]: requestId(number ?? DEFAULT_NUMBER) }
    : {}
  if (code === undefined) return { status, headers, body: null }
  const body: GatewayErrorBody = { code, message: message ?? '', ...(detail !== undefined && { detail }) }
  return { status, headers: { ...headers, 'Content-Type': JSON_TYPE }, body: toBytes(JSON.stringify(body)) }
}

/** 参数非法, the commonest of the official list of numbers. */
const DEFAULT_NUMBER = 268435461

/** `08` and 38 hex digits, then 0 for success or the error's number. */
export function requestId(number: number): string {
  return `08${randomNonce()}${randomNonce().slice(0, 6)}-${number}`
}
