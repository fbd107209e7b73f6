import type { Json } from './model.ts'

/** The value at a dotted path of plain objects; `undefined` where nothing is, also for inherited names. */
export function valueAt(root: Json | undefined, path: string): Json | undefined {
  let value = root
  for (const name of path.split('.')) value = fieldOf(value, name)
  return value
}

/** An own field of an object, never an inherited one: names come from requests. */
export function fieldOf(value: Json | undefined, name: string): Json | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return Object.hasOwn(value, name) ? value[name] : undefined
}

/** All values at a dotted path, going through lists. */
export function valuesAt(root: Json | undefined, path: string): Json[] {
  let values: (Json | undefined)[] = [root]
  for (const name of path.split('.')) values = values.flat().map((value) => fieldOf(value as Json, name))
  return values.flat().filter((value): value is Json => value !== undefined)
}
