import type { ClockEvent, NotificationAttempt } from '../../protocol/gateway/index.ts'
import { toRfc3339 } from '../expression.ts'
import type { Merchant } from '../merchants.ts'
import type { Notifications } from '../notify/index.ts'
import type { Entry, Store } from '../store/store.ts'
import type { BusinessTime } from './time.ts'
import { WAKES, wakeWrite } from './wakes.ts'

/** A transition of an object that waits in `due:<mchid>`. */
export interface DueItem {
  resource: string
  /** Of the stored object. */
  key: string
  transition: string
  /** Business time at which it fell due, and as of which it runs. */
  at: number
  /** Of its entry in `due:<mchid>`, which goes in the same commit as what it changes. */
  dueKey: string
}

export interface ClockOptions {
  store: Store
  time: BusinessTime
  notifications: Notifications
  /** The wall clock. */
  now: () => number
  findMerchant: (mchid: string) => Promise<Merchant | undefined>
  /** Runs one item; `undefined` where nothing came of it, because it was refused or another was faster. */
  run: (merchant: Merchant, item: DueItem) => Promise<{ from?: string; to?: string } | undefined>
  /** Hears of an item that failed; it is dropped, or it would fail at every request. */
  report: (item: DueItem, error: unknown) => void
  background: (work: Promise<unknown>) => void
}

export interface Clock {
  /** Business time of a merchant, milliseconds since 1970. */
  now(mchid: string): Promise<number>
  offset(mchid: string): Promise<number>
  /**
   * Moves a merchant's business time and runs all that falls due on the way, each as of its own time. `undefined` where
   * `target` lies before now. `more`: not all is done yet, because a receiver is slow; the rest follows by itself.
   */
  advance(
    merchant: Merchant,
    target: (now: number) => number,
  ): Promise<{ happened: ClockEvent[]; more: boolean } | undefined>
  /** Runs the transitions that are due by now; notifications that are due are sent in the background. */
  settle(merchant: Merchant): Promise<ClockEvent[]>
  /** What falls due next, the earliest first. */
  upcoming(mchid: string, limit: number): Promise<ClockEvent[]>
  /** Notes when the merchant is next to be woken; to be called after anything that may have changed that. */
  arm(mchid: string): Promise<void>
  /** Settles every merchant whose next due time has come. */
  wake(): Promise<void>
  forget(mchid: string): Promise<void>
}

const dueOf = (mchid: string): string => `due:${mchid}`
/** More than that at once is a rule that makes itself due again and again. */
const MOST = 10_000
/** A control call answers before its caller loses patience. */
const BUDGET = 20_000
const WAKE_BATCH = 100

export function createClock(options: ClockOptions): Clock {
  const { store, time, notifications, now: wall, findMerchant, background } = options

  const settle = async (merchant: Merchant): Promise<ClockEvent[]> => {
    const { mchid } = merchant.record
    const happened: ClockEvent[] = []
    const until = await time.now(mchid)
    for (let count = 0; count < MOST; count++) {
      const [entry] = await store.due(dueOf(mchid), { until, limit: 1 })
      if (!entry) break
      happened.push(...(await runOne(options, merchant, entry)))
    }
    const [waiting] = await notifications.due(mchid, { until, limit: 1 })
    if (waiting) background(notifications.pump(merchant))
    return happened
  }

  const arm = async (mchid: string): Promise<void> => {
    for (;;) {
      const current = await store.get(WAKES, mchid)
      const [due] = await store.due(dueOf(mchid), { until: Number.MAX_SAFE_INTEGER, limit: 1 })
      const [retry] = await notifications.due(mchid, { until: Number.MAX_SAFE_INTEGER, limit: 1 })
      const next = Math.min(due?.score ?? Number.POSITIVE_INFINITY, retry?.at ?? Number.POSITIVE_INFINITY)
      const score = next - (await time.offset(mchid))
      if (Number.isFinite(score) ? current?.value === score : !current) return
      const write = { space: WAKES, key: mchid, expected: current?.version ?? 0 }
      // with the version that was read before: of two at once the later one sees what the other saw and more
      if (await store.commit([Number.isFinite(score) ? { ...write, value: score, score } : write])) return
    }
  }

  return {
    now: time.now,
    offset: time.offset,
    settle,
    arm,
    async advance(merchant, target) {
      const { mchid } = merchant.record
      await settle(merchant)
      return notifications.inOrder(mchid, async () => {
        const until = await time.move(mchid, target)
        if (until === undefined) return undefined
        const done = await runAll(options, merchant, until)
        await arm(mchid)
        return done
      })
    },
    async upcoming(mchid, limit) {
      const until = Number.MAX_SAFE_INTEGER
      const entries = await store.due(dueOf(mchid), { until, limit })
      const retries = await notifications.due(mchid, { until, limit })
      const events = [
        ...entries.map((entry) => ({ at: entry.score, event: toEvent(toItem(entry)) })),
        ...retries.map(({ id, at }) => ({ at, event: { at: toRfc3339(at), notification: id } })),
      ]
      return events
        .sort((a, b) => a.at - b.at)
        .slice(0, limit)
        .map(({ event }) => event)
    },
    async wake() {
      for (const mchid of await notifications.recover()) await arm(mchid)
      const due = await store.due(WAKES, { until: wall(), limit: WAKE_BATCH })
      for (const { key: mchid } of due) {
        const merchant = await findMerchant(mchid)
        if (!merchant) {
          await store.remove(WAKES, mchid)
          continue
        }
        await store.commit([wakeWrite(mchid, wall())])
        await settle(merchant)
        await arm(mchid)
      }
    },
    async forget(mchid) {
      await store.drop(dueOf(mchid))
      await store.remove(WAKES, mchid)
      await time.forget(mchid)
    },
  }
}

/** Transitions and notifications up to `until` in order of time; at the same time transitions first. */
async function runAll(
  options: ClockOptions,
  merchant: Merchant,
  until: number,
): Promise<{ happened: ClockEvent[]; more: boolean }> {
  const { store, notifications, now: wall } = options
  const { mchid } = merchant.record
  const happened: ClockEvent[] = []
  const end = wall() + BUDGET
  for (let count = 0; count < MOST && wall() < end; count++) {
    const [entry] = await store.due(dueOf(mchid), { until, limit: 1 })
    const [retry] = await notifications.due(mchid, { until: entry ? Math.min(until, entry.score) : until, limit: 1 })
    if (retry && retry.at < (entry?.score ?? Number.POSITIVE_INFINITY)) {
      const attempt = await notifications.sendDue(merchant, retry)
      if (attempt) happened.push(toAttempt(retry, attempt))
    } else if (entry) happened.push(...(await runOne(options, merchant, entry)))
    else return { happened, more: false }
  }
  options.background(notifications.pump(merchant))
  return { happened, more: true }
}

/** Runs one item and sees to it that its entry is gone, or it would be met again and again. */
async function runOne(
  { store, run, report }: ClockOptions,
  merchant: Merchant,
  entry: Entry & { score: number },
): Promise<ClockEvent[]> {
  const space = dueOf(merchant.record.mchid)
  const item = toItem(entry)
  const event = toEvent(item)
  const drop = (): Promise<boolean> => store.commit([{ space, key: entry.key, expected: entry.version }])
  try {
    const moved = await run(merchant, item)
    await drop()
    return moved ? [{ ...event, ...moved }] : []
  } catch (error) {
    await drop()
    report(item, error)
    return [{ ...event, error: '沙箱处理失败，见服务端日志' }]
  }
}

function toItem({ key: dueKey, value, score: at }: Entry & { score: number }): DueItem {
  const { resource, key, transition } = value as { resource: string; key: string; transition: string }
  return { resource, key, transition, at, dueKey }
}

function toEvent({ at, resource, key, transition }: DueItem): ClockEvent {
  return { at: toRfc3339(at), resource, key, transition }
}

function toAttempt({ id, at }: { id: string; at: number }, { error }: NotificationAttempt): ClockEvent {
  const acknowledged = error === undefined
  return { at: toRfc3339(at), notification: id, acknowledged, ...(error !== undefined && { error }) }
}
