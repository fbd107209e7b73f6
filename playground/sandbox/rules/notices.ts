import type { NotifyRule } from '../../../catalog/model/sandbox.ts'
import { assign, holds } from '../expression.ts'
import type { Merchant } from '../merchants.ts'
import type { Write } from '../store/store.ts'
import { type RulesEngine, scopeFor, type Work } from './context.ts'
import type { StoredObject } from './objects.ts'
import type { Handle } from './unit.ts'

/** A notification that follows when the unit is written: the object as it was at that moment, the rule's fields in it. */
export interface Prepared {
  object: StoredObject
  rule: NotifyRule
  at: number
}

/** Notes what an object's move notifies. */
export function prepareNotice(work: Work, handle: Handle, rule: NotifyRule): void {
  if (work.actor === 'seed') return
  const scope = scopeFor(work)
  if (!holds(rule.if, scope)) return
  const { set, if: _, ...rest } = rule
  const data = assign(handle.object.data, set, scope)
  work.unit.notices.push({ object: { ...handle.object, data }, rule: rest, at: work.now })
}

/** What writes the notifications that were noted, in order; to be committed with what they tell of. */
export async function composeNotices(
  engine: RulesEngine,
  { merchant, origin, trace }: { merchant: Merchant; origin: string; trace?: string },
  notices: readonly Prepared[],
): Promise<{ ids: string[]; writes: Write[] }> {
  if (notices.length === 0) return { ids: [], writes: [] }
  const notify = { origin, ...(trace !== undefined && { trace }) }
  const all = await Promise.all(
    notices.map((notice) => engine.notifications.prepare(merchant, { ...notice, ...notify })),
  )
  return { ids: all.map(({ id }) => id), writes: all.flatMap(({ writes }) => writes) }
}

/** Sends in the background what was committed. */
export function sendNotices(engine: RulesEngine, merchant: Merchant, ids: string[]): void {
  if (ids.length > 0) engine.background(engine.notifications.posted(merchant))
}
