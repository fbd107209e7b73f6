import type { BehaviourIndex, Seed } from '../../../catalog/derive/behaviour/index.ts'
import type { Identities } from '../identity.ts'
import type { JsonObject } from '../input.ts'
import type { MerchantRecord } from '../merchants.ts'

/** The example objects, found by what names them. */
export interface Seeds {
  of(resource: string): Seed[]
  /** Those that have these values; nothing else is looked at than what has the same name and value. */
  naming(resource: string, fields: JsonObject, merchant: MerchantRecord): Seed[]
}

export function createSeeds({ seeds }: BehaviourIndex, identities: Identities): Seeds {
  const byValue = new Map<string, Seed[]>()
  const keyOf = (resource: string, field: string, value: string): string => JSON.stringify([resource, field, value])
  for (const seed of Object.values(seeds).flat()) {
    for (const [field, value] of Object.entries(seed.values)) {
      const key = keyOf(seed.resource, field, String(value))
      byValue.set(key, [...(byValue.get(key) ?? []), seed])
    }
  }
  const fits = (seed: Seed, fields: JsonObject, merchant: MerchantRecord): boolean =>
    Object.entries(fields).every(([field, value]) => {
      const own = seed.values[field]
      return own !== undefined && identities.alias(field, own, merchant) === identities.alias(field, value, merchant)
    })

  return {
    of: (resource) => (Object.hasOwn(seeds, resource) ? (seeds[resource] ?? []) : []),
    naming(resource, fields, merchant) {
      const [name] = Object.keys(fields).filter((field) => identities.own(field, merchant) === undefined)
      if (name === undefined) return this.of(resource).filter((seed) => fits(seed, fields, merchant))
      const same = byValue.get(keyOf(resource, name, String(fields[name]))) ?? []
      return same.filter((seed) => fits(seed, fields, merchant))
    },
  }
}
