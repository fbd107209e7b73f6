import type { NotificationEntry } from '../../protocol/gateway/index.ts'
import type { BusinessTime } from '../clock/time.ts'
import { createTurns } from '../turns.ts'
import type { Ready } from './attempt.ts'
import type { Queue } from './queue.ts'

export interface Dispatch {
  /** Sends all that is due by now, in order; done when all of it is answered. */
  pump(mchid: string): Promise<void>
  /** Something that is under way: `inOrder` waits for it. */
  track<T>(mchid: string, work: Promise<T>): Promise<T>
  /** While `work` runs nothing is sent by `pump`; what is under way is waited for first. */
  inOrder<T>(mchid: string, work: () => Promise<T>): Promise<T>
}

export interface DispatchOptions {
  queue: Pick<Queue, 'due'>
  time: BusinessTime
  take: (mchid: string, due: { id: string; at: number; version: number }) => Promise<Ready | undefined>
  attempt: (ready: Ready) => Promise<NotificationEntry | undefined>
  /** Is told after what is to be sent next may have changed. */
  onSent?: (mchid: string) => Promise<void>
}

/** Under way side by side; a receiver that hangs holds up nobody else's. */
const AT_ONCE = 16

/** When notifications go out: of one merchant they begin one after the other, and none waits for another's answer. */
export function createDispatch({ queue, time, take, attempt, onSent }: DispatchOptions): Dispatch {
  const turns = createTurns()
  const held = new Map<string, number>()
  const flying = new Map<string, Set<Promise<unknown>>>()

  const track: Dispatch['track'] = (mchid, work) => {
    const all = flying.get(mchid) ?? new Set()
    flying.set(mchid, all)
    const tracked = work.finally(() => {
      all.delete(tracked)
      if (all.size === 0) flying.delete(mchid)
    })
    all.add(tracked)
    return tracked
  }

  async function begin(mchid: string): Promise<Promise<unknown>[]> {
    const begun: Promise<unknown>[] = []
    const waiting = new Set<Promise<unknown>>()
    while (!held.has(mchid)) {
      const at = await time.now(mchid)
      const [due] = await queue.due(mchid, { until: at, limit: 1 })
      if (!due) break
      // a server that slept does not make up for what it missed: the schedule goes on from now
      const ready = await take(mchid, { ...due, at })
      if (!ready) continue
      // what fails here is still taken, and is taken up again when that ends
      const flight: Promise<unknown> = attempt(ready)
        .catch(() => undefined)
        .finally(() => waiting.delete(flight))
      waiting.add(flight)
      begun.push(flight)
      if (waiting.size >= AT_ONCE) await Promise.race(waiting)
    }
    return begun
  }

  async function run(mchid: string): Promise<void> {
    await Promise.all(await turns(mchid, () => begin(mchid)))
    await onSent?.(mchid)
  }

  return {
    track,
    pump: (mchid) => track(mchid, run(mchid)),
    async inOrder(mchid, work) {
      held.set(mchid, (held.get(mchid) ?? 0) + 1)
      try {
        await Promise.allSettled(flying.get(mchid) ?? [])
        return await work()
      } finally {
        const left = (held.get(mchid) ?? 1) - 1
        if (left > 0) held.set(mchid, left)
        else held.delete(mchid)
      }
    },
  }
}
