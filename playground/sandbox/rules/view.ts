import type { ResourceBehaviour } from '../../../catalog/derive/behaviour/index.ts'
import type { JsonObject } from '../input.ts'
import type { StoredObject } from './objects.ts'

/** An object as formulas see it: its fields, and what it has in its pots under `money`. */
export function viewOf({ data, money }: StoredObject, rule: ResourceBehaviour | undefined): JsonObject {
  if (!rule?.money) return data
  const pots = Object.fromEntries(rule.money.map((pot) => [pot, money?.[pot] ?? 0]))
  return { ...data, money: { ...pots, outside: money?.outside ?? 0 } }
}
