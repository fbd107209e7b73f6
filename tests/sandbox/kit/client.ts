/** A merchant's client of APIv3: signs what it sends, changes it where a test asks for that, verifies the answer. */
import type { Json } from '../../../catalog/model/types.ts'
import type { MerchantAnswer } from '../../../playground/protocol/gateway/index.ts'
import type { Sandbox } from '../../../playground/sandbox/index.ts'
import {
  buildAuthorization,
  encryptField,
  importEncryptingKey,
  importSigningKey,
  importVerifyingKey,
  randomNonce,
  requestMessage,
  signMessage,
  type Verdict,
  verifyAnswer,
} from '../../../playground/signature/index.ts'
import keys from '../../vectors/keys.json' with { type: 'json' }
import { type GotXml, type SentXml, sendXml } from './client-v2.ts'

export type JsonObject = { [name: string]: Json }

export interface Sent {
  method?: string
  /** Path and query as sent. */
  url: string
  body?: Json | string
  headers?: Record<string, string>
  /** Changes what is signed or sent, for requests that must fail. */
  tamper?: Partial<{
    signedUrl: string
    signedMethod: string
    signedBody: string
    nonce: string
    timestamp: string
    serialNo: string
    mchid: string
    signature: string
    authorization: string
  }>
  form?: FormData
}

export interface Got {
  status: number
  headers: Headers
  text: string
  bytes: Uint8Array<ArrayBuffer>
  json: JsonObject
  verdict: Verdict
}

export interface Client {
  merchant: MerchantAnswer
  send(request: Sent): Promise<Got>
  sendXml(request: SentXml): Promise<GotXml>
  /** A control call. */
  control(method: string, path: string, body?: Json): Promise<{ status: number; json: JsonObject }>
  encrypt(text: string, key?: 'certificate' | 'public_key'): Promise<string>
}

export interface RegisterOptions {
  /** Whether the merchant brings the committed test key, because making one takes long; if not, the sandbox makes it. */
  ownKey?: boolean
  /** Which of the platform's keys signs where a request names none. */
  signedWith?: 'certificate' | 'public_key'
}

export async function register(sandbox: Sandbox, { ownKey = true, signedWith }: RegisterOptions = {}): Promise<Client> {
  const asked = { ...(ownKey && { public_key: keys.public_key }), ...(signedWith && { signed_with: signedWith }) }
  const body = Object.keys(asked).length > 0 ? { body: JSON.stringify(asked) } : {}
  const response = await sandbox.fetch(
    new Request('http://sandbox.test/_sandbox/merchants', { method: 'POST', ...body }),
  )
  return clientOf(sandbox, (await response.json()) as MerchantAnswer)
}

/** The client of a merchant that is registered, at another sandbox over the same store. */
export async function clientOf(sandbox: Sandbox, merchant: MerchantAnswer): Promise<Client> {
  const { platform } = merchant
  const signing = await importSigningKey(merchant.private_key ?? keys.private_key)
  const platformKeys = new Map([
    [platform.serial_no, await importVerifyingKey(platform.certificate)],
    [platform.public_key_id, await importVerifyingKey(platform.public_key)],
  ])
  return {
    merchant,
    async send(sent) {
      const request = await toRequest(sent, { merchant, signing })
      return toGot(await sandbox.fetch(request, { rawTarget: sent.url }), platformKeys)
    },
    sendXml: (request) => sendXml(sandbox, merchant, request),
    async control(method, path, body) {
      const answer = await sandbox.fetch(
        new Request(`http://sandbox.test/_sandbox${path}`, {
          method,
          headers: { Authorization: `Bearer ${merchant.control_token}` },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        }),
      )
      return { status: answer.status, json: parse(await answer.text()) }
    },
    encrypt: async (text, key = 'certificate') => encryptField(await importEncryptingKey(platform[key]), text),
  }
}

interface Signer {
  merchant: MerchantAnswer
  signing: CryptoKey
}

async function toRequest(sent: Sent, signer: Signer): Promise<Request> {
  const { method = 'GET', url, body, headers, form } = sent
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  return new Request(`http://sandbox.test${url}`, {
    method,
    headers: {
      Accept: 'application/json',
      'User-Agent': 'test',
      ...(text !== '' && !form && { 'Content-Type': 'application/json' }),
      Authorization: await authorize(sent, { ...signer, text }),
      ...headers,
    },
    ...(form ? { body: form } : text !== '' && { body: text }),
  })
}

async function authorize(sent: Sent, { merchant, signing, text }: Signer & { text: string }): Promise<string> {
  const { method = 'GET', url, tamper = {} } = sent
  const timestamp = tamper.timestamp ?? String(Math.floor(Date.now() / 1000))
  const nonce = randomNonce()
  const signed = {
    method: tamper.signedMethod ?? method,
    url: tamper.signedUrl ?? url,
    timestamp,
    nonce: tamper.nonce ?? nonce,
    body: tamper.signedBody ?? text,
  }
  const signature = tamper.signature ?? (await signMessage(signing, requestMessage(signed)))
  const { mchid = merchant.mchid, serialNo = merchant.serial_no } = tamper
  return tamper.authorization ?? buildAuthorization({ mchid, serialNo, nonce, timestamp, signature })
}

async function toGot(response: Response, keys: Map<string, CryptoKey>): Promise<Got> {
  const { status, headers } = response
  const bytes = new Uint8Array(await response.arrayBuffer())
  const text = new TextDecoder().decode(bytes)
  const verdict = await verifyAnswer({ status, headers, body: bytes, keys, now: Date.now() })
  return { status, headers, text, bytes, json: parse(text), verdict }
}

function parse(text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject
  } catch {
    return {}
  }
}
