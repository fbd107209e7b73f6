import { fieldOf, type ResourceBehaviour, valueAt } from '../../../catalog/derive/behaviour/index.ts'
import type { JsonObject } from '../input.ts'

/** One thing that a merchant created. */
export interface StoredObject {
  resource: string
  /** Values of the resource's scope fields. */
  scope: string
  data: JsonObject
  /** Of the request that created it; `''` if none did. */
  fingerprint: string
  /** 分 in each of the resource's pots and `outside`, together always 0. */
  money?: { [pot: string]: number }
  /** What waits for its time: name → milliseconds since 1970. */
  due?: { [name: string]: number }
  /** What has fallen due, and when: it does not fall due again for the same moment. */
  fired?: { [name: string]: number }
  /** Field → ticket and until when it is good. */
  tickets?: { [field: string]: { ticket: string; until?: string } }
  /** An example object: it is there again whenever it is asked for, and nothing uses it up. */
  seed: boolean
  /** Whether it was created in public-key mode; its notifications are signed likewise. */
  publicKeyMode: boolean
  /** When it was made, milliseconds since 1970, business time. */
  created: number
}

/** The space of a merchant's objects of one resource. */
export function objectsSpace(mchid: string, resource: string): string {
  return `objects:${mchid}:${resource}`
}

/** The space of other names of a merchant's objects. */
export function namesSpace(mchid: string): string {
  return `names:${mchid}`
}

/** The key an object has or would have: the values of its resource's key, with those of its scope. */
export function keyOf(rule: ResourceBehaviour, { scope, data }: Pick<StoredObject, 'scope' | 'data'>): string {
  return keyText(rule, { scope, fields: data }) ?? ''
}

/** The same from single fields; `undefined` where one of the key is missing. */
export function keyText(
  rule: ResourceBehaviour,
  { scope, fields }: { scope: string; fields: JsonObject },
): string | undefined {
  const values = textsOf(rule.key, fields)
  if (!values) return undefined
  const [first = ''] = values
  return values.length === 1 && rule.scope.length === 0 ? first : JSON.stringify([...values, scope])
}

/** The name under which an object is found by other fields than its key's. */
export function nameOf(fields: string[], { resource, scope, data }: Pick<StoredObject, 'resource' | 'scope' | 'data'>) {
  const sorted = [...fields].sort()
  const values = textsOf(sorted, data)
  return values && JSON.stringify([resource, scope, sorted, values])
}

/** Stands for a scope where an object is looked for in all of them. */
export const ANYWHERE = '*'

/** All names that an object has beside its key. */
export function namesOf(rule: ResourceBehaviour, object: StoredObject): string[] {
  const own = rule.lookups.flatMap((fields) => (isKey(rule, fields) ? [] : (nameOf(fields, object) ?? [])))
  const anywhere = (rule.anywhere ?? []).flatMap((fields) => nameOf(fields, { ...object, scope: ANYWHERE }) ?? [])
  return [...own, ...anywhere]
}

export function isKey({ key }: ResourceBehaviour, fields: string[]): boolean {
  return fields.length === key.length && fields.every((field) => key.includes(field))
}

/** Whether an object has these values in its fields; numbers and texts of the same spelling are the same. */
export function hasFields(data: JsonObject, fields: JsonObject): boolean {
  return Object.entries(fields).every(([field, value]) => String(valueAt(data, field) ?? '') === String(value ?? ''))
}

/** The state an object is in; `''` for resources without one. */
export function stateOf(rule: ResourceBehaviour, { data }: Pick<StoredObject, 'data'>): string {
  return rule.state === undefined ? '' : String(valueAt(data, rule.state) ?? '')
}

/** `undefined` where a value is missing. */
function textsOf(names: string[], fields: JsonObject): string[] | undefined {
  const values = names.map((name) => fieldOf(fields, name))
  if (values.length === 0 || values.some((value) => value === undefined || value === null || value === ''))
    return undefined
  return values.map(String)
}
