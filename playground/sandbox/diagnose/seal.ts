import { hmac } from '@noble/hashes/hmac.js'
import { md5, sha1 } from '@noble/hashes/legacy.js'
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js'
import { type Bytes, concatBytes, equalTexts, fromBase64, toHex } from '../../signature/index.ts'

const HASHES = {
  'SHA-256': sha256,
  'SHA-1': sha1,
  MD5: md5,
  'SHA-512': sha512,
  'SHA-384': sha384,
  'SHA-224': sha224,
} as const
export type HashName = keyof typeof HASHES

/** DER of `DigestInfo` up to the digest (RFC 8017 §9.2). */
const DIGEST_INFO: Record<HashName, string> = {
  'SHA-256': '3031300d060960864801650304020105000420',
  'SHA-1': '3021300906052b0e03021a05000414',
  MD5: '3020300c06082a864886f70d020505000410',
  'SHA-512': '3051300d060960864801650304020305000440',
  'SHA-384': '3041300d060960864801650304020205000430',
  'SHA-224': '302d300d06096086480165030402040500041c',
}

/** What a signature says of itself once the key's public half has opened it: how it was padded, and what it seals. */
export interface Seal {
  /** `bare`: PKCS #1 v1.5 around something that is no `DigestInfo`. */
  padding: 'pkcs1' | 'pss' | 'bare'
  hash: HashName
  /** Whether it seals this message. */
  seals(message: Uint8Array): boolean
}

/** An RSA public key. */
export interface RsaNumbers {
  modulus: bigint
  exponent: bigint
  /** Bytes of the modulus, which is how long a signature is. */
  length: number
}

/** Opens a signature with a public key; `undefined` where the key is another one's: then there is only noise inside. */
export function openSeal(signature: Uint8Array, { modulus, exponent, length }: RsaNumbers): Seal | undefined {
  const number = toNumber(signature)
  if (signature.length !== length || number >= modulus) return undefined
  const opened = toBytes(power(number, { exponent, modulus }), length)
  return openPkcs1(opened) ?? openPss(opened)
}

export function hashOf(name: HashName, message: Uint8Array): Uint8Array {
  return HASHES[name](message)
}

export function hmacOf(key: Uint8Array, message: Uint8Array): Uint8Array {
  return hmac(sha256, key, message)
}

function openPkcs1(opened: Uint8Array): Seal | undefined {
  if (opened[0] !== 0 || opened[1] !== 1) return undefined
  const end = opened.indexOf(0, 2)
  if (end < 10 || opened.subarray(2, end).some((byte) => byte !== 0xff)) return undefined
  const content = toHex(opened.subarray(end + 1))
  for (const hash of Object.keys(DIGEST_INFO) as HashName[]) {
    const prefix = DIGEST_INFO[hash]
    if (!content.startsWith(prefix)) continue
    const digest = content.slice(prefix.length)
    return { padding: 'pkcs1', hash, seals: (message) => equalTexts(digest, toHex(hashOf(hash, message))) }
  }
  const hash = content.length === 40 ? 'SHA-1' : content.length === 32 ? 'MD5' : 'SHA-256'
  const seals = (message: Uint8Array): boolean =>
    equalTexts(content, toHex(hashOf(hash, message))) || equalTexts(content, toHex(message))
  return { padding: 'bare', hash, seals }
}

/** RSASSA-PSS (RFC 8017 §9.1.2); some libraries keep SHA-1 in the mask whatever the hash, and salts have any length. */
function openPss(opened: Uint8Array): Seal | undefined {
  if (opened.at(-1) !== 0xbc || ((opened[0] ?? 0) & 0x80) !== 0) return undefined
  for (const hash of ['SHA-256', 'SHA-1', 'SHA-512', 'SHA-384'] as const) {
    for (const mask of new Set<HashName>([hash, 'SHA-1'])) {
      const seal = openPssWith(opened, hash, { mask })
      if (seal) return seal
    }
  }
  return undefined
}

function openPssWith(opened: Uint8Array, hash: HashName, { mask }: { mask: HashName }): Seal | undefined {
  const size = hashOf(hash, new Uint8Array()).length
  const split = opened.length - size - 1
  const sealed = opened.subarray(split, -1)
  const masking = maskOf(mask, sealed, { length: split })
  const data = opened.subarray(0, split).map((byte, at) => byte ^ (masking[at] ?? 0))
  data[0] = (data[0] ?? 0) & 0x7f
  const start = data.findIndex((byte) => byte !== 0)
  if (data[start] !== 1) return undefined
  const salt = data.subarray(start + 1)
  const seals = (message: Uint8Array): boolean => {
    const inner = concatBytes([new Uint8Array(8), hashOf(hash, message), salt])
    return equalTexts(toHex(sealed), toHex(hashOf(hash, inner)))
  }
  return { padding: 'pss', hash, seals }
}

/** MGF1 (RFC 8017 §B.2.1). */
function maskOf(hash: HashName, seed: Uint8Array, { length }: { length: number }): Uint8Array {
  const parts: Uint8Array[] = []
  for (let at = 0, made = 0; made < length; at++) {
    const part = hashOf(hash, concatBytes([seed, new Uint8Array([0, 0, at >> 8, at & 0xff])]))
    parts.push(part)
    made += part.length
  }
  return concatBytes(parts).subarray(0, length)
}

function power(base: bigint, { exponent, modulus }: Pick<RsaNumbers, 'exponent' | 'modulus'>): bigint {
  let result = 1n
  for (let square = base, rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % modulus
    square = (square * square) % modulus
  }
  return result
}

/** A big-endian number. */
export function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes) || '0'}`)
}

function toBytes(number: bigint, length: number): Bytes {
  const hex = number.toString(16).padStart(length * 2, '0')
  return Uint8Array.from({ length }, (_, at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16))
}

/** base64url without padding, as keys are written in JSON. */
export function fromUrl(text: string): Bytes {
  const standard = text.replace(/-/g, '+').replace(/_/g, '/').replace(/=+$/, '')
  return fromBase64(standard + '='.repeat((4 - (standard.length % 4)) % 4))
}
