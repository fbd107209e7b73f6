import type { Json } from '../../../catalog/model/types.ts'
import type { Nonces } from '../nonces.ts'
import type { Store } from '../store/store.ts'
import { toEntry } from './entry.ts'
import { ALL, claimedSpace, PAGE, provenSpace } from './spaces.ts'
import type { Kept } from './trace.ts'

export interface TraceLimits {
  /** Traces of one merchant whose signature was right. */
  traces: number
  /** Traces that only claim to be of a merchant: who knows his number must not push out the others. */
  claimedTraces: number
  /** Of all merchants together. */
  allTraces: number
}

/** Where traces are written to, and how many stay. */
export interface Book {
  store: Store
  nonces: Nonces
  limits: TraceLimits
}

/** Writes these traces together, and lets the ones beyond the limits go. */
export async function writeTraces(book: Book, batch: Kept[]): Promise<void> {
  // an id is given while an exchange is under way: they are kept, and so paged, in the order of their ids
  batch.sort((one, other) => (one.id < other.id ? -1 : 1))
  const writes = await Promise.all(
    batch.map(async (kept) => ({ kept, entry: await toEntry(kept, await isReused(book, kept)) })),
  )
  await book.store.commit(
    writes.flatMap(({ kept, entry }) => {
      const { mchid } = kept.merchant.record
      const value = entry as unknown as Json
      if (!kept.trace.merchant) return [{ space: claimedSpace(mchid), key: kept.id, value }]
      return [
        { space: provenSpace(mchid), key: kept.id, value },
        { space: ALL, key: `${mchid} ${kept.id}`, value: 0 },
      ]
    }),
  )
  await trim(book, new Set(batch.map(({ merchant }) => merchant.record.mchid)))
}

async function trim({ store, nonces, limits }: Book, mchids: Set<string>): Promise<void> {
  for (const mchid of mchids) {
    await nonces.trim(mchid)
    await store.trim(claimedSpace(mchid), limits.claimedTraces)
    const gone = await store.trim(provenSpace(mchid), limits.traces)
    if (gone.length > 0) await store.commit(gone.map((id) => ({ space: ALL, key: `${mchid} ${id}` })))
  }
  const gone = await store.trim(ALL, limits.allTraces)
  if (gone.length === 0) return
  await store.commit(
    gone.map((key) => {
      const [mchid = '', id = ''] = key.split(' ')
      return { space: provenSpace(mchid), key: id }
    }),
  )
}

async function isReused({ nonces }: Book, { trace, merchant }: Kept): Promise<boolean> {
  if (trace.nonceReused !== undefined) return trace.nonceReused
  const { authorization } = trace
  return authorization !== undefined && !(await nonces.use(merchant.record.mchid, authorization.nonce))
}

/** Removes the traces of a merchant that leaves. */
export async function forgetTraces(store: Store, mchid: string): Promise<void> {
  for (;;) {
    const gone = await store.list(provenSpace(mchid), { limit: PAGE })
    if (gone.length === 0) break
    await store.commit(
      gone.flatMap(({ key }) => [
        { space: ALL, key: `${mchid} ${key}` },
        { space: provenSpace(mchid), key },
      ]),
    )
  }
  await store.drop(claimedSpace(mchid))
}
