import { fromBase64 } from '../../signature/index.ts'
import type { Cause } from './causes.ts'
import { fromUrl } from './seal.ts'

export interface SignatureText {
  /** Absent where no RSA signature can be read out of it. */
  bytes?: Uint8Array
  /** What is wrong with the text itself. */
  causes: Cause[]
  detail?: string
}

const RE_HEX = /^[0-9a-f]+$/i

/** Reads a signature however it was written; `length` is what one of this key has, in bytes. */
export function readSignature(text: string, length: number): SignatureText {
  if (RE_HEX.test(text) && text.length === 32) return { causes: ['apiv2-md5'] }
  if (RE_HEX.test(text) && text.length === 64) return { causes: ['apiv2-hmac'] }
  if (RE_HEX.test(text) && text.length === length * 2) return { bytes: fromHex(text), causes: ['signature-hex'] }
  const read = readBase64(text)
  if (!read.bytes || read.bytes.length === length) return read
  if (read.bytes.length === 16) return { causes: ['apiv2-md5'] }
  if (read.bytes.length === 32) return { causes: ['apiv2-hmac'] }
  const detail = `解码之后是 ${read.bytes.length} 字节，商户的公钥要求 ${length} 字节`
  return { causes: ['signature-length'], detail }
}

function readBase64(text: string): SignatureText {
  if (/%[0-9a-f]{2}/i.test(text)) {
    const bytes = decoded(() => fromBase64(decodeURIComponent(text)))
    return { ...(bytes && { bytes }), causes: [bytes ? 'signature-escaped' : 'signature-encoding'] }
  }
  const standard = decoded(() => fromBase64(text))
  if (standard) return { bytes: standard, causes: [] }
  const url = /^[\w-]+=*$/.test(text) ? decoded(() => fromUrl(text)) : undefined
  return { ...(url && { bytes: url }), causes: [url ? 'signature-base64url' : 'signature-encoding'] }
}

function decoded<T>(decode: () => T): T | undefined {
  try {
    return decode()
  } catch {
    return undefined
  }
}

function fromHex(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(at * 2, at * 2 + 2), 16))
}
