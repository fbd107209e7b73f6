import type { BehaviourIndex, ResourceBehaviour } from '../../../catalog/derive/behaviour/index.ts'
import type { Merchant } from '../merchants.ts'
import type { Store } from '../store/store.ts'
import { indexWrites } from './indexes.ts'
import { objectsSpace, type StoredObject } from './objects.ts'
import { seedsSpace } from './plant.ts'
import { inventorySpace, namesIn } from './room.ts'

/** Sees to it that a merchant's objects are in all indexes, before they are selected by them. */
export type Indexing = (merchant: Merchant) => Promise<void>

/** Objects read at a time. */
const PAGE = 200
/** No resource has a blank in its name. */
const NOTE = 'indexes of'

/**
 * Stores outlive the catalog, and a newer one may select by something else: then the objects that are there already are
 * put into its indexes, once for every merchant.
 */
export function createIndexing(store: Store, { resources }: BehaviourIndex): Indexing {
  const wanted = signatureOf(resources)
  const done = new WeakMap<Merchant, Promise<void>>()
  const ensure = async (mchid: string): Promise<void> => {
    const noted = await store.get(seedsSpace(mchid), NOTE)
    if (noted?.value === wanted) return
    await indexAll(store, mchid, resources)
    await store.put(seedsSpace(mchid), NOTE, { value: wanted })
  }
  return async (merchant) => {
    const known = done.get(merchant)
    if (known) return known
    const begun = ensure(merchant.record.mchid)
    done.set(merchant, begun)
    begun.catch(() => done.delete(merchant))
    return begun
  }
}

async function indexAll(store: Store, mchid: string, resources: Record<string, ResourceBehaviour>): Promise<void> {
  for (let after: string | undefined; ; ) {
    const made = await store.list(inventorySpace(mchid), { limit: PAGE, ...(after !== undefined && { after }) })
    for (const { key } of made) {
      const [resource, name] = namesIn(key)
      const rule = resources[resource]
      while (rule?.indexes && !(await indexOne(store, name, { mchid, resource, rule })));
    }
    after = made.at(-1)?.key
    if (made.length < PAGE) return
  }
}

/** `false` where it was changed at that moment. */
async function indexOne(
  store: Store,
  key: string,
  place: { mchid: string; resource: string; rule: ResourceBehaviour },
): Promise<boolean> {
  const space = objectsSpace(place.mchid, place.resource)
  const entry = await store.get(space, key)
  if (!entry) return true
  const { value, version } = entry
  const after = value as unknown as StoredObject
  return store.commit([{ space, key, value, expected: version }, ...indexWrites({ key, after }, place)])
}

/** A short text that differs where the indexes do (FNV-1a, 32 bits). */
function signatureOf(resources: Record<string, ResourceBehaviour>): string {
  const text = JSON.stringify(Object.entries(resources).map(([name, { indexes = [] }]) => [name, indexes]))
  let hash = 0x811c9dc5
  for (const char of text) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hash.toString(16)
}
