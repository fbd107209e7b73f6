import { encryptResource, randomText } from '../signature/index.ts'
import { toRfc3339 } from './expression.ts'
import type { JsonObject } from './input.ts'
import type { Merchant } from './merchants.ts'
import type { Platform } from './platform.ts'

/** What the gateway encrypts certificates with (平台证书列表): these names are its wire format, not a product's. */
const ASSOCIATED_DATA = 'certificate'

/** The platform's certificates as a merchant downloads them, each encrypted with its APIv3 key. */
export async function listCertificates({ certificate }: Platform, merchant: Merchant): Promise<JsonObject[]> {
  const nonce = randomText(12, '0123456789abcdef')
  const ciphertext = await encryptResource(merchant.apiv3, certificate.pem, { nonce, associated_data: ASSOCIATED_DATA })
  return [
    {
      serial_no: certificate.serial,
      effective_time: toRfc3339(certificate.from),
      expire_time: toRfc3339(certificate.to),
      encrypt_certificate: { algorithm: 'AEAD_AES_256_GCM', nonce, associated_data: ASSOCIATED_DATA, ciphertext },
    },
  ]
}
