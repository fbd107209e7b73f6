/** A client of APIv2: signs the fields of a message, sends them as XML, and checks the sign of the answer. */
import type { MerchantAnswer } from '../../../playground/protocol/gateway/index.ts'
import type { Sandbox } from '../../../playground/sandbox/index.ts'
import { type SignTypeV2, signV2 } from '../../../playground/signature/index.ts'

/** A v2 message as a merchant sends it; `tamper` changes it after it was signed. */
export interface SentXml {
  method?: string
  url: string
  fields: Record<string, string>
  signType?: SignTypeV2
  /** Sent as it is, in the place of the XML. */
  text?: string | Uint8Array<ArrayBuffer>
  key?: string
  tamper?: Record<string, string>
  form?: FormData
}

export interface GotXml {
  status: number
  headers: Headers
  text: string
  fields: Record<string, string>
  /** Whether the answer's sign is the merchant's; `undefined` where it has none. */
  signed: boolean | undefined
}

export async function sendXml(sandbox: Sandbox, merchant: MerchantAnswer, request: SentXml): Promise<GotXml> {
  const { method = 'POST', url, key = merchant.apiv2_key, tamper = {}, text, form } = request
  const fields: Record<string, string> = { ...request.fields, ...(request.signType && { sign_type: request.signType }) }
  const signType = fields.sign_type === 'HMAC-SHA256' ? 'HMAC-SHA256' : 'MD5'
  const signed = { ...fields, sign: signV2(fields, key, signType), ...tamper }
  const isGet = method === 'GET'
  const target = isGet ? `${url}?${new URLSearchParams(signed)}` : url
  for (const [name, value] of form ? Object.entries(signed) : []) form?.append(name, value)
  const body = isGet ? null : (form ?? text ?? toXml(signed))
  const headers = new Headers(form ? undefined : { 'Content-Type': 'text/xml; charset=utf-8' })
  const answer = await sandbox.fetch(new Request(`http://sandbox.test${target}`, { method, headers, body }), {
    rawTarget: target,
  })
  const answered = await answer.text()
  const found = fromXml(answered)
  const { sign, ...rest } = found
  const type = sign?.length === 64 ? 'HMAC-SHA256' : 'MD5'
  return {
    status: answer.status,
    headers: answer.headers,
    text: answered,
    fields: found,
    signed: sign === undefined ? undefined : sign === signV2(rest, merchant.apiv2_key, type),
  }
}

/** The message as an SDK writes it. */
export function toXml(fields: Record<string, string>): string {
  const lines = Object.entries(fields).map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
  return `<xml>${lines.join('')}</xml>`
}

/** The fields of a flat message; the texts of elements inside elements are left out. */
function fromXml(text: string): Record<string, string> {
  const found = text.matchAll(/<(\w+)>(?:<!\[CDATA\[([\s\S]*?)\]\]>|([^<]*))<\/\1>/g)
  return Object.fromEntries([...found].map(([, name, data, plain]) => [name, data ?? plain]))
}
