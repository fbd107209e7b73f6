import type { OperationBehaviour } from '../../../catalog/derive/behaviour/index.ts'
import { FIELDS_V2 } from '../../protocol/gateway/index.ts'
import type { Fields } from '../../protocol/xml/index.ts'
import { equalTexts, type SignTypeV2, signV2 } from '../../signature/index.ts'
import type { Merchant } from '../merchants.ts'
import type { Refuse } from '../refusal.ts'

export interface VerifyOptions {
  refuse: Refuse
  findMerchant: (mchid: string) => Promise<Merchant | undefined>
}

export interface Verified {
  merchant: Merchant
  /** How the request was signed; the answer is signed likewise. */
  signType: SignTypeV2
}

/** Who sent this, proven by the sign that only the holder of the merchant's APIv2 key can make. */
export async function verifyFields(
  operation: OperationBehaviour,
  fields: Fields,
  { refuse, findMerchant }: VerifyOptions,
): Promise<Verified> {
  const names = FIELDS_V2.merchant
  const field = names.find((name) => fields.get(name)) ?? documented(operation) ?? names[0]
  const mchid = fields.get(field)
  if (!mchid) throw refuse('v2-merchant-missing', { values: { field } })
  const signType = readSignType(fields.get(FIELDS_V2.signType))
  if (!signType) throw refuse('v2-sign-type')
  const merchant = await findMerchant(mchid)
  if (!merchant) throw refuse('v2-merchant-unknown', { values: { field } })
  if (isUnsigned(operation)) return { merchant, signType }
  if (!operation.nonceless && operation.method !== 'get' && !operation.body?.mediaType.startsWith('multipart/')) {
    if (!fields.get(FIELDS_V2.nonce)) throw refuse('v2-nonce-missing')
  }
  const sign = fields.get(FIELDS_V2.sign)
  if (!sign) throw refuse('v2-sign-missing')
  const expected = signV2(Object.fromEntries(fields), merchant.record.apiv2_key, signType)
  if (!equalTexts(sign, expected)) throw refuse('v2-signature-wrong')
  return { merchant, signType }
}

function documented({ parameters, body }: OperationBehaviour): string | undefined {
  const known = new Set([...parameters.query, ...(body?.fields ?? [])].map(({ name }) => name))
  return FIELDS_V2.merchant.find((name) => known.has(name))
}

/** MD5 unless the request says otherwise. */
function readSignType(given: string | undefined): SignTypeV2 | undefined {
  if (!given || given === 'MD5') return 'MD5'
  return given === 'HMAC-SHA256' ? given : undefined
}

/** An address that a visitor's browser opens carries a sign only where its parameters have one. */
function isUnsigned({ method, parameters }: OperationBehaviour): boolean {
  return method === 'get' && !parameters.query.some(({ name }) => name === FIELDS_V2.sign)
}
