import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { concatBytes, derToPem, fromBase64, toBase64, toBytes, toHex, toSpki } from '../../../signature/index.ts'

/** A public key as user code holds it: opaque, and its PEM where it is printed. */
export interface PublicKeyHandle {
  readonly type: 'public'
  toString(): string
}

const HASH_BYTES = 20
const SEQUENCE = 0x30

/**
 * `Rsa` of the SDK, as far as a program without a private key can have it. `encrypt` is synchronous as the SDK's is,
 * so it cannot use WebCrypto: RSA-OAEP with SHA-1 (RFC 8017, 7.1.1) over BigInt. Only public values are computed with.
 */
export const Rsa = Object.freeze({
  KEY_TYPE_PUBLIC: 'public',
  KEY_TYPE_PRIVATE: 'private',

  /** A public key from an SPKI PEM, an X.509 certificate, or `public.spki://` and base64. */
  from(pem: string | PublicKeyHandle, type = 'public'): PublicKeyHandle {
    if (type !== 'public') throw new Error('运行环境里没有私钥：签名由页面完成，这里只能载入公钥')
    const text = fromProtocol(String(pem))
    toSpki(text) // throws what is wrong with it
    return Object.freeze({ type: 'public' as const, toString: () => text })
  },

  /** base64 of the ciphertext; a 2048-bit key takes 214 bytes of UTF-8. */
  encrypt(plaintext: string, publicKey: string | PublicKeyHandle): string {
    const { modulus, exponent, size } = readPublicKey(toSpki(fromProtocol(String(publicKey))))
    const message = toBytes(String(plaintext))
    const limit = size - 2 * HASH_BYTES - 2
    if (message.length > limit)
      throw new RangeError(`明文有 ${message.length} 字节，这把公钥一次最多加密 ${limit} 字节`)
    const cipher = power(toNumber(pad(message, size)), exponent, modulus)
    return toBase64(toOctets(cipher, size))
  },

  decrypt(): never {
    throw new Error('运行环境里没有私钥，不能解密：页面的“响应”里，应答正文下面的“解密后”有明文')
  },
  sign(): never {
    throw new Error('运行环境里没有私钥：请求由页面签名后发出')
  },
})

function fromProtocol(text: string): string {
  const prefix = 'public.spki://'
  return text.startsWith(prefix) ? derToPem(fromBase64(text.slice(prefix.length)), 'PUBLIC KEY') : text
}

/** `Hash` of the SDK, the part without keys: lower-case hex. */
export const Hash = Object.freeze({
  md5: (content: string | Uint8Array): string => toHex(md5(toBytes(content))),
  sha1: (content: string | Uint8Array): string => toHex(sha1(toBytes(content))),
  sha256: (content: string | Uint8Array): string => toHex(sha256(toBytes(content))),
})

/** EME-OAEP encoding with an empty label. */
function pad(message: Uint8Array, size: number): Uint8Array {
  const padding = new Uint8Array(size - message.length - 2 * HASH_BYTES - 2)
  const block = concatBytes([sha1(new Uint8Array()), padding, Uint8Array.of(1), message])
  const seed = crypto.getRandomValues(new Uint8Array(HASH_BYTES))
  const maskedBlock = xor(block, mask(seed, block.length))
  const maskedSeed = xor(seed, mask(maskedBlock, HASH_BYTES))
  return concatBytes([Uint8Array.of(0), maskedSeed, maskedBlock])
}

/** MGF1 with SHA-1. */
function mask(seed: Uint8Array, length: number): Uint8Array {
  const blocks: Uint8Array[] = []
  for (let counter = 0; counter * HASH_BYTES < length; counter++) {
    const count = Uint8Array.of(counter >>> 24, counter >>> 16, counter >>> 8, counter)
    blocks.push(sha1(concatBytes([seed, count])))
  }
  return concatBytes(blocks).subarray(0, length)
}

function xor(one: Uint8Array, other: Uint8Array): Uint8Array {
  return one.map((byte, at) => byte ^ (other[at] ?? 0))
}

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let result = 1n
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % modulus) {
    if (rest & 1n) result = (result * square) % modulus
  }
  return result
}

/** SPKI: SEQUENCE { algorithm, BIT STRING { SEQUENCE { modulus, exponent } } }. */
function readPublicKey(spki: Uint8Array): { modulus: bigint; exponent: bigint; size: number } {
  const outer = element(spki, 0)
  const algorithm = element(spki, outer.content)
  const bits = element(spki, algorithm.end)
  const key = element(spki, bits.content + 1)
  if (spki[key.start] !== SEQUENCE) throw new Error('不是 RSA 公钥')
  const modulus = element(spki, key.content)
  const exponent = element(spki, modulus.end)
  const value = toNumber(spki.subarray(modulus.content, modulus.end))
  return {
    modulus: value,
    exponent: toNumber(spki.subarray(exponent.content, exponent.end)),
    size: Math.ceil(value.toString(16).length / 2),
  }
}

function element(der: Uint8Array, start: number): { start: number; content: number; end: number } {
  let content = start + 2
  let length = der[start + 1] ?? 0
  if (length >= 0x80) {
    const digits = length & 0x7f
    length = 0
    for (let digit = 0; digit < digits; digit++) length = length * 256 + (der[content++] ?? 0)
  }
  return { start, content, end: content + length }
}

function toNumber(bytes: Uint8Array): bigint {
  let value = 0n
  for (const byte of bytes) value = (value << 8n) | BigInt(byte)
  return value
}

function toOctets(value: bigint, size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  for (let at = size - 1, rest = value; at >= 0; at--, rest >>= 8n) bytes[at] = Number(rest & 0xffn)
  return bytes
}
