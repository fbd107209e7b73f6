import type { BehaviourIndex } from '../../../catalog/derive/behaviour/index.ts'
import type { Store } from '../store/store.ts'
import { indexWrites } from './indexes.ts'
import { namesSpace, objectsSpace, type StoredObject } from './objects.ts'
import { seedsSpace } from './plant.ts'
import { inventorySpace, namesIn } from './room.ts'
import { dropUploads } from './uploads.ts'
import { TICKETS } from './writes.ts'

/** Objects read at a time. */
const PAGE = 200

/** Forgets all objects of one merchant, their indexes, and the tickets that are kept among everybody's. */
export async function dropObjects(store: Store, mchid: string, { resources }: BehaviourIndex): Promise<void> {
  for (let after: string | undefined; ; ) {
    const made = await store.list(inventorySpace(mchid), { limit: PAGE, ...(after !== undefined && { after }) })
    for (const { key } of made) await dropEntries(store, mchid, { made: key, resources })
    after = made.at(-1)?.key
    if (made.length < PAGE) break
  }
  for (const resource of Object.keys(resources)) await store.drop(objectsSpace(mchid, resource))
  await store.drop(namesSpace(mchid))
  await store.drop(seedsSpace(mchid))
  await store.drop(inventorySpace(mchid))
  await dropUploads({ store, mchid })
}

/** What is kept of one object elsewhere than in the merchant's own spaces, and in its indexes, each of them a space. */
async function dropEntries(
  store: Store,
  mchid: string,
  { made, resources }: { made: string } & Pick<BehaviourIndex, 'resources'>,
): Promise<void> {
  const [resource, key] = namesIn(made)
  const rule = resources[resource]
  if (!rule?.tickets && !rule?.indexes) return
  const entry = await store.get(objectsSpace(mchid, resource), key)
  if (!entry) return
  const before = entry.value as unknown as StoredObject
  await store.commit([
    ...Object.values(before.tickets ?? {}).map(({ ticket }) => ({ space: TICKETS, key: ticket })),
    ...indexWrites({ key, before }, { mchid, resource, rule }),
  ])
}

/** How many objects a merchant has. */
export function countObjects(store: Store, mchid: string): Promise<number> {
  return store.size(inventorySpace(mchid))
}
