import { valueAt } from '../../../catalog/derive/behaviour/index.ts'
import type { SandboxRule } from '../../../catalog/model/sandbox.ts'
import type { Bytes } from '../../signature/index.ts'
import { assign } from '../expression.ts'
import type { Input, JsonObject } from '../input.ts'
import { refuseBy, resourceOf, scopeFor, setFields, type Work } from './context.ts'
import { create } from './create.ts'
import { checkUpload } from './digest.ts'
import { fileOf } from './file.ts'
import { requireByKey } from './find.ts'
import { list } from './list.ts'
import { stateOf } from './objects.ts'
import { bindReferences } from './references.ts'
import { runSteps } from './steps.ts'
import { applyTransition } from './transition.ts'
import type { Handle } from './unit.ts'
import { readPath, writePath } from './values.ts'

/** What the answer is made of, and what follows it. */
export interface Done {
  object: JsonObject
  follow?: { handle: Handle; transition: string }
  /** The answer is this file. */
  file?: Bytes
}

type RuleOf<A extends SandboxRule['action']> = Extract<SandboxRule, { action: A }>

/** Does what an operation's rule says; the answer's fields are the object's with those of `reply`. */
export async function act(work: Work, rule: SandboxRule, input: Input): Promise<Done> {
  checkOwner(work, rule)
  const { roots, ...done } = await perform(work, rule, input)
  const reply = 'reply' in rule ? rule.reply : undefined
  const fileRule = 'file' in rule ? rule.file : undefined
  if (!reply && !fileRule) return done
  const scope = scopeFor(work, roots)
  if (reply) done.object = assign(done.object, reply, scope)
  if (fileRule) {
    const file = await fileOf(work, { ...missingOf(rule), ...fileRule }, { object: done.object, scope })
    if (file) done.file = file
  }
  return done
}

function missingOf(rule: SandboxRule): { missing?: Extract<SandboxRule, { action: 'read' }>['missing'] } {
  return 'missing' in rule && rule.missing ? { missing: rule.missing } : {}
}

async function perform(work: Work, rule: SandboxRule, input: Input): Promise<Done & { roots?: JsonObject }> {
  switch (rule.action) {
    case 'create':
      return create(work, { rule, input })
    case 'read':
      return read(work, rule)
    case 'change':
      return change(work, rule, input)
    case 'remove':
      return remove(work, rule)
    case 'list':
      return list(work, rule)
    case 'echo':
      await bindReferences(work, rule.refs)
      await runSteps(work, rule.do)
      return { object: {} }
    case 'upload':
      await checkUpload(work, rule, input)
      return { object: {} }
    case 'fail':
      throw refuseBy(work, rule.error, 'internal')
    default:
      return { object: {} }
  }
}

async function read(work: Work, rule: RuleOf<'read'>): Promise<Done> {
  work.self = await requireByKey(work, rule)
  await bindReferences(work, rule.refs)
  return { object: work.self.object.data }
}

/** Refusals by state, the transition, the request's fields, the rule's own: all of it, or nothing. */
async function change(work: Work, rule: RuleOf<'change'>, input: Input): Promise<Done> {
  const handle = await requireByKey(work, rule)
  work.self = handle
  const resource = resourceOf(work, rule.resource)
  const transition = rule.transition === undefined ? undefined : resource.transitions?.[rule.transition]
  refuseState(work, handle, rule.refused)
  await bindReferences(work, rule.refs)
  const state = stateOf(resource, handle.object)
  // it is where the transition leads: nothing happens a second time
  if (transition && transition.to === state && !transition.from?.includes(state)) return { object: handle.object.data }
  if (transition?.from && !transition.from.includes(state) && !handle.object.seed)
    throw refuseBy(work, undefined, 'transition-refused')
  take(handle, rule.take, input)
  setFields(handle, rule.set, scopeFor(work))
  await runSteps(work, rule.do)
  if (rule.transition !== undefined) {
    const moved = await applyTransition(work, handle, { name: rule.transition, request: work.request })
    if (moved === 'refused') throw refuseBy(work, undefined, 'transition-refused')
  }
  return { object: handle.object.data, ...(rule.next !== undefined && { follow: { handle, transition: rule.next } }) }
}

async function remove(work: Work, rule: RuleOf<'remove'>): Promise<Done> {
  const handle = await requireByKey(work, rule)
  work.self = handle
  refuseState(work, handle, rule.refused)
  await bindReferences(work, rule.refs)
  await runSteps(work, rule.do)
  handle.removed = true
  return { object: handle.object.data }
}

function refuseState(work: Work, handle: Handle, refused: RuleOf<'change'>['refused']): void {
  const state = stateOf(resourceOf(work, handle.resource), handle.object)
  const reply = refused && Object.hasOwn(refused, state) ? refused[state] : undefined
  // an example is in the state of another example
  if (reply && !handle.object.seed) throw refuseBy(work, reply, 'transition-refused')
}

/** Fields of the request's body that the object takes over as they are. */
function take(handle: Handle, wanted: RuleOf<'change'>['take'], { body = {} }: Input): void {
  if (wanted === undefined) return
  let data = wanted === true ? { ...handle.object.data, ...body } : handle.object.data
  for (const path of wanted === true ? [] : wanted) {
    const value = readPath(body, path)
    if (value !== undefined) data = writePath(data, path, value)
  }
  handle.object = { ...handle.object, data }
}

/** A field that must name the merchant who signed. */
function checkOwner(work: Work, rule: SandboxRule): void {
  if (rule.owner === undefined) return
  const { field, error } = typeof rule.owner === 'string' ? { field: rule.owner, error: undefined } : rule.owner
  const value = valueAt(work.request, field)
  if (value !== undefined && value !== work.merchant.record.mchid) throw refuseBy(work, error, 'owner-wrong')
}
