import type { Engine } from '../engine.ts'
import type { JsonObject } from '../input.ts'
import type { Merchant } from '../merchants.ts'
import { type Found, runTransition } from '../rules/index.ts'

/** An object as control calls and pages see it. */
export type Held = Found

export interface Move {
  held: Held
  transition: string
  /** `request` in the transition's expressions. */
  request: JsonObject
  /** Where the caller reaches the sandbox. */
  origin: string
}

export interface MoveDone extends Held {
  moved: boolean
  /** Ids of the notifications that it caused. */
  notifications: string[]
}

/** Moves an object; in the goal already, nothing happens. Otherwise why not, in Chinese. */
export async function moveObject(
  engine: Engine,
  merchant: Merchant,
  { held, transition: name, request, origin }: Move,
): Promise<MoveDone | { detail: string }> {
  const { resource, key } = held
  const rule = engine.options.behaviour.resources[resource]?.transitions?.[name]
  const result = await runTransition(engine, merchant, { resource, key, transition: name, request, origin })
  const { moved, state, object, notifications, refusal } = result
  if (refusal) return { detail: refusal.message ?? refusal.code ?? '被拒绝' }
  if (!moved && rule?.to !== state) {
    const from = rule?.from ? `，要在 ${rule.from.join('、')} 时才行` : ''
    return { detail: `现在的状态是 ${state}，不能${rule?.title ?? `执行 ${name}`}${from}` }
  }
  return { resource, key, state, object, moved, notifications }
}
