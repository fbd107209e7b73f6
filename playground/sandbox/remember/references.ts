import { valueAt, valuesAt } from '../../../catalog/derive/behaviour/index.ts'
import type { ReferenceRule } from '../../../catalog/model/sandbox.ts'
import type { Json } from '../../../catalog/model/types.ts'
import type { JsonObject } from '../input.ts'
import { type Context, refuseBy, resourceOf, scopeOf } from './context.ts'
import { type Held, stateOf } from './objects.ts'

/** Finds and checks every object that a request refers to. */
export async function resolveReferences(
  context: Context,
  rules: Record<string, ReferenceRule>,
): Promise<Map<string, Held>> {
  const held = new Map<string, Held>()
  for (const [name, rule] of Object.entries(rules)) held.set(name, await resolve(context, rule))
  return held
}

async function resolve(context: Context, rule: ReferenceRule): Promise<Held> {
  const names = Array.isArray(rule.by) ? rule.by.map((name) => [name, name] as const) : Object.entries(rule.by)
  const given = names.flatMap(([field, from]): [string, Json][] => {
    const value = valueAt(context.request, from)
    return value === undefined ? [] : [[field, value]]
  })
  const resource = resourceOf(context, rule.resource)
  const where = { resource: rule.resource, scope: scopeOf(context, resource) }
  const [first, ...others] = given
  const found = first && (await context.objects.find(resource, { ...where, fields: Object.fromEntries([first]) }))
  // named twice, it must be the same one
  if (!found || others.some(([field, value]) => valueAt(found.object.data, field) !== value)) {
    throw refuseBy(context, rule.missing, 'reference-missing')
  }
  check(context, rule, found)
  return found
}

function check(context: Context, rule: ReferenceRule, { object }: Held): void {
  const { request } = context
  if (rule.states && !rule.states.includes(stateOf(resourceOf(context, rule.resource), object))) {
    throw refuseBy(context, rule.refused, 'reference-refused')
  }
  for (const [field, from] of Object.entries(rule.equal ?? {})) {
    if (valueAt(object.data, field) !== valueAt(request, from))
      throw refuseBy(context, rule.unequal, 'reference-unequal')
  }
  if (rule.contains) {
    const { list, field, values, error } = rule.contains
    const known = valuesAt(object.data, `${list}.${field}`)
    if (valuesAt(request, values).some((value) => !known.includes(value)))
      throw refuseBy(context, error, 'reference-lacks')
  }
}

/** Roots of expressions: each reference by its name. */
export function rootsOf(held: Map<string, Held>): JsonObject {
  return Object.fromEntries([...held].map(([name, { object }]) => [name, object.data]))
}
