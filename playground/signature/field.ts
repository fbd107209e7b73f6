import { fromBase64, toBase64, toBytes, toText } from './bytes.ts'
import { SignatureError } from './errors.ts'

const OAEP = 'RSA-OAEP'
/** Two SHA-1 digests and two bytes of OAEP padding: RFC 8017, 7.1.1. */
const OVERHEAD = 2 * 20 + 2

/**
 * Encrypts one sensitive field: RSA-OAEP with SHA-1 and MGF1, base64. A 2048-bit key takes 214 bytes of UTF-8;
 * more throws `SignatureError` (`length`). `key` as `importEncryptingKey` makes it.
 */
export async function encryptField(key: CryptoKey, plaintext: string): Promise<string> {
  const bytes = toBytes(plaintext)
  const limit = modulusBytes(key) - OVERHEAD
  if (bytes.length > limit) {
    throw new SignatureError('length', `明文有 ${bytes.length} 字节，这把密钥一次最多加密 ${limit} 字节`, {
      hint: '敏感字段按 UTF-8 字节计数，一个汉字三个字节；检查是否把整个对象当成了一个字段',
    })
  }
  return toBase64(new Uint8Array(await crypto.subtle.encrypt(OAEP, key, bytes)))
}

/** The plaintext of a sensitive field (base64); wrong key, padding or text throws `SignatureError` (`decrypt`, `base64`). */
export async function decryptField(key: CryptoKey, ciphertext: string): Promise<string> {
  const bytes = fromBase64(ciphertext, 'ciphertext')
  try {
    return toText(new Uint8Array(await crypto.subtle.decrypt(OAEP, key, bytes)))
  } catch (cause) {
    throw new SignatureError('decrypt', '敏感字段解密失败', {
      hint: '检查加密时用的是不是这把私钥对应的公钥，填充是不是 RSA-OAEP（SHA-1）',
      cause,
    })
  }
}

function modulusBytes(key: CryptoKey): number {
  const algorithm: KeyAlgorithm & { modulusLength?: number } = key.algorithm
  return (algorithm.modulusLength ?? 2048) / 8
}
