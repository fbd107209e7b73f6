import { fieldOf, type Shape } from '../../catalog/derive/behaviour/index.ts'
import type { ErrorTemplate } from '../../catalog/model/sandbox.ts'
import type { Json } from '../../catalog/model/types.ts'
import { parseTime } from './clock/duration.ts'
import { isObject, type JsonObject } from './input.ts'
import type { Check } from './refusal.ts'

/** What a schema lets pass and the gateway does not. */
export interface Fault {
  check: Check
  shape: Shape
  /** JSON pointer. */
  pointer: string
  value: Json
}

export interface Strictness {
  /** Where the text wrote numbers with a fraction or an exponent. */
  decimals?: ReadonlySet<string>
  /** Which fields are addresses, and what those have to be. */
  address?: Pick<ErrorTemplate, 'names' | 'pattern'>
}

/**
 * The first value of fields that schemas take too lightly: a whole number written `1.0`, a time with a space for its `T`
 * (JSON Schema's `date-time`, as it is implemented, takes both), an address with a query, a fragment or a password.
 */
export function findFault(
  shapes: readonly Shape[],
  value: JsonObject,
  { above = '', ...strictness }: Strictness & { above?: string },
): Fault | undefined {
  for (const shape of shapes) {
    const found = fieldOf(value, shape.name)
    if (found === undefined) continue
    const pointer = `${above}/${shape.name}`
    const items: [string, Json][] =
      shape.list && Array.isArray(found) ? found.map((item, at) => [`${pointer}/${at}`, item]) : [[pointer, found]]
    for (const [at, item] of items) {
      const inner = shape.fields && isObject(item)
      const fault = inner
        ? findFault(shape.fields ?? [], item, { ...strictness, above: at })
        : faultOf(shape, item, { ...strictness, pointer: at })
      if (fault) return fault
    }
  }
  return undefined
}

function faultOf(
  shape: Shape,
  value: Json,
  { pointer, decimals, address }: Strictness & { pointer: string },
): Fault | undefined {
  const { type, name, constraints } = shape
  const fault = (check: Check): Fault => ({ check, shape, pointer, value })
  if (type === 'integer' && decimals?.has(pointer)) return fault('field-type')
  if (typeof value !== 'string') return undefined
  if (constraints?.format === 'date-time' && parseTime(value) === undefined) return fault('field-date-time')
  const wrong = address?.names?.includes(name) && !new RegExp(address.pattern ?? '', 'u').test(value)
  return wrong ? fault('field-address') : undefined
}
