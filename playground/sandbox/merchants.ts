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
  /** Answers to requests that name no key are signed in public-key mode. */
  public_key_mode?: true
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
  /** The number of the merchant whose app this is; `undefined` for one that is no merchant's of this sandbox. */
  ownerOf(appid: string): Promise<string | undefined>
  /** Those that came last, as they are kept. */
  newest(limit: number): Promise<MerchantRecord[]>
  /** Notes that a merchant is in use; who is not for long enough expires. */
  touch(mchid: string): Promise<void>
  /** Forgets the merchants that were not in use for too long, and as many more as have more than `most` together. */
  expire(most: number, countOf: (mchid: string) => Promise<number>): Promise<void>
}

const SPACE = 'merchants'
/** Whose app it is. */
const APPS = 'apps'
/** The score is the wall time of the last use. */
const SEEN = 'seen'
/** How exactly the last use is known: a write for every request would be dear. */
const SEEN_EVERY = 60_000
const EXPIRE_BATCH = 100
const COUNT_EVERY = 60_000
/** Merchants read at a time. */
const PAGE = 500
const DIGITS = '0123456789'
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

export interface MerchantsOptions {
  store: Store
  platform: () => Promise<Platform>
  now: () => number
  /** How many are kept: who was not in use for longest goes first. */
  limit: number
  /** Milliseconds without use after which one goes. */
  idle: number
  /** What else a merchant that leaves takes along. */
  forget: (mchid: string) => Promise<void>
}

interface Known {
  version: number
  opened: Promise<Merchant>
  seen: number
}

/** The sandbox's merchants: records in the store, keys cached in this process. */
export function createMerchants(options: MerchantsOptions): Merchants {
  const { store, platform, now, limit, idle } = options
  const cache = new Map<string, Known>()
  let counted = Number.NEGATIVE_INFINITY

  const remove = async (mchid: string): Promise<void> => {
    cache.delete(mchid)
    const entry = await store.get(SPACE, mchid)
    const record = entry?.value as unknown as MerchantRecord | undefined
    await store.commit([
      { space: SPACE, key: mchid },
      { space: SEEN, key: mchid },
      ...(record ? [{ space: APPS, key: record.appid }] : []),
    ])
    await options.forget(mchid)
  }

  return {
    async find(mchid) {
      // another process may have let it go
      const entry = await store.get(SPACE, mchid)
      if (!entry) {
        cache.delete(mchid)
        return undefined
      }
      const known = cache.get(mchid)
      if (known?.version === entry.version) return known.opened
      const opened = open(entry.value as unknown as MerchantRecord)
      cache.set(mchid, { version: entry.version, opened, seen: 0 })
      if (cache.size > limit) for (const oldest of [...cache.keys()].slice(0, 1)) cache.delete(oldest)
      return opened
    },
    async ownerOf(appid) {
      const entry = await store.get(APPS, appid)
      return typeof entry?.value === 'string' ? entry.value : undefined
    },
    async newest(count) {
      const entries = await store.list(SPACE, { limit: count })
      return entries.map(({ value }) => value as unknown as MerchantRecord)
    },
    async create({ public_key, signed_with }) {
      const pair =
        public_key === undefined
          ? await createKeyPair()
          : { publicKey: normalisePublicKey(public_key), privateKey: undefined }
      const keys = await platform()
      const record = await register(pair.publicKey, {
        store,
        issuer: keys,
        now: now(),
        ...(signed_with === 'public_key' && { mode: { public_key_mode: true } }),
      })
      await makeRoom(options, remove)
      const { public_key: _, public_key_mode: __, ...shown } = record
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
    async touch(mchid) {
      const known = cache.get(mchid)
      if (!known || now() - known.seen < SEEN_EVERY) return
      known.seen = now()
      await store.put(SEEN, mchid, { value: null, score: known.seen })
    },
    async expire(most, countOf) {
      const gone = await store.due(SEEN, { until: now() - idle, limit: EXPIRE_BATCH })
      for (const { key } of gone) await remove(key)
      // a look at every merchant: now and then is enough
      if (now() - counted < COUNT_EVERY) return
      counted = now()
      const counts = await countAll(store, countOf)
      let total = [...counts.values()].reduce((sum, count) => sum + count, 0)
      while (total > most) {
        const [oldest] = await store.due(SEEN, { until: Number.MAX_SAFE_INTEGER, limit: 1 })
        if (!oldest) return
        total -= counts.get(oldest.key) ?? 0
        await remove(oldest.key)
      }
    },
  }
}

async function countAll(store: Store, countOf: (mchid: string) => Promise<number>): Promise<Map<string, number>> {
  const counts = new Map<string, number>()
  for (let after: string | undefined; ; ) {
    const entries = await store.list(SPACE, { limit: PAGE, ...(after !== undefined && { after }) })
    for (const { key } of entries) counts.set(key, await countOf(key))
    after = entries.at(-1)?.key
    if (entries.length < PAGE) return counts
  }
}

async function makeRoom(
  { store, limit, forget }: MerchantsOptions,
  remove: (mchid: string) => Promise<void>,
): Promise<void> {
  for (let surplus = (await store.size(SPACE)) - limit; surplus > 0; surplus--) {
    const [oldest] = await store.due(SEEN, { until: Number.MAX_SAFE_INTEGER, limit: 1 })
    if (!oldest) break
    await remove(oldest.key)
  }
  // those of a store that did not yet note when they were in use
  for (const gone of await store.trim(SPACE, limit)) await forget(gone)
}

interface Registered {
  store: Store
  issuer: Platform
  now: number
  mode?: Pick<MerchantRecord, 'public_key_mode'>
}

async function register(publicKey: string, { store, issuer, now, mode = {} }: Registered): Promise<MerchantRecord> {
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
      ...mode,
    }
    const made = await store.commit([
      { space: SPACE, key: mchid, value: record, expected: 0 },
      { space: SEEN, key: mchid, value: null, score: now },
      { space: APPS, key: record.appid, value: mchid },
    ])
    if (made) return record
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
