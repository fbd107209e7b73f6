import { assign } from '../expression.ts'
import type { JsonObject } from '../input.ts'
import type { Merchant } from '../merchants.ts'
import {
  handleView,
  type RulesEngine,
  refuseBy,
  resourceOf,
  scopeFor,
  scopeText,
  type Work,
  workOf,
} from './context.ts'
import type { Found } from './control.ts'
import { sendNotices } from './notices.ts'
import { stateOf } from './objects.ts'
import { runUnit } from './run.ts'
import { applyTransition } from './transition.ts'
import type { Handle } from './unit.ts'

export interface Arrival {
  resource: string
  /** What the caller says, `request` in expressions. */
  request: JsonObject
  origin: string
}

/** Makes an object that no operation makes, as its resource's `arrive` says; ids of the notifications that it caused. */
export async function runArrival(
  engine: RulesEngine,
  merchant: Merchant,
  { resource, request, origin }: Arrival,
): Promise<Found & { notifications: string[] }> {
  const now = await engine.clock.now(merchant.record.mchid)
  const context = { merchant, now, origin, request, refuse: engine.refusalsFor(''), publicKeyMode: false }
  const { value, notifications } = await runUnit(engine, context, async (unit) => {
    const work = workOf(engine, context, { unit, actor: 'control' })
    const handle = await make(work, resource)
    const { arrive } = resourceOf(work, resource)
    if (arrive?.transition !== undefined) await applyTransition(work, handle, { name: arrive.transition, request })
    return { work, handle }
  })
  const { work, handle } = value
  sendNotices(engine, merchant, notifications)
  await engine.clock.arm(merchant.record.mchid)
  const state = stateOf(resourceOf(work, resource), handle.object)
  return { resource, key: handle.key, state, object: handleView(work, handle), notifications }
}

async function make(work: Work, resource: string): Promise<Handle> {
  const rule = resourceOf(work, resource)
  const begun: JsonObject = rule.state !== undefined && rule.initial !== undefined ? { [rule.state]: rule.initial } : {}
  const scope = scopeFor(work)
  const data = assign(assign(begun, rule.set, scope), rule.arrive?.set, scope)
  const made = await work.unit.add({
    resource,
    scope: scopeText(work, resource, [data, work.request]),
    data,
    fingerprint: '',
    seed: false,
    publicKeyMode: false,
    created: work.now,
  })
  if (!made) throw refuseBy(work, undefined, 'object-conflict')
  return made
}
