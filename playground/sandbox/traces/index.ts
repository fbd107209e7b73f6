import type { Json } from '../../../catalog/model/types.ts'
import type { TraceEntry } from '../../protocol/gateway/index.ts'
import { randomText } from '../../signature/index.ts'
import type { Nonces } from '../nonces.ts'
import type { Entry, Store } from '../store/store.ts'
import { toEntry } from './entry.ts'
import type { Kept } from './trace.ts'

export type { Trace } from './trace.ts'

export interface Traces {
  /** A fresh id; later ones sort behind earlier ones. */
  nextId(): string
  /** Keeps an exchange, in the background; under a flood the newest are left out. */
  keep(kept: Kept): void
  /** The newest first; at most `limit`, older than the id `after`. */
  list(mchid: string, options: { limit: number; after?: string }): Promise<TraceEntry[]>
  find(mchid: string, id: string): Promise<TraceEntry | undefined>
  forget(mchid: string): Promise<void>
}

export interface TracesOptions {
  store: Store
  nonces: Nonces
  now: () => number
  background: (work: Promise<unknown>) => void
  limits: TraceLimits
}

export interface TraceLimits {
  /** Traces of one merchant whose signature was right. */
  traces: number
  /** Traces that only claim to be of a merchant: who knows his number must not push out the others. */
  claimedTraces: number
  /** Of all merchants together. */
  allTraces: number
}

/** Every proven trace by age, across merchants: `<mchid> <id>`. */
const ALL = 'traces'
/** Exchanges that may wait to be written. */
const WAITING = 1000
/** Read together. */
const PAGE = 200
/** Written together. */
const BATCH = 64
const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyz'

const provenSpace = (mchid: string): string => `traces:${mchid}`
const claimedSpace = (mchid: string): string => `traces:${mchid}:claimed`

export function createTraces({ store, nonces, now, background, limits }: TracesOptions): Traces {
  const waiting: Kept[] = []
  let writing: Promise<void> | undefined
  let counter = 0
  /** Tells the ids of this process from those of another over the same store. */
  const own = randomText(6, LETTERS)

  async function write(): Promise<void> {
    // the answers that are waiting for this turn go out first
    await new Promise((resolve) => setTimeout(resolve, 0))
    // a store that fails loses traces and nothing else
    while (waiting.length > 0) await writeBatch(waiting.splice(0, BATCH)).catch(() => undefined)
    writing = undefined
  }

  async function writeBatch(batch: Kept[]): Promise<void> {
    // an id is given while an exchange is under way: they are kept, and so paged, in the order of their ids
    batch.sort((one, other) => (one.id < other.id ? -1 : 1))
    const writes = await Promise.all(
      batch.map(async (kept) => ({ kept, entry: await toEntry(kept, await isReused(kept)) })),
    )
    await store.commit(
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
    await trim(new Set(batch.map(({ merchant }) => merchant.record.mchid)))
  }

  async function trim(mchids: Set<string>): Promise<void> {
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

  /** The newest of a space that are older than an id, which may be one of the other space. */
  async function older(space: string, { limit, after }: { limit: number; after?: string }): Promise<Entry[]> {
    if (after === undefined || (await store.get(space, after)))
      return store.list(space, { limit, ...(after && { after }) })
    const found: Entry[] = []
    for (let last: string | undefined; ; ) {
      const page = await store.list(space, { limit: PAGE, ...(last && { after: last }) })
      found.push(...page.filter(({ key }) => key < after))
      last = page.at(-1)?.key
      if (page.length < PAGE || found.length >= limit) return found.slice(0, limit)
    }
  }

  async function isReused({ trace, merchant }: Kept): Promise<boolean> {
    if (trace.nonceReused !== undefined) return trace.nonceReused
    return trace.merchant !== undefined && !trace.v2 && !(await nonces.use(merchant.record.mchid, trace.headers))
  }

  return {
    nextId() {
      counter = (counter + 1) % 36 ** 3
      const time = now().toString(36).padStart(9, '0')
      return `${time}${counter.toString(36).padStart(3, '0')}${own}`
    },
    keep(kept) {
      if (waiting.length >= WAITING) return
      waiting.push(kept)
      if (writing) return
      writing = write()
      background(writing)
    },
    async list(mchid, { limit, after }) {
      await writing
      const spaces = [provenSpace(mchid), claimedSpace(mchid)]
      const all = (await Promise.all(spaces.map((space) => older(space, { limit, ...(after && { after }) })))).flat()
      all.sort((one, other) => (one.key < other.key ? 1 : -1))
      return all.slice(0, limit).map(({ value }) => value as unknown as TraceEntry)
    },
    async find(mchid, id) {
      await writing
      const found = (await store.get(provenSpace(mchid), id)) ?? (await store.get(claimedSpace(mchid), id))
      return found?.value as unknown as TraceEntry | undefined
    },
    async forget(mchid) {
      await writing
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
    },
  }
}
