import type { ResourceBehaviour } from '../../../catalog/derive/behaviour/index.ts'
import type { Entry, Store } from '../store/store.ts'
import { fits, sourceOf, type Wanted } from './indexes.ts'
import { objectsSpace, type StoredObject } from './objects.ts'
import type { Handle } from './unit.ts'

export interface Selection {
  resource: string
  wanted: Wanted
  /** Further condition. */
  keep?: (object: StoredObject) => boolean
}

export interface PageOf {
  offset: number
  limit: number
  /** The oldest first; otherwise the newest. */
  oldest?: boolean
}

/** What selections need of the unit that they are part of. */
export interface Held {
  store: Store
  mchid: string
  resources: Record<string, ResourceBehaviour>
  /** As the unit sees it; nothing where it is gone. */
  load(resource: string, key: string): Promise<Handle | undefined>
  /** The same of an entry that was read with its object. */
  open(resource: string, entry: Entry): Handle | undefined
  /** What the unit has made and changed of a resource. */
  changed(resource: string): Handle[]
}

/** Entries read at a time. */
const PAGE = 200

/** All objects that a selection takes, the newest first. */
export async function selectAll(held: Held, selection: Selection): Promise<Handle[]> {
  const { resource, wanted, keep } = selection
  const source = await sourceFor(held, selection)
  if (!source) return []
  const entries = await readAll(held.store, source.spaces)
  const stored = await open(held, entries, { resource, source })
  const found = [...new Set([...stored, ...held.changed(resource)])].filter(
    ({ object, removed }) => !removed && fits(object, wanted) && (keep?.(object) ?? true),
  )
  return found.sort((one, other) => other.order - one.order)
}

/** One page of them, and how many there are; reads no more than the page where an index has exactly what is wanted. */
export async function selectPage(
  held: Held,
  selection: Selection,
  page: PageOf,
): Promise<{ handles: Handle[]; total: number }> {
  const { resource, wanted, keep } = selection
  const source = await sourceFor(held, selection)
  if (!source?.exact || keep || held.changed(resource).length > 0) {
    const all = await selectAll(held, selection)
    if (page.oldest) all.reverse()
    return { handles: all.slice(page.offset, page.offset + page.limit), total: all.length }
  }
  const { entries, total } = await readPage(held.store, source.spaces, page)
  const handles = await open(held, entries, { resource, source })
  // another may have changed one since its key was read
  return { handles: handles.filter(({ object }) => fits(object, wanted)), total }
}

interface Spaces {
  spaces: string[]
}

/** Nothing where nothing can have what is wanted. */
async function sourceFor({ store, mchid, resources }: Held, { resource, wanted }: Selection) {
  const rule = resources[resource]
  if (!rule || Object.values(wanted).some((values) => values.length === 0)) return undefined
  return sourceOf(store, { mchid, resource, rule, wanted })
}

async function open(
  held: Held,
  entries: Entry[],
  { resource, source }: { resource: string; source: Spaces },
): Promise<Handle[]> {
  const isWhole = source.spaces[0] === objectsSpace(held.mchid, resource)
  const all = isWhole
    ? entries.map((entry) => held.open(resource, entry))
    : await Promise.all(entries.map(({ key }) => held.load(resource, key)))
  return all.filter((handle) => handle !== undefined)
}

async function readPage(
  store: Store,
  spaces: string[],
  { offset, limit, oldest = false }: PageOf,
): Promise<{ entries: Entry[]; total: number }> {
  const [space, ...others] = spaces
  const merged = others.length > 0 || space === undefined ? await readAll(store, spaces) : undefined
  const total = merged?.length ?? (await store.size(space ?? ''))
  const count = Math.max(0, Math.min(limit, total - offset))
  const skip = oldest ? total - offset - count : offset
  const entries = merged?.slice(skip, skip + count) ?? (await read(store, space ?? '', { skip, count }))
  if (oldest) entries.reverse()
  return { entries, total }
}

/** The entries of all spaces, each key once, the newest first. */
async function readAll(store: Store, spaces: string[]): Promise<Entry[]> {
  const all = await Promise.all(spaces.map((space) => read(store, space, { skip: 0, count: Number.MAX_SAFE_INTEGER })))
  if (all.length === 1) return all.flat()
  const byKey = new Map(all.flat().map((entry) => [entry.key, entry]))
  return [...byKey.values()].sort((one, other) => other.order - one.order)
}

async function read(store: Store, space: string, { skip, count }: { skip: number; count: number }): Promise<Entry[]> {
  const found: Entry[] = []
  while (found.length < count) {
    const limit = Math.min(PAGE, count - found.length)
    const after = found.at(-1)?.key
    const some = await store.list(space, { limit, ...(after === undefined ? { skip } : { after }) })
    found.push(...some)
    if (some.length < limit) break
  }
  return found
}
