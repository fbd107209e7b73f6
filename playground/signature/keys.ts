import type { Bytes } from './bytes.ts'
import { readCertificate } from './certificate.ts'
import { SignatureError } from './errors.ts'
import { pemToDer } from './pem.ts'

/** One WebCrypto key serves one algorithm, hence an import per use. */
const SIGNING = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
const ENCRYPTING = { name: 'RSA-OAEP', hash: 'SHA-1' }
const MIN_BITS = 2048

/** Non-extractable key that signs, from a PKCS#8 PEM. */
export async function importSigningKey(privateKey: string): Promise<CryptoKey> {
  return load('pkcs8', pemToDer(privateKey, 'PRIVATE KEY', 'private_key'), { algorithm: SIGNING, usage: 'sign' })
}

/** Key that verifies, from an SPKI PEM or an X.509 certificate. */
export async function importVerifyingKey(publicKey: string): Promise<CryptoKey> {
  return load('spki', toSpki(publicKey), { algorithm: SIGNING, usage: 'verify' })
}

/** Key that encrypts fields, from an SPKI PEM or an X.509 certificate. */
export async function importEncryptingKey(publicKey: string): Promise<CryptoKey> {
  return load('spki', toSpki(publicKey), { algorithm: ENCRYPTING, usage: 'encrypt' })
}

/** Non-extractable key that decrypts fields, from a PKCS#8 PEM. */
export async function importDecryptingKey(privateKey: string): Promise<CryptoKey> {
  return load('pkcs8', pemToDer(privateKey, 'PRIVATE KEY', 'private_key'), { algorithm: ENCRYPTING, usage: 'decrypt' })
}

/** SPKI bytes of an SPKI PEM or of a certificate. */
export function toSpki(publicKey: string): Bytes {
  if (publicKey.includes('BEGIN CERTIFICATE-')) return readCertificate(publicKey).spki
  return pemToDer(publicKey, 'PUBLIC KEY', 'public_key')
}

interface LoadOptions {
  algorithm: RsaHashedImportParams
  usage: KeyUsage
}

async function load(format: 'pkcs8' | 'spki', der: Bytes, { algorithm, usage }: LoadOptions): Promise<CryptoKey> {
  const where = format === 'pkcs8' ? 'private_key' : 'public_key'
  const key = await crypto.subtle
    .importKey(format, der, algorithm, format === 'spki', [usage])
    .catch((cause: unknown) => {
      throw new SignatureError('key', '密钥内容无法识别，应为 RSA 密钥', {
        where,
        hint: '检查文件是否完整；椭圆曲线与国密密钥在这里不能用',
        cause,
      })
    })
  const { modulusLength = 0 }: KeyAlgorithm & { modulusLength?: number } = key.algorithm
  if (modulusLength < MIN_BITS) {
    throw new SignatureError('key', `RSA 密钥只有 ${modulusLength} 位，至少要 ${MIN_BITS} 位`, { where })
  }
  return key
}
