import type { MerchantAnswer, MerchantRequest } from '../protocol/gateway/index.ts'
import { importApiV3Key, importEncryptingKey, importVerifyingKey, randomText, toSpki } from '../signature/index.ts'
import { issueCertificate } from './certificate.ts'
import { createKeyPair, normalisePublicKey, PLATFORM_NAME, type Platform } from './platform.ts'
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
}

/** A merchant with its keys imported once. */
export interface Merchant {
  record: MerchantRecord
  verifying: CryptoKey
  /** Encrypts fields of answers for it. */
  encrypting: CryptoKey
  apiv3: CryptoKey
}

export interface Merchants {
  find(mchid: string): Promise<Merchant | undefined>
  create(request: MerchantRequest): Promise<MerchantAnswer>
}

const SPACE = 'merchants'
const DIGITS = '0123456789'
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

export interface MerchantsOptions {
  store: Store
  platform: () => Promise<Platform>
  now: () => number
  /** How many are kept. */
  limit: number
  /** What else a merchant that leaves takes along. */
  forget: (mchid: string) => Promise<void>
}

/** The sandbox's merchants: records in the store, keys cached in this process. */
export function createMerchants({ store, platform, now, limit, forget }: MerchantsOptions): Merchants {
  const cache = new Map<string, Promise<Merchant>>()

  return {
    async find(mchid) {
      const known = cache.get(mchid)
      if (known) return known
      const entry = await store.get(SPACE, mchid)
      if (!entry) return undefined
      const opened = open(entry.value as unknown as MerchantRecord)
      cache.set(mchid, opened)
      return opened
    },
    async create({ public_key }) {
      const pair =
        public_key === undefined
          ? await createKeyPair()
          : { publicKey: normalisePublicKey(public_key), privateKey: undefined }
      const keys = await platform()
      const record = await register(pair.publicKey, { store, issuer: keys, now: now() })
      for (const gone of await store.trim(SPACE, limit)) {
        cache.delete(gone)
        await forget(gone)
      }
      const { public_key: _, ...shown } = record
      return {
        ...shown,
        ...(pair.privateKey && { private_key: pair.privateKey }),
        platform: {
          serial_no: keys.certificateKey.serial,
          certificate: keys.certificate.pem,
          public_key_id: keys.publicKey.serial,
          public_key: keys.publicKeyPem,
        },
      }
    },
  }
}

async function register(
  publicKey: string,
  { store, issuer, now }: { store: Store; issuer: Platform; now: number },
): Promise<MerchantRecord> {
  // throws for anything but RSA of 2048 bits and more
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
    }
    if (await store.put(SPACE, mchid, { value: record, expected: 0 })) return record
  }
}

async function open(record: MerchantRecord): Promise<Merchant> {
  const [verifying, encrypting, apiv3] = await Promise.all([
    importVerifyingKey(record.public_key),
    importEncryptingKey(record.public_key),
    importApiV3Key(record.apiv3_key),
  ])
  return { record, verifying, encrypting, apiv3 }
}
