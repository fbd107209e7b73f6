import type { Bytes } from '../../signature/index.ts'
import type { JsonObject } from '../input.ts'
import { act, type Done } from './actions.ts'
import { type Context, type RulesEngine, workOf } from './context.ts'
import { checkDigests } from './digest.ts'
import { sendNotices } from './notices.ts'
import { runUnit } from './run.ts'
import { runTransition } from './transit.ts'
import type { Change } from './unit.ts'

export interface Outcome {
  /** What the answer is made of, `reply` included. */
  object: JsonObject
  /** The answer is this file. */
  file?: Bytes
  /** States before and after of every object that was changed. */
  changes: Change[]
  /** To be called when the answer is made: notifications, and the transition that follows. */
  after: () => void
}

/** Does what an operation's rule says with the merchant's objects; without a rule the answer is the example. */
export async function runOperation(engine: RulesEngine, context: Context): Promise<Outcome> {
  const { merchant, input, operation } = context
  const { value, unit } = await runUnit(engine, context, async (unit) => {
    const work = workOf(engine, context, { unit, actor: 'operation' })
    work.operation = operation
    if (operation.rule) return { work, done: await act(work, operation.rule, input) }
    await checkDigests(work, input)
    return { work, done: { object: {} } satisfies Done as Done }
  })
  const { work, done } = value
  const after = async (): Promise<void> => {
    await sendNotices(work, work.notices)
    if (done.follow) {
      const { resource, key } = done.follow.handle
      await runTransition(engine, merchant, {
        resource,
        key,
        transition: done.follow.transition,
        now: context.now,
        origin: context.origin,
      })
    }
    await engine.clock.arm(merchant.record.mchid)
  }
  const changes = unit.changes()
  const silent = work.notices.length === 0 && !done.follow && !unit.schedules()
  return {
    object: done.object,
    ...(done.file && { file: done.file }),
    changes,
    after: () => silent || engine.background(after()),
  }
}
