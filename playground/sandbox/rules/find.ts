import type { JsonObject } from '../input.ts'
import { refuseBy, scopeOfRule, type Work } from './context.ts'
import { type KeyedRule, keyFields } from './keys.ts'
import { ANYWHERE } from './objects.ts'
import { plantFor } from './plant.ts'
import type { Handle, Where } from './unit.ts'

/** An object by fields that find it; an example object is made when it is first asked for. */
export async function findHandle(work: Work, where: Where): Promise<Handle | undefined> {
  const found = await work.unit.find(where)
  if (found) return found
  // the identities of the catalog's examples count as the merchant's own
  const { identities } = work.engine
  const own = { ...where, fields: identities.adopt(where.fields, work.merchant.record) as JsonObject }
  const meant = await work.unit.find(own)
  if (meant || !(await plantFor(work, where))) return meant
  work.unit.refresh()
  return work.unit.find(own)
}

/** The object that a request names by the rule's key, or nothing. */
async function findByKey(work: Work, rule: KeyedRule): Promise<Handle | undefined> {
  const fields = keyFields(rule, work)
  const scope = 'anywhere' in rule && rule.anywhere ? ANYWHERE : scopeOfRule(work, rule)
  return fields && findHandle(work, { resource: rule.resource, scope, fields })
}

/** The same; refused where there is none. */
export async function requireByKey(work: Work, rule: KeyedRule): Promise<Handle> {
  const found = await findByKey(work, rule)
  if (!found) throw refuseBy(work, rule.missing, 'object-missing')
  return found
}
