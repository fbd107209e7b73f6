import { SandboxError } from '../errors.ts'
import { toRfc3339 } from '../expression.ts'
import type { Merchant } from '../merchants.ts'
import { merchantRoot, type RulesEngine } from './context.ts'
import { composeNotices } from './notices.ts'
import { createUnit, type Unit } from './unit.ts'

/** Rounds until a work gives up meeting others that change the same objects. */
const MAX_ROUNDS = 200

export interface RunOptions {
  merchant: Merchant
  /** Milliseconds since 1970, business time. */
  now: number
  origin: string
  /** The trace of the exchange that asks for it. */
  trace?: string
}

export interface Ran<T> {
  value: T
  unit: Unit
  /** Ids of the notifications that were written with it; `sendNotices` sends them. */
  notifications: string[]
}

/**
 * Does a piece of work and writes all that it changes at once. Where another was faster, all of it is done again with
 * what is there then, from the second time on in turn with the others of the same merchant in this process.
 */
export async function runUnit<T>(
  engine: RulesEngine,
  options: RunOptions,
  work: (unit: Unit) => Promise<T>,
): Promise<Ran<T>> {
  const attempt = (): Promise<Ran<T> | undefined> => tryUnit(engine, options, work)
  await engine.indexing(options.merchant)
  const first = await attempt()
  if (first) return first
  return engine.turns(options.merchant.record.mchid, async () => {
    for (let round = 1; round < MAX_ROUNDS; round++) {
      const done = await attempt()
      if (done) return done
    }
    throw new SandboxError('UNIT_CONTENDED', `Others changed the same objects ${MAX_ROUNDS} times in a row.`)
  })
}

/** Does it once; `undefined` and nothing written where another was faster. */
export async function tryUnit<T>(
  engine: RulesEngine,
  options: RunOptions,
  work: (unit: Unit) => Promise<T>,
): Promise<Ran<T> | undefined> {
  const unit = createUnit(unitOptions(engine, options))
  const value = await work(unit)
  const { ids, writes } = await composeNotices(engine, options, unit.notices)
  return (await unit.commit(writes)) ? { value, unit, notifications: ids } : undefined
}

function unitOptions({ options, limits, formulas, now: wall }: RulesEngine, { merchant, now, origin }: RunOptions) {
  return {
    store: options.store,
    mchid: merchant.record.mchid,
    resources: options.behaviour.resources,
    limit: limits.objects,
    wall,
    // most units write nothing
    get scope() {
      return { roots: { merchant: merchantRoot(merchant), now: toRfc3339(now) }, now, origin, formulas }
    },
  }
}
