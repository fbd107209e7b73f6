import { FIELDS_V2 } from '../protocol/gateway/index.ts'
import { readFields } from '../protocol/xml/index.ts'
import { decryptRefundNotice, decryptResource, SignatureError, signV2, type Verdict } from '../signature/index.ts'

export interface OpenedV2 {
  verdict: Verdict
  plaintext: { ok: true; text: string } | { ok: false; message: string }
}

interface Keys {
  /** 32 characters. */
  apiv2: string
  /** AES-GCM. */
  resource: CryptoKey
}

const UNREADABLE = { ok: false, reason: 'signature', message: '通知的报文不是 APIv2 的 XML' } as const
const FORGED = { ok: false, reason: 'signature', message: 'sign 与报文不符：检查 APIv2 密钥和签名类型' } as const
const GENUINE = { ok: true, serial: 'APIv2' } as const

/** A v2 notification, verified and opened: by its sign, or where it has none by the encrypted part that only the key opens. */
export async function openV2(body: string, keys: Keys): Promise<OpenedV2> {
  const fields = readFields(body)
  if (!fields) return { verdict: UNREADABLE, plaintext: { ok: false, message: UNREADABLE.message } }
  const { [FIELDS_V2.sign]: sign, ...signed } = Object.fromEntries(fields)
  const text = JSON.stringify(Object.fromEntries(fields), null, 2)
  try {
    const content = await decrypt(fields, keys)
    const isGenuine = sign === undefined ? content !== undefined : isSigned(signed, sign, keys.apiv2)
    return { verdict: isGenuine ? GENUINE : FORGED, plaintext: { ok: true, text: content ?? text } }
  } catch (error) {
    if (!(error instanceof SignatureError)) throw error
    return { verdict: FORGED, plaintext: { ok: false, message: `${error.message}：${error.hint}` } }
  }
}

function isSigned(fields: Record<string, string>, sign: string, key: string): boolean {
  return sign === signV2(fields, key, sign.length === 64 ? 'HMAC-SHA256' : 'MD5')
}

/** What is encrypted in it, as JSON where it is flat XML; `undefined` where nothing is. */
async function decrypt(fields: ReadonlyMap<string, string>, { apiv2, resource }: Keys): Promise<string | undefined> {
  const refund = fields.get(FIELDS_V2.refundInfo)
  if (refund !== undefined) return toJson(decryptRefundNotice(refund, apiv2))
  const ciphertext = fields.get(FIELDS_V2.eventCiphertext)
  if (ciphertext === undefined) return undefined
  const nonce = fields.get(FIELDS_V2.eventNonce) ?? ''
  const associated_data = fields.get(FIELDS_V2.eventData) ?? ''
  return toJson(await decryptResource(resource, { ciphertext, nonce, associated_data }))
}

function toJson(content: string): string {
  const fields = readFields(content.replace(/^<root>/, '<xml>').replace(/<\/root>\s*$/, '</xml>'))
  return fields ? JSON.stringify(Object.fromEntries(fields), null, 2) : content
}
