import type { Store, Write } from '../store/store.ts'
import { objectsSpace, type StoredObject } from './objects.ts'
import type { Handle } from './unit.ts'
import { type Surface, writesOf } from './writes.ts'

/** Everything that a merchant has made, of whatever resource, by age: `<resource> <key>`. */
export function inventorySpace(mchid: string): string {
  return `made:${mchid}`
}

/** Notes a new object in the merchant's inventory, takes a removed one out. */
export function inventoryOf({ resource, key, stored, removed }: Handle, mchid: string): Write[] {
  const entry = { space: inventorySpace(mchid), key: `${resource} ${key}` }
  if (removed) return [entry]
  return stored ? [] : [{ ...entry, value: null }]
}

/** Removes a merchant's oldest objects beyond `limit`, each with its names, its due times and its tickets. */
export async function makeRoom(options: Surface & { store: Store; limit: number }): Promise<void> {
  const { store, mchid, limit } = options
  for (const made of await store.trim(inventorySpace(mchid), limit)) {
    while (!(await evict(made, options)));
  }
}

/** `false` where it was changed at that moment. */
async function evict(made: string, options: Surface & { store: Store }): Promise<boolean> {
  const { store, mchid } = options
  const [resource, key] = namesIn(made)
  const entry = await store.get(objectsSpace(mchid, resource), key)
  if (!entry) return true
  const object = entry.value as unknown as StoredObject
  const { version, order } = entry
  const gone = { resource, key, object, stored: object, version, order, removed: true as const }
  return store.commit(await writesOf(gone, options))
}

/** A resource's name has no blank, a key may. */
export function namesIn(made: string): [resource: string, key: string] {
  const at = made.indexOf(' ')
  return [made.slice(0, at), made.slice(at + 1)]
}
