import { SignatureError } from './errors.ts'

/** Bytes that WebCrypto takes: never backed by shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>

const RE_BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
/** Neither keeps anything from one call to the next. */
const UTF8 = new TextEncoder()
const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
/** Arguments of one `String.fromCharCode` call; engines limit their number. */
const CHUNK = 0x8000

/** UTF-8 bytes of a text; bytes pass through untouched. */
export function toBytes(data: string | Uint8Array): Bytes {
  if (typeof data === 'string') return UTF8.encode(data)
  return isPlain(data) ? data : new Uint8Array(data)
}

/** The text of UTF-8 bytes; throws a `TypeError` where they are not UTF-8. */
export function toText(bytes: Uint8Array): string {
  return STRICT_UTF8.decode(bytes)
}

/** Standard base64 with padding. */
export function toBase64(bytes: Uint8Array): string {
  let binary = ''
  for (let at = 0; at < bytes.length; at += CHUNK) binary += String.fromCharCode(...bytes.subarray(at, at + CHUNK))
  return btoa(binary)
}

/** Strict: standard alphabet, right padding, no line breaks; throws `SignatureError` (`base64`) otherwise. */
export function checkBase64(text: string, where = ''): void {
  if (RE_BASE64.test(text)) return
  throw new SignatureError('base64', '不是有效的 Base64 文本', { where, hint: '检查是否被截断、换行或做过 URL 编码' })
}

/** The bytes of a text; throws as `checkBase64` does. */
export function fromBase64(text: string, where = ''): Bytes {
  checkBase64(text, where)
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at)
  return bytes
}

/** Lower-case hex. */
export function toHex(bytes: Uint8Array): string {
  let hex = ''
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0')
  return hex
}

export function concatBytes(parts: Uint8Array[]): Bytes {
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}

/** Whether two texts are equal, in a time that depends on their lengths alone. For tokens and MACs. */
export function equalTexts(one: string, other: string): boolean {
  const a = toBytes(one)
  const b = toBytes(other)
  let difference = a.length ^ b.length
  for (let at = 0; at < a.length; at++) difference |= (a[at] ?? 0) ^ (b[at % Math.max(b.length, 1)] ?? 0)
  return difference === 0
}

/** Letters and digits from the platform's secure random source, without modulo bias. */
export function randomText(length: number, alphabet: string): string {
  const limit = 256 - (256 % alphabet.length)
  let text = ''
  while (text.length < length) {
    for (const byte of crypto.getRandomValues(new Uint8Array(length - text.length + 8))) {
      if (byte < limit && text.length < length) text += alphabet[byte % alphabet.length]
    }
  }
  return text
}

/** `nonce_str` and `Wechatpay-Nonce`: 32 hex digits, upper case. Runtimes keep random bytes in stock for UUIDs alone. */
export function randomNonce(): string {
  return crypto.randomUUID().replaceAll('-', '').toUpperCase()
}

function isPlain(data: Uint8Array): data is Bytes {
  return data.buffer instanceof ArrayBuffer
}
