import { keyPairs, valueAt } from '../../../catalog/derive/behaviour/index.ts'
import type { ReferenceRule } from '../../../catalog/model/sandbox.ts'
import type { Json } from '../../../catalog/model/types.ts'
import { handleView, refuseBy, resourceOf, scopeOfRule, type Work } from './context.ts'
import { findHandle } from './find.ts'
import { stateOf } from './objects.ts'
import type { Handle } from './unit.ts'
import { isSame, readPath } from './values.ts'

/** Finds and checks every object that a request refers to, and binds their names. */
export async function bindReferences(work: Work, rules: Record<string, ReferenceRule> | undefined): Promise<void> {
  for (const [name, rule] of Object.entries(rules ?? {})) {
    const found = await resolve(work, rule)
    if (found) work.names.set(name, { handle: found })
  }
}

/** The same without any check, for an answer that is given again. */
export async function bindKnown(work: Work, rules: Record<string, ReferenceRule> | undefined): Promise<void> {
  for (const [name, rule] of Object.entries(rules ?? {})) {
    const { found } = await find(work, rule)
    if (found) work.names.set(name, { handle: found })
  }
}

async function resolve(work: Work, rule: ReferenceRule): Promise<Handle | undefined> {
  const { found, given } = await find(work, rule)
  if (given.length === 0 && rule.optional) return undefined
  // it was found by the first; named twice, it must be the same one
  if (!found || given.slice(1).some(([field, value]) => !isAlike(valueAt(found.object.data, field), value))) {
    if (work.actor === 'seed') return found
    if (given.length === 0) refuseUnnamed(work, rule)
    throw refuseBy(work, rule.missing, 'reference-missing')
  }
  if (work.actor !== 'seed') check(work, rule, found)
  return found
}

/** Of several numbers one has to be there; a single one that is missing the schema refuses, where it has to be there. */
function refuseUnnamed({ operation, refuse }: Work, { by }: ReferenceRule): void {
  const [first, ...others] = keyPairs(by)
  // in v2 the rules have words of their own
  if (!operation || !first || others.length === 0 || operation.protocol === 'v2') return
  const [, name] = first
  const { parameters, body } = operation
  const shape = body?.fields.find((one) => one.name === name)
  const location = shape ? 'body' : 'query'
  const label = (shape ?? parameters.query.find((one) => one.name === name))?.label ?? name
  throw refuse('field-required', {
    values: { source: `/${location}/${name}`, name: label },
    detail: { location, field: `/${name}`, value: '', issue: 'required' },
  })
}

async function find(work: Work, rule: ReferenceRule): Promise<{ found?: Handle; given: [string, Json][] }> {
  const given = keyPairs(rule.by).flatMap(([field, from]): [string, Json][] => {
    const value = valueAt(work.request, from)
    return value === undefined || value === null || value === '' ? [] : [[field, value]]
  })
  const [first] = given
  if (!first) return { given }
  const where = { resource: rule.resource, scope: scopeOfRule(work, rule), fields: Object.fromEntries([first]) }
  const found = await findHandle(work, where)
  return { given, ...(found && { found }) }
}

function isAlike(one: Json | undefined, other: Json): boolean {
  return one !== undefined && String(one) === String(other)
}

function check(work: Work, rule: ReferenceRule, handle: Handle): void {
  const { request } = work
  const isExample = handle.object.seed && work.actor === 'operation'
  const state = stateOf(resourceOf(work, rule.resource), handle.object)
  if (rule.states && !rule.states.includes(state) && !isExample) throw refuseBy(work, rule.refused, 'reference-refused')
  const object = handleView(work, handle)
  for (const [field, from] of Object.entries(rule.equal ?? {})) {
    if (!isSame(readPath(object, field), readPath(request, from)))
      throw refuseBy(work, rule.unequal, 'reference-unequal')
  }
  if (!rule.contains) return
  const { list, field, values, error } = rule.contains
  const known = [readPath(object, `${list}.${field}`) ?? []].flat()
  const wanted = [readPath(request, values) ?? []].flat()
  if (wanted.some((value) => !known.some((one) => isSame(one, value)))) throw refuseBy(work, error, 'reference-lacks')
}
