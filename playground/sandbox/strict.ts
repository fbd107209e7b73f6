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
  /** Which texts are as long as their UTF-8 has bytes. */
  bytes?: Pick<ErrorTemplate, 'names'>
}

/**
 * The first value of fields that schemas take too lightly: a whole number written `1.0`, a time with a space for its `T`
 * (JSON Schema's `date-time`, as it is implemented, takes both), an address with a query, a fragment or a password, a text
 * of more bytes than it may have characters.
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
  { pointer, decimals, address, bytes }: Strictness & { pointer: string },
): Fault | undefined {
  const { type, name, constraints } = shape
  const fault = (check: Check): Fault => ({ check, shape, pointer, value })
  if (type === 'integer' && decimals?.has(pointer)) return fault('field-integer')
  if (typeof value !== 'string') return undefined
  if (constraints?.format === 'date-time' && parseTime(value) === undefined) return fault('field-date-time')
  const most = bytes?.names?.includes(name) ? constraints?.maxLength : undefined
  if (most !== undefined && sizeOf(value) > most) return fault('field-max-bytes')
  const wrong = address?.names?.includes(name) && !new RegExp(address.pattern ?? '', 'u').test(value)
  return wrong ? fault('field-address') : undefined
}

/** Bytes of a text in UTF-8. */
export function sizeOf(text: string): number {
  return new TextEncoder().encode(text).length
}

/** JSON pointers of what is sent and no field of the catalog; what is inside a JSON string is not looked at. */
export function findUnknown(shapes: readonly Shape[], value: JsonObject, above = ''): string[] {
  return Object.entries(value).flatMap(([name, found]) => {
    const pointer = `${above}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
    const shape = shapes.find((one) => isNamed(one, name))
    if (!shape) return [pointer]
    const { fields } = shape
    if (!fields || shape.jsonString) return []
    const items: [string, Json][] = Array.isArray(found)
      ? found.map((item, at) => [`${pointer}/${at}`, item])
      : [[pointer, found]]
    return items.flatMap(([at, item]) => (isObject(item) ? findUnknown(fields, item, at) : []))
  })
}

function isNamed({ name, namePattern }: Shape, other: string): boolean {
  return name === other || (namePattern !== undefined && new RegExp(namePattern, 'u').test(other))
}
