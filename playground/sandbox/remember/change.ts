import { valueAt } from '../../../catalog/derive/behaviour/index.ts'
import { keyPairs } from '../../../catalog/model/keys.ts'
import type { SandboxRule, TransitionRule } from '../../../catalog/model/sandbox.ts'
import { assign, type Scope } from '../expression.ts'
import type { JsonObject } from '../input.ts'
import { type Context, type Outcome, refuseBy, resourceOf, scopeFor, scopeOf } from './context.ts'
import { type Held, type StoredObject, stateOf } from './objects.ts'

type KeyedRule = Extract<SandboxRule, { action: 'read' | 'change' }>

/** The object a request names by the rule's key. */
export async function findObject(context: Context, rule: KeyedRule): Promise<Held> {
  const resource = resourceOf(context, rule.resource)
  const fields: JsonObject = {}
  for (const [field, from] of keyPairs(rule.key)) {
    const value = valueAt(context.request, from)
    if (value !== undefined) fields[field] = value
  }
  const where = { resource: rule.resource, scope: scopeOf(context, resource), fields }
  const found = await context.objects.find(resource, where)
  if (!found) throw refuseBy(context, rule.missing, 'object-missing')
  return found
}

/** Moves the object that a request names. */
export async function change(
  context: Context,
  rule: Extract<SandboxRule, { action: 'change' }>,
): Promise<Outcome & { moved: boolean; key: string }> {
  for (;;) {
    const held = await findObject(context, rule)
    const resource = resourceOf(context, rule.resource)
    const transition = resource.transitions?.[rule.transition ?? '']
    const state = stateOf(resource, held.object)
    const refused = rule.refused?.[state]
    if (refused || !transition) throw refuseBy(context, refused, 'transition-refused')
    const moved = move(held.object, transition, { state, field: resource.state, scope: scopeFor(context) })
    if (!moved) throw refuseBy(context, undefined, 'transition-refused')
    if (moved === held.object) return { object: held.object.data, roots: {}, moved: false, key: held.key }
    if (await context.objects.save(resource, moved, held.version))
      return { object: moved.data, roots: {}, moved: true, key: held.key }
  }
}

export interface MoveOptions {
  state: string
  /** The field that holds the state. */
  field?: string
  scope: Scope
}

/** The object after a transition; the same object where it is there already, `undefined` where the move is not allowed. */
export function move(
  object: StoredObject,
  transition: TransitionRule,
  { state, field, scope }: MoveOptions,
): StoredObject | undefined {
  if (state === transition.to) return object
  if (transition.from && !transition.from.includes(state)) return undefined
  const moved =
    field === undefined || typeof transition.to !== 'string' ? object.data : { ...object.data, [field]: transition.to }
  return { ...object, data: assign(moved, transition.set, scope) }
}
