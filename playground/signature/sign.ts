import { fromBase64, toBase64, toBytes } from './bytes.ts'

const RSA_SHA256 = 'RSASSA-PKCS1-v1_5'

/** How a gateway signs and verifies; both as `signMessage` and `verifyMessage`, which are `webRsa`. */
export interface Rsa {
  sign(key: CryptoKey, message: string | Uint8Array): Promise<string> | string
  verify(key: CryptoKey, message: string | Uint8Array, signature: string): Promise<boolean> | boolean
}

export const webRsa: Rsa = { sign: signMessage, verify: verifyMessage }

/** RSASSA-PKCS1-v1_5 with SHA-256, base64. `key` as `importSigningKey` makes it (the hash is part of the key). */
export async function signMessage(key: CryptoKey, message: string | Uint8Array): Promise<string> {
  return toBase64(new Uint8Array(await crypto.subtle.sign(RSA_SHA256, key, toBytes(message))))
}

/** Whether `signature` (base64) is the key's over `message`; a text that is not base64 throws `SignatureError`. */
export async function verifyMessage(key: CryptoKey, message: string | Uint8Array, signature: string): Promise<boolean> {
  return crypto.subtle.verify(RSA_SHA256, key, fromBase64(signature, 'signature'), toBytes(message))
}
