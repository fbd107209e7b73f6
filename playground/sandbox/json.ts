import type { Json } from '../../catalog/model/types.ts'

/** No request of the API comes near it; what is deeper would overflow the stack of whoever walks it. */
const MAX_DEPTH = 64

/** Parses JSON of an outside party. Throws `SyntaxError` for what is no JSON, or nested more than 64 levels deep. */
export function parseJson(text: string): Json {
  const value = JSON.parse(text) as Json
  if (isTooDeep(value)) throw new SyntaxError(`JSON is nested more than ${MAX_DEPTH} levels deep`)
  return value
}

/** Level by level, because recursion is what a hostile text wants. */
function isTooDeep(value: Json): boolean {
  let level: Json[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true
    level = level.flatMap((one): Json[] => (typeof one === 'object' && one !== null ? Object.values(one) : []))
  }
  return false
}
