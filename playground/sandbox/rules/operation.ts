import type { Bytes } from '../../signature/index.ts'
import type { JsonObject } from '../input.ts'
import { act, type Done } from './actions.ts'
import { type Context, type RulesEngine, workOf } from './context.ts'
import { checkDigests } from './digest.ts'
import { checkApps } from './foreign.ts'
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
  /** Ids of the notifications that were written with them. */
  notifications: string[]
  /** To be called when the answer is made: sends the notifications, and makes the transition that follows, whose are told. */
  after: () => Promise<string[]>
}

/** Does what an operation's rule says with the merchant's objects; without a rule the answer is the example. */
export async function runOperation(engine: RulesEngine, context: Context): Promise<Outcome> {
  const { merchant, input, operation } = context
  await checkApps(engine, context)
  const {
    value: done,
    unit,
    notifications,
  } = await runUnit(engine, context, async (unit) => {
    const work = workOf(engine, context, { unit, actor: 'operation' })
    work.operation = operation
    if (operation.rule) return act(work, operation.rule, input)
    await checkDigests(work, input)
    return { object: {} } satisfies Done as Done
  })
  const changes = unit.changes()
  return {
    object: done.object,
    ...(done.file && { file: done.file }),
    changes,
    notifications,
    async after() {
      sendNotices(engine, merchant, notifications)
      const caused = done.follow ? await follow(engine, context, done.follow) : []
      if (unit.schedules()) await engine.clock.arm(merchant.record.mchid)
      return caused
    },
  }
}

async function follow(engine: RulesEngine, context: Context, { handle, transition }: NonNullable<Done['follow']>) {
  const { resource, key } = handle
  const { now, origin, trace } = context
  const call = { resource, key, transition, now, origin, ...(trace !== undefined && { trace }) }
  const { notifications } = await runTransition(engine, context.merchant, call)
  return notifications
}
