import type { JsonObject } from '../input.ts'
import type { Merchant } from '../merchants.ts'
import { Refusal } from '../refusal.ts'
import { handleView, type RulesEngine, ruleOf, workOf } from './context.ts'
import { sendNotices } from './notices.ts'
import { stateOf } from './objects.ts'
import { runUnit } from './run.ts'
import { applyTransition } from './transition.ts'
import type { Change, Handle, Unit } from './unit.ts'

export interface TransitionCall {
  resource: string
  /** Of the stored object. */
  key: string
  transition: string
  /** What the caller says, `request` in expressions. */
  request?: JsonObject
  /** Business time, milliseconds since 1970; default now. */
  now?: number
  origin?: string
  /** The trace of the exchange that it follows. */
  trace?: string
  /** The entry in `due:<mchid>` that this is: it goes together with what it changes. */
  dueKey?: string
}

export interface TransitionResult {
  moved: boolean
  /** The state it is in now; `''` where there is no such object. */
  state: string
  /** The state it was in. */
  from: string
  object: JsonObject
  /** Ids of the notifications that it caused. */
  notifications: string[]
  changes: Change[]
  /** Why it was refused, where a rule says so. */
  refusal?: { code?: string; message?: string }
}

/** Moves one object: by a control call, because its time has come, or after an answer. Of several at once one moves it. */
export async function runTransition(
  engine: RulesEngine,
  merchant: Merchant,
  call: TransitionCall,
): Promise<TransitionResult> {
  const now = call.now ?? (await engine.clock.now(merchant.record.mchid))
  const { origin = '', trace } = call
  const options = { merchant, now, origin, ...(trace !== undefined && { trace }) }
  try {
    const ran = await runUnit(engine, options, (unit) => transit(engine, { ...options, unit }, call))
    const { value, unit, notifications } = ran
    sendNotices(engine, merchant, notifications)
    if (unit.schedules()) await engine.clock.arm(merchant.record.mchid)
    const { moved, state, from, object } = value
    return { moved, state, from, object, notifications, changes: unit.changes() }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const held = await runUnit(engine, options, async (unit) => {
      if (call.dueKey !== undefined) unit.dropDue(call.dueKey)
      return unit.load(call.resource, call.key)
    })
    const { code, message } = error.answer
    const handle = held.value
    const rule = ruleOf(engine, call.resource)
    const state = handle && rule ? stateOf(rule, handle.object) : ''
    const object = handle ? handleView({ engine }, handle) : {}
    return { moved: false, state, from: state, object, notifications: [], changes: [], refusal: { code, message } }
  }
}

interface Transiting {
  merchant: Merchant
  now: number
  origin: string
  unit: Unit
}

async function transit(engine: RulesEngine, { merchant, now, origin, unit }: Transiting, call: TransitionCall) {
  const { resource, key, transition, request = {}, dueKey } = call
  const refuse = engine.refusalsFor('')
  const context = { merchant, now, origin, request, refuse, publicKeyMode: false }
  const work = workOf(engine, context, { unit, actor: dueKey === undefined ? 'control' : 'due' })
  const handle = await unit.load(resource, key)
  const rule = ruleOf(engine, resource)
  if (!handle || !rule) return { moved: false, state: '', from: '', object: {} }
  const from = stateOf(rule, handle.object)
  if (dueKey !== undefined) {
    if (!markFired(handle, dueKey, now)) return { moved: false, state: from, from, object: {} }
    unit.dropDue(dueKey)
  }
  const moved = (await applyTransition(work, handle, { name: transition, request })) === 'moved'
  return { moved, state: stateOf(rule, handle.object), from, object: handleView(work, handle) }
}

/** It does not fall due again for the same moment; `false` where it does not wait any more, or for a later moment. */
function markFired(handle: Handle, dueKey: string, now: number): boolean {
  const name = dueKey.slice(dueKey.lastIndexOf(' ') + 1)
  const at = handle.object.due?.[name]
  if (at === undefined || at > now) return false
  handle.object = { ...handle.object, fired: { ...handle.object.fired, [name]: at } }
  return true
}
