import type { BehaviourIndex } from '../../catalog/derive/behaviour/index.ts'
import type { IdentityKind, Json } from '../../catalog/model/types.ts'
import { parseTime } from './clock/duration.ts'
import { isObject, type JsonObject } from './input.ts'
import type { MerchantRecord } from './merchants.ts'

export interface Identities {
  /** The merchant's own value for a field of that name. */
  own(name: string, merchant: MerchantRecord): string | undefined
  /** The value with every example identity of the catalog replaced by the merchant's own. */
  adopt(value: Json, merchant: MerchantRecord): Json
  /** One text for values that mean the same: field order does not count, nor example or own identity, nor a time's zone. */
  fingerprint(value: Json, merchant: MerchantRecord): string
  /** One identity or number as `fingerprint` sees it. */
  alias(name: string, value: Json | undefined, merchant: MerchantRecord): string
}

/**
 * Which fields carry whose identity. The identities of the catalog's examples count as the merchant's own, so that an
 * unedited sample meets the objects that examples refer to.
 */
export function createIdentities({ identity, exampleIdentities }: BehaviourIndex): Identities {
  const kinds = new Map<string, IdentityKind>()
  for (const kind of Object.keys(identity) as IdentityKind[]) for (const name of identity[kind]) kinds.set(name, kind)
  const examples = new Map(
    Object.entries(exampleIdentities).map(([kind, values]) => [kind as IdentityKind, new Set(values)]),
  )

  const isOwn = (kind: IdentityKind, value: Json, merchant: MerchantRecord): boolean =>
    value === merchant[kind] || (typeof value === 'string' && examples.get(kind)?.has(value) === true)

  const mapped = (name: string, value: Json, change: (kind: IdentityKind, value: Json) => Json): Json => {
    if (Array.isArray(value)) return value.map((item) => mapped(name, item, change))
    if (isObject(value)) return mapFields(value, (field, inner) => mapped(field, inner, change))
    const kind = kinds.get(name)
    return kind ? change(kind, value) : value
  }

  return {
    own(name, merchant) {
      const kind = kinds.get(name)
      return kind && merchant[kind]
    },
    adopt: (value, merchant) =>
      mapped('', value, (kind, found) => (isOwn(kind, found, merchant) ? merchant[kind] : found)),
    fingerprint: (value, merchant) =>
      JSON.stringify(
        mapped('', value, (kind, found) => (isOwn(kind, found, merchant) ? `@${kind}` : found)),
        (_, found: Json) => (typeof found === 'string' && found[10] === 'T' ? (parseTime(found) ?? found) : found),
      ),
    alias(name, value, merchant) {
      const kind = kinds.get(name)
      return kind && value !== undefined && isOwn(kind, value, merchant) ? `@${kind}` : String(value ?? '')
    },
  }
}

/** Fields in alphabetical order. */
function mapFields(value: JsonObject, change: (name: string, value: Json) => Json): JsonObject {
  const names = Object.keys(value).sort()
  return Object.fromEntries(names.map((name) => [name, change(name, value[name] ?? null)]))
}
