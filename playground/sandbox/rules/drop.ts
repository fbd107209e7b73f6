import type { BehaviourIndex } from '../../../catalog/derive/behaviour/index.ts'
import type { Store } from '../store/store.ts'
import { namesSpace, objectsSpace, type StoredObject } from './objects.ts'
import { seedsSpace } from './plant.ts'
import { inventorySpace, namesIn } from './room.ts'
import { TICKETS } from './writes.ts'

/** Objects read at a time. */
const PAGE = 200

/** Forgets all objects of one merchant, and the tickets that are kept among everybody's. */
export async function dropObjects(store: Store, mchid: string, { resources }: BehaviourIndex): Promise<void> {
  for (let after: string | undefined; ; ) {
    const made = await store.list(inventorySpace(mchid), { limit: PAGE, ...(after !== undefined && { after }) })
    for (const { key } of made) await dropTickets(store, mchid, { made: key, resources })
    after = made.at(-1)?.key
    if (made.length < PAGE) break
  }
  for (const resource of Object.keys(resources)) await store.drop(objectsSpace(mchid, resource))
  await store.drop(namesSpace(mchid))
  await store.drop(seedsSpace(mchid))
  await store.drop(inventorySpace(mchid))
}

async function dropTickets(
  store: Store,
  mchid: string,
  { made, resources }: { made: string } & Pick<BehaviourIndex, 'resources'>,
): Promise<void> {
  const [resource, key] = namesIn(made)
  if (!resources[resource]?.tickets) return
  const entry = await store.get(objectsSpace(mchid, resource), key)
  const { tickets = {} } = (entry?.value ?? {}) as unknown as Partial<StoredObject>
  await store.commit(Object.values(tickets).map(({ ticket }) => ({ space: TICKETS, key: ticket })))
}

/** How many objects a merchant has. */
export function countObjects(store: Store, mchid: string): Promise<number> {
  return store.size(inventorySpace(mchid))
}
