import { APPS, MERCHANTS, type MerchantRecord, SEEN } from './merchant-record.ts'
import type { Store } from './store/store.ts'

export interface MerchantRoomOptions {
  store: Store
  now: () => number
  /** How many are kept: who was not in use for longest goes first. */
  limit: number
  /** Milliseconds without use after which one goes. */
  idle: number
  /** What else a merchant that leaves takes along. */
  forget: (mchid: string) => Promise<void>
}

/** Which merchants have to leave. */
export interface MerchantRoom {
  /** Lets as many leave as there are beyond the limit. */
  make(): Promise<void>
  /** Forgets the merchants that were not in use for too long, and as many more as have more than `most` together. */
  expire(most: number, countOf: (mchid: string) => Promise<number>): Promise<void>
}

const EXPIRE_BATCH = 100
const COUNT_EVERY = 60_000
/** Merchants read at a time. */
const PAGE = 500

/**
 * Keeps the number of merchants, and of what they have, within bounds.
 * @param onLeave is told of a merchant before it goes
 */
export function createMerchantRoom(
  { store, now, limit, idle, forget }: MerchantRoomOptions,
  onLeave: (mchid: string) => void,
): MerchantRoom {
  let counted = Number.NEGATIVE_INFINITY

  const remove = async (mchid: string): Promise<void> => {
    onLeave(mchid)
    const entry = await store.get(MERCHANTS, mchid)
    const record = entry?.value as unknown as MerchantRecord | undefined
    await store.commit([
      { space: MERCHANTS, key: mchid },
      { space: SEEN, key: mchid },
      ...(record ? [{ space: APPS, key: record.appid }] : []),
    ])
    await forget(mchid)
  }

  return {
    async make() {
      for (let surplus = (await store.size(MERCHANTS)) - limit; surplus > 0; surplus--) {
        const [oldest] = await store.due(SEEN, { until: Number.MAX_SAFE_INTEGER, limit: 1 })
        if (!oldest) break
        await remove(oldest.key)
      }
      // those of a store that did not yet note when they were in use
      for (const gone of await store.trim(MERCHANTS, limit)) await forget(gone)
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
    const entries = await store.list(MERCHANTS, { limit: PAGE, ...(after !== undefined && { after }) })
    for (const { key } of entries) counts.set(key, await countOf(key))
    after = entries.at(-1)?.key
    if (entries.length < PAGE) return counts
  }
}
