import { fromBase64, toBase64, toBytes, toText } from './bytes.ts'
import { SignatureError } from './errors.ts'

const GCM = 'AES-GCM'

export interface EncryptedResource {
  /** base64 of ciphertext followed by the 16-byte tag */
  ciphertext: string
  /** 12 characters, used as the IV. */
  nonce: string
  associated_data?: string
}

/** The APIv3 key as AES-256-GCM key; anything but 32 bytes throws `SignatureError` (`key`). */
export async function importApiV3Key(apiv3Key: string): Promise<CryptoKey> {
  const bytes = toBytes(apiv3Key)
  if (bytes.length !== 32) {
    throw new SignatureError('key', `APIv3 密钥应为 32 字节，实际 ${bytes.length} 字节`, {
      where: 'apiv3_key',
      hint: '在商户平台的 API 安全里设置；不要与 APIv2 密钥混用',
    })
  }
  return crypto.subtle.importKey('raw', bytes, GCM, false, ['encrypt', 'decrypt'])
}

/** AES-256-GCM as notifications and certificate lists use it: tag at the end, base64. */
export async function encryptResource(
  key: CryptoKey,
  plaintext: string,
  { nonce, associated_data = '' }: Omit<EncryptedResource, 'ciphertext'>,
): Promise<string> {
  return toBase64(
    new Uint8Array(await crypto.subtle.encrypt(parameters(nonce, associated_data), key, toBytes(plaintext))),
  )
}

/** The plaintext; a wrong key, nonce, associated data or one changed byte throws `SignatureError` (`decrypt`). */
export async function decryptResource(key: CryptoKey, resource: EncryptedResource): Promise<string> {
  const bytes = fromBase64(resource.ciphertext, 'ciphertext')
  try {
    return toText(
      new Uint8Array(
        await crypto.subtle.decrypt(parameters(resource.nonce, resource.associated_data ?? ''), key, bytes),
      ),
    )
  } catch (cause) {
    throw new SignatureError('decrypt', '密文解密失败', {
      hint: '检查 APIv3 密钥、nonce 和 associated_data 是否与密文配套，密文末尾 16 字节是校验标签',
      where: 'ciphertext',
      cause,
    })
  }
}

function parameters(nonce: string, associatedData: string): AesGcmParams {
  return { name: GCM, iv: toBytes(nonce), additionalData: toBytes(associatedData), tagLength: 128 }
}
