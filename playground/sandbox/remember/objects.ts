import { fieldOf, type ResourceBehaviour, valueAt } from '../../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../../catalog/model/types.ts'
import type { JsonObject } from '../input.ts'
import type { Store } from '../store/store.ts'

/** One thing that a merchant created. */
export interface StoredObject {
  resource: string
  /** Values of the resource's scope fields. */
  scope: string
  data: JsonObject
  /** Of the request that created it. */
  fingerprint: string
  /** What others drew out of it: field → who drew → how much. */
  drawn: { [of: string]: { [who: string]: number } }
  /** An example object: others draw from it without end. */
  seed: boolean
  /** Whether it was created in public-key mode; its notifications are signed likewise. */
  publicKeyMode: boolean
}

export interface Held {
  key: string
  object: StoredObject
  version: number
}

export interface Objects {
  /** By fields and their values, in a scope. */
  find(
    rule: ResourceBehaviour,
    where: { resource: string; scope: string; fields: JsonObject },
  ): Promise<Held | undefined>
  load(key: string): Promise<Held | undefined>
  /** The key an object has or would have. */
  keyOf(rule: ResourceBehaviour, object: StoredObject): string
  /** `expected` 0 creates; `false` where another was faster. */
  save(rule: ResourceBehaviour, object: StoredObject, expected: number): Promise<boolean>
  remove(key: string): Promise<void>
}

/** How many names an object has on average at most. */
const NAMES_PER_OBJECT = 4

/** The objects of one merchant, found by any of the names that operations use for them. */
export function createObjects(store: Store, mchid: string, limit: number): Objects {
  const space = `objects:${mchid}`
  const names = `names:${mchid}`

  const load = async (key: string): Promise<Held | undefined> => {
    const entry = await store.get(space, key)
    return entry && { key, object: entry.value as unknown as StoredObject, version: entry.version }
  }

  const keyOf = (rule: ResourceBehaviour, { resource, scope, data }: StoredObject): string =>
    nameOf({ resource, scope }, rule.key, data) ?? ''

  return {
    load,
    keyOf,
    async find(rule, { resource, scope, fields }) {
      const list = Object.keys(fields)
      const name = nameOf({ resource, scope }, list, fields)
      if (name === undefined) return undefined
      if (sameFields(list, rule.key)) return load(name)
      const entry = await store.get(names, name)
      return typeof entry?.value === 'string' ? load(entry.value) : undefined
    },
    async save(rule, object, expected) {
      const key = keyOf(rule, object)
      if (!(await store.put(space, key, { value: object as unknown as Json, expected }))) return false
      for (const fields of rule.lookups) {
        const name = sameFields(fields, rule.key) ? undefined : nameOf(object, fields, object.data)
        if (name !== undefined) await store.put(names, name, { value: key })
      }
      if (expected === 0) {
        await store.trim(space, limit)
        await store.trim(names, limit * NAMES_PER_OBJECT)
      }
      return true
    },
    remove: (key) => store.remove(space, key),
  }
}

/** Forgets everything of one merchant. */
export async function dropObjects(store: Store, mchid: string): Promise<void> {
  await store.drop(`objects:${mchid}`)
  await store.drop(`names:${mchid}`)
}

/** `undefined` where a value is missing. */
function nameOf(
  { resource, scope }: { resource: string; scope: string },
  fields: string[],
  data: JsonObject,
): string | undefined {
  const sorted = [...fields].sort()
  const values = sorted.map((field) => fieldOf(data, field))
  if (values.length === 0 || values.some((value) => value === undefined || value === null)) return undefined
  return JSON.stringify([resource, scope, sorted, values.map(String)])
}

function sameFields(one: string[], other: string[]): boolean {
  return one.length === other.length && one.every((field) => other.includes(field))
}

/** The state an object is in; `''` for resources without one. */
export function stateOf(rule: ResourceBehaviour, { data }: StoredObject): string {
  return rule.state === undefined ? '' : String(valueAt(data, rule.state) ?? '')
}
