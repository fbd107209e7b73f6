/** Values at the bottom of messages, by the schemas that two of them have in common. */
import type { Shape } from '../../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../../catalog/model/types.ts'
import type { JsonObject } from '../kit/client.ts'

export interface Difference {
  /** Dotted, through lists without places. */
  path: string
  text: string
}

interface Shapes {
  from: readonly Shape[]
  to: readonly Shape[]
  above?: string
}

/** What each message of v2 has of its own. */
const ENVELOPE = new Set([
  'return_code',
  'return_msg',
  'result_code',
  'err_code',
  'err_code_des',
  'nonce_str',
  'sign',
  'sign_type',
])

/** Where `answered` has something else than `said`, of all leaves that both schemas have under the same path. */
export function differences(said: JsonObject, answered: JsonObject, shapes: Shapes): Difference[] {
  const { from, to, above = '' } = shapes
  return from.flatMap((shape): Difference[] => {
    const other = to.find(({ name }) => name === shape.name)
    const wanted = said[shape.name]
    if (!other || wanted === undefined || wanted === null || wanted === '') return []
    if (ENVELOPE.has(shape.name) || shape.type === 'binary') return []
    const path = `${above}${shape.name}`
    const got = answered[shape.name]
    if (got === undefined) return [{ path, text: `missing, not ${JSON.stringify(wanted)}` }]
    const [wants, gots] = [[wanted].flat(), [got].flat()]
    if (wants.length !== gots.length) return [{ path, text: `${gots.length} items, not ${wants.length}` }]
    return wants.flatMap((one, at) => {
      const two = gots[at] ?? null
      if (shape.fields && other.fields && isObject(one) && isObject(two))
        return differences(one, two, { from: shape.fields, to: other.fields, above: `${path}.` })
      return isScalar(one) && String(one) !== String(two)
        ? [{ path, text: `${JSON.stringify(two)}, not ${JSON.stringify(one)}` }]
        : []
    })
  })
}

/** The paths of leaves that may say anything: texts without a form, whole numbers; those that some other schema has, too. */
export function freeLeaves(from: readonly Shape[], others: readonly (readonly Shape[])[], above = ''): string[] {
  return from.flatMap((shape): string[] => {
    const same = others.flatMap((to) => to.filter(({ name }) => name === shape.name))
    if (same.length === 0 || ENVELOPE.has(shape.name)) return []
    const path = `${above}${shape.name}`
    if (shape.fields) {
      const inner = same.flatMap(({ fields }) => (fields ? [fields] : []))
      return freeLeaves(shape.fields, inner, `${path}.`)
    }
    const { constraints = {} } = shape
    const isFree = !shape.enum && !same.some((one) => one.enum) && !constraints.pattern && !constraints.format
    return isFree && /string|integer|number/.test(shape.type) ? [path] : []
  })
}

/** The value with other leaves at these paths. */
export function varied(value: JsonObject, paths: ReadonlySet<string>, above = ''): JsonObject {
  const entries = Object.entries(value).map(([name, item]): [string, Json] => {
    const path = `${above}${name}`
    const one = (inner: Json): Json => {
      if (isObject(inner)) return varied(inner, paths, `${path}.`)
      return paths.has(path) ? other(inner) : inner
    }
    return [name, Array.isArray(item) ? item.map(one) : one(item)]
  })
  return Object.fromEntries(entries)
}

/** Another value of the same kind and length; moments stay. */
function other(value: Json): Json {
  if (typeof value === 'number') return Number.isInteger(value) ? value + 1 : value
  if (typeof value !== 'string' || /^\d{4}-?\d\d-?\d\d/.test(value)) return value
  const at = value.search(/[0-9A-Za-z\p{Script=Han}][^0-9A-Za-z\p{Script=Han}]*$/u)
  if (at < 0) return value
  const last = value[at] ?? ''
  const next = /\d/.test(last)
    ? String((Number(last) + 1) % 10)
    : /[A-Za-z]/.test(last)
      ? last === 'q'
        ? 'k'
        : 'q'
      : '甲'
  return `${value.slice(0, at)}${next}${value.slice(at + 1)}`
}

export function isScalar(value: Json | undefined): value is string | number | boolean {
  return typeof value === 'string' ? value !== '' : typeof value === 'number' || typeof value === 'boolean'
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
