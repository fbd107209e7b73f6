import type { TraceEntry } from '../../protocol/gateway/index.ts'
import type { Entry, Store } from '../store/store.ts'
import { claimedSpace, PAGE, provenSpace } from './spaces.ts'

export interface TracePage {
  limit: number
  /** Only those that are older than the one of this id. */
  after?: string
}

/** The newest of a merchant, the proven ones and those that only claim to be its. */
export async function listTraces(store: Store, mchid: string, { limit, after }: TracePage): Promise<TraceEntry[]> {
  const spaces = [provenSpace(mchid), claimedSpace(mchid)]
  const page = { limit, ...(after && { after }) }
  const all = (await Promise.all(spaces.map((space) => older(store, space, page)))).flat()
  all.sort((one, other) => (one.key < other.key ? 1 : -1))
  return all.slice(0, limit).map(({ value }) => value as unknown as TraceEntry)
}

export async function findTrace(store: Store, mchid: string, id: string): Promise<TraceEntry | undefined> {
  const found = (await store.get(provenSpace(mchid), id)) ?? (await store.get(claimedSpace(mchid), id))
  return found?.value as unknown as TraceEntry | undefined
}

/** The newest of a space that are older than an id, which may be one of the other space. */
async function older(store: Store, space: string, { limit, after }: TracePage): Promise<Entry[]> {
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
