import { type Bytes, encryptField, randomText, toBase64 } from '../../signature/index.ts'

export interface Sealed {
  /** Ciphertext and tag, base64. */
  bytes: string
  /** 32 characters, encrypted for the merchant as a sensitive field is. */
  key: string
  nonce: string
}

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** Encrypts a file with a key of its own (AES-256-GCM, no associated data), which only the holder of the merchant's key can read. */
export async function seal(content: Bytes, merchant: CryptoKey): Promise<Sealed> {
  const [secret, nonce] = [randomText(32, ALPHABET), randomText(12, ALPHABET)]
  const encoder = new TextEncoder()
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), 'AES-GCM', false, ['encrypt'])
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv: encoder.encode(nonce) }, key, content)
  return { bytes: toBase64(new Uint8Array(sealed)), key: await encryptField(merchant, secret), nonce }
}
