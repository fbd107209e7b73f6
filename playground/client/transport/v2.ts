import type { Call } from '../../protocol/frames/index.ts'
import { FIELDS_V2 } from '../../protocol/gateway/index.ts'
import { readFields, readXml, writeXml } from '../../protocol/xml/index.ts'
import { messageV2, randomNonce, type SignTypeV2, signV2, toBytes, type Verdict } from '../../signature/index.ts'
import type { SerialisedBody } from './body.ts'
import type { Answer, SignedV2 } from './outcome.ts'

/** A v2 request, signed: what goes over the wire, and what the reader sees of it. */
export interface RequestV2 {
  target: string
  body: SerialisedBody
  signed: SignedV2
}

type XmlCall = Call & { body: { kind: 'xml' } }

/** Signs the fields with the merchant's key, as the SDK does: a nonce where there is none, MD5 unless they say otherwise. */
export function signCall({ method, target, body }: XmlCall, key: string): RequestV2 {
  const given = Object.fromEntries(body.fields)
  const { nonce, sign, signType } = FIELDS_V2
  const fields: Record<string, string> = { ...given, [nonce]: given[nonce] ?? randomNonce() }
  delete fields[sign]
  const type: SignTypeV2 = fields[signType] === 'HMAC-SHA256' ? 'HMAC-SHA256' : 'MD5'
  const signed = { message: `${messageV2(fields)}&key=（APIv2 密钥）`, type, sign: signV2(fields, key, type) }
  const whole = { ...fields, [sign]: signed.sign }
  if (method === 'GET') {
    const query = new URLSearchParams(whole)
    return { target: `${target}${target.includes('?') ? '&' : '?'}${query}`, body: { signed: '', text: '' }, signed }
  }
  const text = writeXml(whole)
  return { target, body: { bytes: toBytes(text), signed: '', contentType: 'text/xml; charset=utf-8', text }, signed }
}

/** Whether a v2 answer is the gateway's, by the merchant's key; answers without a sign are none of them. */
export function verifyFields({ bytes }: Pick<Answer, 'bytes'>, key: string): { verdict: Verdict; unsigned: boolean } {
  const fields = Object.fromEntries(readFields(new TextDecoder().decode(bytes)) ?? [])
  const given = fields[FIELDS_V2.sign]
  if (!given) {
    const message = '应答里没有 sign：失败的应答、文件和一部分接口的应答不签名'
    return { verdict: { ok: false, reason: 'missing-header', message }, unsigned: true }
  }
  const type: SignTypeV2 = given.length === 64 ? 'HMAC-SHA256' : 'MD5'
  if (given === signV2(fields, key, type))
    return { verdict: { ok: true, serial: `APIv2 密钥（${type}）` }, unsigned: false }
  const message = `应答的 sign 与按 ${type} 算出的不同：报文被改动过，或密钥不对`
  return { verdict: { ok: false, reason: 'signature', message }, unsigned: false }
}

/** The content of a v2 answer as the SDK hands it over. */
export function readAnswerFields({ bytes }: Pick<Answer, 'bytes'>): ReturnType<typeof readXml> {
  return readXml(new TextDecoder().decode(bytes))
}
