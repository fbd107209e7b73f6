import type { Diagnosis } from '../../protocol/gateway/index.ts'
import { FIELDS_V2 } from '../../protocol/gateway/index.ts'
import type { Fields } from '../../protocol/xml/index.ts'
import { messageV2, toBytes, toHex } from '../../signature/index.ts'
import type { MerchantRecord } from '../merchants.ts'
import { CAUSES, type Cause } from './causes.ts'
import { createGbk } from './charset.ts'
import { differenceOf, showBytes } from './difference.ts'
import { hashOf, hmacOf } from './seal.ts'
import type { Variant } from './variant.ts'

export interface RefusedV2 {
  check: string
  fields: Fields
  merchant?: { record: Pick<MerchantRecord, 'apiv2_key' | 'apiv3_key' | 'mchid'> }
}

type Pairs = [name: string, value: string][]
type Encode = (text: string) => Uint8Array | undefined

/** Messages that are tried for one refused request. */
const TRIED = 2000

/** Why a v2 sign was refused; `undefined` for a check that is none of the sign. The key is never part of what is shown. */
export function diagnoseV2({ check, fields, merchant }: RefusedV2): Diagnosis | undefined {
  if (check === 'v2-sign-missing') return toDiagnosis(['sign-missing'])
  if (check === 'v2-merchant-unknown') return toDiagnosis(['merchant-unknown'])
  if (check !== 'v2-signature-wrong' || !merchant) return undefined
  const sign = fields.get(FIELDS_V2.sign) ?? ''
  const found = find(sign.toUpperCase(), fields, { record: merchant.record })
  if (!found) return toDiagnosis([/^[0-9A-F]+$/i.test(sign) ? 'sign-other' : 'sign-key'])
  const causes: Cause[] = sign === sign.toUpperCase() ? found.causes : [...found.causes, 'sign-case']
  return toDiagnosis(causes, { expected: expectedV2(fields), signed: found.text })
}

/** What is signed of a message, without the key. */
export function expectedV2(fields: Fields): string {
  return messageV2(Object.fromEntries(fields))
}

function find(
  sign: string,
  fields: Fields,
  { record }: { record: Pick<MerchantRecord, 'apiv2_key' | 'apiv3_key' | 'mchid'> },
): { causes: Cause[]; text: string } | undefined {
  const right = fields.get(FIELDS_V2.signType) === 'HMAC-SHA256' ? 'HMAC-SHA256' : 'MD5'
  const keys = [
    { value: `&key=${record.apiv2_key}`, secret: record.apiv2_key },
    { cause: 'sign-key' as const, value: `&key=${record.apiv3_key}`, secret: record.apiv3_key },
    { cause: 'sign-key' as const, value: `&key=${record.mchid}`, secret: record.mchid },
    { cause: 'sign-key-missing' as const, value: '', secret: record.apiv2_key },
    { cause: 'sign-key-missing' as const, value: record.apiv2_key, secret: record.apiv2_key },
  ]
  const types = [{ value: right }, { cause: 'sign-type' as const, value: right === 'MD5' ? 'HMAC-SHA256' : 'MD5' }]
  const encodings: { cause?: Cause; value: Encode }[] = [{ value: toBytes }, { cause: 'charset', value: createGbk() }]
  let tried = 0
  // one mistake is likelier than two
  for (const allowed of [0, 1, 2]) {
    for (const form of [{ value: expectedV2(fields) } as { cause?: Cause; value: string }, ...forms(fields)])
      for (const key of keys)
        for (const type of types)
          for (const encoding of encodings) {
            const causes = [form.cause, key.cause, type.cause, encoding.cause].filter((cause) => cause !== undefined)
            if (causes.length !== allowed || ++tried > TRIED) continue
            const bytes = encoding.value(`${form.value}${key.value}`)
            if (bytes && digest(bytes, type.value, key.secret) === sign) return { causes, text: form.value }
          }
  }
  return undefined
}

function digest(bytes: Uint8Array, type: string, key: string): string {
  return toHex(type === 'MD5' ? hashOf('MD5', bytes) : hmacOf(toBytes(key), bytes)).toUpperCase()
}

/** Other ideas of what is signed. */
function forms(fields: Fields): Variant<string>[] {
  const pairs = [...fields].filter(([name]) => name !== FIELDS_V2.sign)
  const given = pairs.filter(([, value]) => value !== '')
  const byName = (list: Pairs): Pairs => [...list].sort(([one], [other]) => (one < other ? -1 : 1))
  const folded = [...given].sort(([one], [other]) => one.toLowerCase().localeCompare(other.toLowerCase(), 'en'))
  const without = given.map(([name]) => byName(given.filter(([other]) => other !== name)))
  return [
    { cause: 'sign-empty', value: join(byName(pairs)) },
    { cause: 'sign-order', value: join(given) },
    { cause: 'sign-order', value: join(folded) },
    ...without.map((list) => ({ cause: 'sign-field' as const, value: join(list) })),
    { cause: 'sign-field', value: join(byName(given.map(([name, value]) => [name, value.trim()]))) },
    { cause: 'message-encoded', value: join(byName(given.map(([name, value]) => [name, encodeURIComponent(value)]))) },
  ]
}

function join(pairs: Pairs): string {
  return pairs.map(([name, value]) => `${name}=${value}`).join('&')
}

function toDiagnosis(causes: Cause[], proof?: { expected: string; signed: string }): Diagnosis {
  const [cause = 'sign-other'] = causes
  const all = [...new Set(causes.length > 0 ? causes : [cause])]
  const { difference } = proof ? differenceOf(toBytes(proof.expected), toBytes(proof.signed)) : {}
  return {
    cause,
    causes: all,
    title: all.map((one) => CAUSES[one][0]).join('；另外，'),
    detail: '',
    advice: all.map((one) => CAUSES[one][1]).join('。'),
    proven: proof !== undefined,
    ...(proof && { signed: showBytes(toBytes(proof.signed)) }),
    ...(difference && { difference: { ...difference, part: 'body' } }),
  }
}
