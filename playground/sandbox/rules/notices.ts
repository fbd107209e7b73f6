import type { NotifyRule } from '../../../catalog/model/sandbox.ts'
import { assign, holds } from '../expression.ts'
import { scopeFor, type Work } from './context.ts'
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
  work.notices.push({ object: { ...handle.object, data }, rule: rest, at: work.now })
}

/** Sends in order what was noted; hands back the ids. */
export async function sendNotices(
  { engine, merchant }: Pick<Work, 'engine' | 'merchant'>,
  notices: Prepared[],
): Promise<string[]> {
  const ids: string[] = []
  for (const { object, rule, at } of notices) {
    const { id, sent } = await engine.notifications.send(merchant, object, rule, { at })
    engine.background(sent)
    ids.push(id)
  }
  return ids
}
