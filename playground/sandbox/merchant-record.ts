import { importVerifyingKey, randomText, toSpki } from '../signature/index.ts'
import { issueCertificate } from './certificate.ts'
import { PLATFORM_NAME, type Platform } from './platform.ts'
import type { Store } from './store/store.ts'

/** What is kept of a merchant; never its private key. */
export interface MerchantRecord {
  mchid: string
  sub_mchid: string
  appid: string
  openid: string
  serial_no: string
  public_key: string
  certificate: string
  apiv3_key: string
  apiv2_key: string
  control_token: string
  /** Answers to requests that name no key are signed in public-key mode. */
  public_key_mode?: true
}

/** Where merchants are kept, by their number. */
export const MERCHANTS = 'merchants'
/** Whose app it is. */
export const APPS = 'apps'
/** The score is the wall time of the last use. */
export const SEEN = 'seen'

const DIGITS = '0123456789'
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

interface Registered {
  store: Store
  issuer: Platform
  /** Wall clock, milliseconds. */
  now: number
  mode?: Pick<MerchantRecord, 'public_key_mode'>
}

/**
 * Gives a new merchant its numbers and keys, and keeps it.
 * @param publicKey PEM
 * @throws SignatureError for anything but RSA of 2048 bits and more
 */
export async function registerMerchant(
  publicKey: string,
  { store, issuer, now, mode = {} }: Registered,
): Promise<MerchantRecord> {
  await importVerifyingKey(publicKey)
  for (;;) {
    const mchid = `19${randomText(8, DIGITS)}`
    const certificate = await issueCertificate({
      spki: toSpki(publicKey),
      subject: `CN=${mchid},OU=Sandbox,O=WeChat Pay Sandbox,C=CN`,
      issuer: PLATFORM_NAME,
      issuerKey: issuer.certificateKey.signing,
      from: now,
    })
    const record = {
      mchid,
      sub_mchid: `16${randomText(8, DIGITS)}`,
      appid: `wx${randomText(16, `${DIGITS}abcdef`)}`,
      openid: `o${randomText(27, DIGITS + LETTERS)}`,
      serial_no: certificate.serial,
      public_key: publicKey,
      certificate: certificate.pem,
      apiv3_key: randomText(32, DIGITS + LETTERS),
      apiv2_key: randomText(32, `${DIGITS}abcdef`),
      // begins with the number, so that it is found without a scan; what follows is the secret
      control_token: `${mchid}_${randomText(43, DIGITS + LETTERS)}`,
      ...mode,
    }
    const made = await store.commit([
      { space: MERCHANTS, key: mchid, value: record, expected: 0 },
      { space: SEEN, key: mchid, value: null, score: now },
      { space: APPS, key: record.appid, value: mchid },
    ])
    if (made) return record
  }
}
