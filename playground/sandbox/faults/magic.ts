import type { Json } from '../../../catalog/model/types.ts'

/**
 * `SANDBOX-<CODE>` anywhere in what a request says asks for that error; what follows on another `-` makes numbers unique.
 */
const RE_MAGIC = /SANDBOX-([A-Z][A-Z0-9_]*)/g

/** The first documented code that is asked for in an address or in values. */
export function magicCode(target: string, values: Json, documented: Record<string, unknown>): string | undefined {
  for (const text of [target, ...textsOf(values)]) {
    if (!text.includes('SANDBOX-')) continue
    for (const [, code = ''] of text.matchAll(RE_MAGIC)) if (Object.hasOwn(documented, code)) return code
  }
  return undefined
}

function* textsOf(value: Json): Generator<string> {
  if (typeof value === 'string') yield value
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) yield* textsOf(inner)
}
