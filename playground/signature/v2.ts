import { ecb } from '@noble/ciphers/aes.js'
import { hmac } from '@noble/hashes/hmac.js'
import { md5 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { type Bytes, fromBase64, toBase64, toBytes, toHex, toText } from './bytes.ts'
import { SignatureError } from './errors.ts'

/** `sign_type` of v2 requests. */
export type SignTypeV2 = 'MD5' | 'HMAC-SHA256'

/** Values as XML carries them. Empty and undefined ones are not signed, nor is `sign` itself. */
export type FieldsV2 = Record<string, string | number | undefined>

/** What v2 signs, without the key: `k=v&k=v`, keys in ASCII order. */
export function messageV2(fields: FieldsV2): string {
  return Object.keys(fields)
    .filter((name) => name !== 'sign' && fields[name] !== undefined && fields[name] !== '')
    .sort()
    .map((name) => `${name}=${fields[name]}`)
    .join('&')
}

/** The `sign` field: upper-case hex MD5 or HMAC-SHA256 over the message and `&key=KEY`. WebCrypto has no MD5. */
export function signV2(fields: FieldsV2, key: string, type: SignTypeV2 = 'MD5'): string {
  const message = toBytes(`${messageV2(fields)}&key=${key}`)
  return toHex(type === 'MD5' ? md5(message) : hmac(sha256, toBytes(key), message)).toUpperCase()
}

/** The digest of a file that v2 uploads, lower-case hex. */
export function md5Hex(bytes: Bytes): string {
  return toHex(md5(bytes))
}

/** Encrypts the plaintext XML of a v2 refund notification (`req_info`). The inverse of `decryptRefundNotice`. */
export function encryptRefundNotice(plaintext: string, key: string): string {
  return toBase64(ecb(refundKey(key)).encrypt(toBytes(plaintext)))
}

/** Decrypts `req_info` (base64) of a v2 refund notification: AES-256-ECB under the lower-case hex MD5 of the v2 key. */
export function decryptRefundNotice(reqInfo: string, key: string): string {
  const bytes = fromBase64(reqInfo, 'req_info')
  try {
    return toText(ecb(refundKey(key)).decrypt(bytes))
  } catch (cause) {
    throw new SignatureError('decrypt', '退款通知解密失败', { where: 'req_info', hint: '检查 APIv2 密钥', cause })
  }
}

function refundKey(key: string): Uint8Array {
  return toBytes(toHex(md5(toBytes(key))))
}
