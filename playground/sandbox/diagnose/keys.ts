import { importVerifyingKey } from '../../signature/index.ts'
import { fromUrl, type RsaNumbers, toNumber } from './seal.ts'

/** The numbers of an RSA key, from a key that may be exported. */
export async function readNumbers(key: CryptoKey): Promise<RsaNumbers> {
  const { n = '', e = '' } = await crypto.subtle.exportKey('jwk', key)
  const modulus = fromUrl(n)
  return { modulus: toNumber(modulus), exponent: toNumber(fromUrl(e)), length: modulus.length }
}

/** The same of an SPKI PEM. */
export async function readKeyOf(publicKey: string): Promise<RsaNumbers> {
  return readNumbers(await importVerifyingKey(publicKey))
}
