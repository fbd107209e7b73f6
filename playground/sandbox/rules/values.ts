import { fieldOf } from '../../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../../catalog/model/types.ts'
import { isObject, type JsonObject } from '../input.ts'

/** Whether a value counts as yes: not missing, null, false, 0, `''` or an empty list. */
export function isTruthy(value: Json | undefined): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

/** What is missing is 0, yes is 1; `NaN` for what is no number. */
export function toNumber(value: Json | undefined): number {
  if (value === undefined || value === null || value === '') return 0
  if (typeof value === 'object') return Number.NaN
  return Number(value)
}

/** Equal values, whatever the order of their fields; what is missing equals null. */
export function isSame(one: Json | undefined, other: Json | undefined): boolean {
  if (one === other) return true
  if (one === undefined || one === null || other === undefined || other === null)
    return (one ?? null) === (other ?? null)
  if (typeof one !== 'object' || typeof other !== 'object') return false
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false
    return one.every((item, at) => isSame(item, other[at]))
  }
  const names = Object.keys(one)
  if (names.length !== Object.keys(other).length) return false
  return names.every((name) => Object.hasOwn(other, name) && isSame(one[name], other[name]))
}

/** JSON has no other numbers. */
export function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined
}

/** A field; of a list the fields of all its items that have one, in one list. */
export function memberOf(value: Json | undefined, name: string): Json | undefined {
  if (!Array.isArray(value)) return fieldOf(value, name)
  return value.flatMap((item) => memberOf(item, name) ?? [])
}

/** The value at a dotted path; through a list all its items' values in one list. */
export function readPath(root: Json | undefined, path: string): Json | undefined {
  let value = root
  for (const name of path.split('.')) value = memberOf(value, name)
  return value
}

/** The same object with a value at a dotted path, through a list in every item; what is not on the way is shared. */
export function writePath(target: JsonObject, path: string, value: Json): JsonObject {
  return write(target, path.split('.'), value) as JsonObject
}

function write(target: Json | undefined, [name, ...rest]: string[], value: Json): Json {
  if (name === undefined) return value
  if (Array.isArray(target)) return target.map((item) => write(item, [name, ...rest], value))
  const inner = isObject(target) ? target : {}
  return { ...inner, [name]: write(fieldOf(inner, name), rest, value) }
}
