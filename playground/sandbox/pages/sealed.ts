import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { equalTexts, fromBase64, toBase64, toBytes, toHex, toText } from '../../signature/index.ts'
import { parseJson } from '../json.ts'
import type { Merchant, Merchants } from '../merchants.ts'

/** What a sealed ticket opens. */
export interface Sealed {
  resource: string
  /** Of the stored object. */
  key: string
  page: string
}

const RE_SEALED = /^s\.([\w-]+)\.([0-9a-f]{64})$/

/**
 * A ticket for a page that no field of the object opens: a reviewer's. It says what it opens and is sealed under the
 * merchant's control token, so nothing has to be kept.
 */
export function seal({ record }: Merchant, { resource, key, page }: Sealed): string {
  const text = toBase64Url(JSON.stringify([record.mchid, resource, key, page]))
  return `s.${text}.${sealOf(text, record.control_token)}`
}

/** The merchant and what the ticket opens; `undefined` for anything that `seal` did not make. */
export async function unseal(
  ticket: string,
  merchants: Merchants,
): Promise<(Sealed & { merchant: Merchant }) | undefined> {
  const [, text, given] = RE_SEALED.exec(ticket) ?? []
  if (text === undefined || given === undefined) return undefined
  const parts = readParts(text)
  if (!parts) return undefined
  const [mchid = '', resource = '', key = '', page = ''] = parts
  const merchant = await merchants.find(mchid)
  if (!merchant || !equalTexts(sealOf(text, merchant.record.control_token), given)) return undefined
  return { merchant, resource, key, page }
}

function sealOf(text: string, secret: string): string {
  return toHex(hmac(sha256, toBytes(secret), toBytes(`page ${text}`)))
}

function readParts(text: string): string[] | undefined {
  try {
    const plain = text.replaceAll('-', '+').replaceAll('_', '/')
    const value = parseJson(toText(fromBase64(plain.padEnd(Math.ceil(plain.length / 4) * 4, '='))))
    return Array.isArray(value) && value.every((part) => typeof part === 'string') ? (value as string[]) : undefined
  } catch {
    return undefined
  }
}

function toBase64Url(text: string): string {
  return toBase64(toBytes(text)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
