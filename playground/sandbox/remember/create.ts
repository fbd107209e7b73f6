import type { Assignments, SandboxRule } from '../../../catalog/model/sandbox.ts'
import { assign } from '../expression.ts'
import type { JsonObject } from '../input.ts'
import { type Context, type Outcome, refuseBy, resourceOf, scopeFor, scopeOf } from './context.ts'
import { type StoredObject, stateOf } from './objects.ts'
import { resolveReferences, rootsOf } from './references.ts'

/** Rounds until a request gives up meeting others that want the same number. */
const MAX_ROUNDS = 50

type CreateRule = Extract<SandboxRule, { action: 'create' }>

/**
 * Creates an object, or meets the one that is there: the same parameters give the same result, others are refused.
 * Of several requests at once exactly one creates; the others go round again and meet its object.
 */
export async function create(context: Context, rule: CreateRule, preset: Assignments = {}): Promise<Outcome> {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const outcome = await attempt(context, rule, preset)
    if (outcome) return outcome
  }
  throw refuseBy(context, rule.conflict, 'object-conflict')
}

async function attempt(context: Context, rule: CreateRule, preset: Assignments): Promise<Outcome | undefined> {
  const resource = resourceOf(context, rule.resource)
  const known = await meet(context, rule)
  if (known) return known === 'changed' ? undefined : known
  const held = await resolveReferences(context, rule.refs ?? {})
  const roots = rootsOf(held)
  const object = build(context, rule, { roots, preset })
  const key = context.objects.keyOf(resource, object)
  if (!(await context.objects.save(resource, object, 0))) return undefined
  return {
    object: object.data,
    roots,
    key,
    ...(rule.next && { follow: { resource: rule.resource, key, transition: rule.next } }),
  }
}

/** The object as the request and the rules describe it. */
function build(
  context: Context,
  rule: CreateRule,
  { roots, preset }: { roots: JsonObject; preset: Assignments },
): StoredObject {
  const { input, merchant, identities } = context
  const resource = resourceOf(context, rule.resource)
  const scope = scopeFor(context, roots)
  const initial: JsonObject =
    resource.state && resource.initial !== undefined ? { [resource.state]: resource.initial } : {}
  const made = assign(assign({ ...input.body, ...initial }, resource.set, scope), rule.set, scope)
  return {
    resource: rule.resource,
    scope: scopeOf(context, resource),
    data: assign(made, preset, scope),
    fingerprint: identities.fingerprint(input.body ?? {}, merchant.record),
    drawn: {},
    seed: context.seeding === true,
    publicKeyMode: context.publicKeyMode,
  }
}

async function meet(context: Context, rule: CreateRule): Promise<Outcome | 'changed' | undefined> {
  const { input, merchant, identities, objects } = context
  const resource = resourceOf(context, rule.resource)
  // the key may be made of the request's fields under other names, so it is read off a draft
  const draft = build(context, rule, { roots: {}, preset: {} })
  const found = await objects.load(objects.keyOf(resource, draft))
  if (!found) return undefined
  const guard = rule.guards?.[stateOf(resource, found.object)]
  if (guard) throw refuseBy(context, guard, 'object-conflict')
  const same = found.object.fingerprint === identities.fingerprint(input.body ?? {}, merchant.record)
  if (!same && rule.conflict) throw refuseBy(context, rule.conflict, 'object-conflict')
  const body = same ? scalarsOf(input.body) : input.body
  const data = assign({ ...found.object.data, ...body }, rule.again, scopeFor(context))
  const next = { ...found.object, data, fingerprint: draft.fingerprint, publicKeyMode: context.publicKeyMode }
  if (!(await objects.save(resource, next, found.version))) return 'changed'
  return { object: data, roots: {}, key: found.key }
}

/** Of an equal request only the spelling of identities can differ; what was made of its objects stays. */
function scalarsOf(body: JsonObject = {}): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => typeof value !== 'object'))
}
