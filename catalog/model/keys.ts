/** How a rule names an object: fields of the object, with the request's fields where their names differ. */
export type KeyRule = string[] | { [field: string]: string }

/** Begins a path of a key that is the merchant's own, where the request need not say it. */
export const OF_MERCHANT = 'merchant.'

/** `[field of the object, path in the request]` of every part of a key. */
export function keyPairs(key: KeyRule): [field: string, from: string][] {
  return Array.isArray(key) ? key.map((name) => [name, name]) : Object.entries(key)
}

/** The request's fields that name the object: what a sample needs new ones of each time it is run. */
export function keyNames(key: KeyRule): string[] {
  return keyPairs(key).map(([, from]) => from)
}
