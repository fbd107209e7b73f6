import * as v from 'valibot'

const text = v.pipe(v.string(), v.nonEmpty())

const platform = v.object({ serial_no: text, certificate: text, public_key_id: text, public_key: text })

/** `POST /_sandbox/merchants` when the caller brought its public key. */
export const merchantAnswerSchema = v.object({
  mchid: text,
  sub_mchid: text,
  serial_no: text,
  appid: text,
  openid: text,
  apiv3_key: v.pipe(v.string(), v.length(32)),
  apiv2_key: v.pipe(v.string(), v.length(32)),
  control_token: text,
  platform,
})

/** `GET /_sandbox/keys`. */
export const keysAnswerSchema = v.object({ apiv2_key: v.pipe(v.string(), v.length(32)) })

const key = (type: 'private' | 'secret', usage: KeyUsage): v.GenericSchema<CryptoKey> =>
  v.pipe(
    v.custom<CryptoKey>((value) => typeof CryptoKey === 'function' && value instanceof CryptoKey),
    v.check((value) => value.type === type && !value.extractable && value.usages.includes(usage)),
  )

/** What IndexedDB keeps of a demo merchant. Keys are there as `CryptoKey`s that nobody can export, the v2 key not at all. */
export const storedIdentitySchema = v.object({
  version: v.literal(1),
  mchid: text,
  sub_mchid: text,
  serial_no: text,
  appid: text,
  openid: text,
  control_token: text,
  platform,
  signingKey: key('private', 'sign'),
  decryptingKey: key('private', 'decrypt'),
  resourceKey: key('secret', 'decrypt'),
})
export type StoredIdentity = v.InferOutput<typeof storedIdentitySchema>
