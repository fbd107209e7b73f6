import { derToPem } from '../../signature/index.ts'

const PAIR = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) }
const SIGNING = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
const DECRYPTING = { name: 'RSA-OAEP', hash: 'SHA-1' }

/** A merchant's private key, twice, because one WebCrypto key serves one algorithm; neither can be exported. */
export interface MerchantKeys {
  signingKey: CryptoKey
  decryptingKey: CryptoKey
  /** SPKI PEM: the half that leaves the browser. */
  publicKey: string
}

/** Makes an RSA-2048 pair. The private bytes exist inside this function only, and are overwritten before it returns. */
export async function makeMerchantKeys(): Promise<MerchantKeys> {
  const pair = await crypto.subtle.generateKey(PAIR, true, ['sign', 'verify'])
  const bytes = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey))
  try {
    const [signingKey, decryptingKey, spki] = await Promise.all([
      crypto.subtle.importKey('pkcs8', bytes, SIGNING, false, ['sign']),
      crypto.subtle.importKey('pkcs8', bytes, DECRYPTING, false, ['decrypt']),
      crypto.subtle.exportKey('spki', pair.publicKey),
    ])
    return { signingKey, decryptingKey, publicKey: derToPem(new Uint8Array(spki), 'PUBLIC KEY') }
  } finally {
    bytes.fill(0)
  }
}
