import type { Engine } from './engine.ts'
import type { JsonObject } from './input.ts'
import type { Merchant } from './merchants.ts'
import { move } from './remember/change.ts'
import { stateOf } from './remember/objects.ts'

export interface TransitionCall {
  resource: string
  /** Of the stored object. */
  key: string
  transition: string
  /** What the caller says, `request` in expressions. */
  request?: JsonObject
}

export interface TransitionResult {
  moved: boolean
  state: string
  object: JsonObject
  /** Id of the notification that it caused. */
  notification?: string
}

/** Moves one object and sends the notification of that move; of several calls at once one moves it. */
export async function transition(engine: Engine, merchant: Merchant, call: TransitionCall): Promise<TransitionResult> {
  const rule = engine.options.behaviour.resources[call.resource]
  const step = rule?.transitions?.[call.transition]
  const { mchid, sub_mchid, appid, openid } = merchant.record
  const roots = { request: call.request ?? {}, merchant: { mchid, sub_mchid, appid, openid } }
  const objects = engine.objectsOf(mchid)
  for (;;) {
    const held = await objects.load(call.key)
    if (!held || !rule || !step) return { moved: false, state: '', object: {} }
    const state = stateOf(rule, held.object)
    const moved = move(held.object, step, { state, field: rule.state, scope: { roots, now: engine.now() } })
    if (!moved || moved === held.object) return { moved: false, state, object: held.object.data }
    if (!(await objects.save(rule, moved, held.version))) continue
    const [notify] = [step.notify ?? []].flat()
    const notification = notify && (await engine.notifications.send(merchant, moved, notify))
    if (notification) engine.background(notification.sent)
    return {
      moved: true,
      state: stateOf(rule, moved),
      object: moved.data,
      ...(notification && { notification: notification.id }),
    }
  }
}

/** Sends what a move that is already saved notifies. */
export async function notifyOf(
  engine: Engine,
  merchant: Merchant,
  { resource, key, transition: name }: TransitionCall,
): Promise<void> {
  const rule = engine.options.behaviour.resources[resource]?.transitions?.[name]?.notify
  const held = rule && (await engine.objectsOf(merchant.record.mchid).load(key))
  for (const one of held ? [rule ?? []].flat() : [])
    if (held) await (await engine.notifications.send(merchant, held.object, one)).sent
}
