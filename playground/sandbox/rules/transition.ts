import { SandboxError } from '../errors.ts'
import { reckon } from '../expression.ts'
import type { JsonObject } from '../input.ts'
import { isExample, resourceOf, scopeFor, setFields, type Work } from './context.ts'
import { prepareNotice } from './notices.ts'
import { stateOf } from './objects.ts'
import { runSteps } from './steps.ts'
import type { Handle } from './unit.ts'

/** `there`: it was in that state already, and nothing happened. */
export type Moved = 'moved' | 'there' | 'refused'

/** Transitions that follow one another without end are a fault of the data. */
const MAX_DEPTH = 20

/** Moves one object within the work's unit: state, fields, steps, notifications, and the transition that follows. */
export async function applyTransition(
  work: Work,
  handle: Handle,
  { name, request }: { name: string; request: JsonObject },
): Promise<Moved> {
  const resource = resourceOf(work, handle.resource)
  const rule = resource.transitions?.[name]
  if (work.depth > MAX_DEPTH) {
    throw new SandboxError('TRANSITION_ENDLESS', `The transition "${name}" of "${handle.resource}" leads to itself.`)
  }
  if (!rule) return 'refused'
  const state = stateOf(resource, handle.object)
  const lists = rule.from?.includes(state)
  // where `from` has its own goal, the move happens again and again
  if (rule.to === state && !lists) return 'there'
  if (rule.from && !lists && !(isExample(work) && handle.object.seed)) return 'refused'
  const inner: Work = { ...work, request, self: handle, names: new Map(), depth: work.depth + 1 }
  if (typeof rule.to === 'string') putState(handle, resource.state, rule.to)
  setFields(handle, rule.set, scopeFor(inner))
  await runSteps(inner, rule.do)
  if (typeof rule.to === 'object') putState(handle, resource.state, reckon(rule.to.is, scopeFor(inner)))
  for (const notify of [rule.notify ?? []].flat()) prepareNotice(inner, handle, notify)
  if (rule.next !== undefined) await applyTransition(inner, handle, { name: rule.next, request })
  return 'moved'
}

function putState(handle: Handle, field: string | undefined, state: unknown): void {
  if (field === undefined || typeof state !== 'string') return
  handle.object = { ...handle.object, data: { ...handle.object.data, [field]: state } }
}
