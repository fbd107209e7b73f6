import type { MerchantAnswer, MerchantRequest } from '../protocol/gateway/index.ts'
import { importApiV3Key, importEncryptingKey, importVerifyingKey } from '../signature/index.ts'
import { APPS, MERCHANTS, type MerchantRecord, registerMerchant, SEEN } from './merchant-record.ts'
import { createMerchantRoom, type MerchantRoom, type MerchantRoomOptions } from './merchant-room.ts'
import { createKeyPair, normalisePublicKey, type Platform } from './platform.ts'

export type { MerchantRecord } from './merchant-record.ts'

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
  expire: MerchantRoom['expire']
}

/** How exactly the last use is known: a write for every request would be dear. */
const SEEN_EVERY = 60_000

export interface MerchantsOptions extends MerchantRoomOptions {
  platform: () => Promise<Platform>
}

interface Known {
  version: number
  opened: Promise<Merchant>
  seen: number
}

/** The sandbox's merchants: records in the store, keys cached in this process. */
export function createMerchants(options: MerchantsOptions): Merchants {
  const { store, platform, now, limit } = options
  const cache = new Map<string, Known>()
  const room = createMerchantRoom(options, (mchid) => cache.delete(mchid))

  return {
    async find(mchid) {
      // another process may have let it go
      const entry = await store.get(MERCHANTS, mchid)
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
      const entries = await store.list(MERCHANTS, { limit: count })
      return entries.map(({ value }) => value as unknown as MerchantRecord)
    },
    async create({ public_key, signed_with }) {
      const pair =
        public_key === undefined
          ? await createKeyPair()
          : { publicKey: normalisePublicKey(public_key), privateKey: undefined }
      const keys = await platform()
      const record = await registerMerchant(pair.publicKey, {
        store,
        issuer: keys,
        now: now(),
        ...(signed_with === 'public_key' && { mode: { public_key_mode: true } }),
      })
      await room.make()
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
    expire: room.expire,
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
