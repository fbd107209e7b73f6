import type { NotificationEntry } from '../../protocol/gateway/index.ts'
import type { Store, Write } from '../store/store.ts'

/** The notifications of merchants and when each is to be sent, in the store. Times are business time. */
export interface Queue {
  /** What keeps a new notification, to be sent at `due`; without it it is only for the in-box. */
  writes(mchid: string, entry: NotificationEntry, due?: number): Write[]
  /** The oldest notifications beyond the limit go. */
  trim(mchid: string): Promise<void>
  find(mchid: string, id: string): Promise<NotificationEntry | undefined>
  list(mchid: string, options: { limit: number; after?: string }): Promise<NotificationEntry[]>
  /** What is to be sent up to `until`, the earliest first. */
  due(mchid: string, options: { until: number; limit: number }): Promise<{ id: string; at: number; version: number }[]>
  /** Takes one out of the queue to send it; of several who try one gets it. */
  claim(mchid: string, due: { id: string; version: number; at: number }): Promise<boolean>
  /** Changes a notification, and puts it into the queue for `next`, takes it out without one, or leaves it there. */
  change(
    mchid: string,
    id: string,
    change: (entry: NotificationEntry) => { entry: NotificationEntry; next?: number | 'as-it-is' },
  ): Promise<NotificationEntry | undefined>
  /** Ends a claim. */
  release(mchid: string, id: string): Promise<void>
  /** Puts back what was claimed by a process that ended before it had sent it. Merchants whose queues changed. */
  recover(): Promise<string[]>
  forget(mchid: string): Promise<void>
}

const notificationsOf = (mchid: string): string => `notifications:${mchid}`
const retriesOf = (mchid: string): string => `retries:${mchid}`
/** Claims of all merchants; the score is the wall time after which its owner has to be dead. */
const CLAIMS = 'claims'
const CLAIM_TIME = 60_000

interface Claim {
  mchid: string
  id: string
  at: number
}

export function createQueue(store: Store, { wall, limit }: { wall: () => number; limit: number }): Queue {
  const find = async (mchid: string, id: string): Promise<NotificationEntry | undefined> =>
    (await store.get(notificationsOf(mchid), id))?.value as unknown as NotificationEntry | undefined

  return {
    find,
    writes: (mchid, entry, due) => [
      { space: notificationsOf(mchid), key: entry.id, value: entry as never },
      ...(due === undefined ? [] : [{ space: retriesOf(mchid), key: entry.id, value: null, score: due }]),
    ],
    async trim(mchid) {
      for (const gone of await store.trim(notificationsOf(mchid), limit)) await store.remove(retriesOf(mchid), gone)
    },
    async list(mchid, options) {
      const entries = await store.list(notificationsOf(mchid), options)
      return entries.map(({ value }) => value as unknown as NotificationEntry)
    },
    async due(mchid, options) {
      const entries = await store.due(retriesOf(mchid), options)
      return entries.map(({ key, score, version }) => ({ id: key, at: score, version }))
    },
    claim(mchid, { id, version, at }) {
      const value = { mchid, id, at } satisfies Claim
      return store.commit([
        { space: retriesOf(mchid), key: id, expected: version },
        { space: CLAIMS, key: `${mchid} ${id}`, value, score: wall() + CLAIM_TIME },
      ])
    },
    async change(mchid, id, change) {
      for (;;) {
        const held = await store.get(notificationsOf(mchid), id)
        if (!held) return undefined
        const { entry, next } = change(held.value as unknown as NotificationEntry)
        const retry = { space: retriesOf(mchid), key: id, ...(next !== undefined && { value: null, score: next }) }
        const written = await store.commit([
          { space: notificationsOf(mchid), key: id, value: entry as never, expected: held.version },
          ...(next === 'as-it-is' ? [] : [retry as Write]),
        ])
        if (written) return entry
      }
    },
    release: (mchid, id) => store.remove(CLAIMS, `${mchid} ${id}`),
    async recover() {
      const left = await store.due(CLAIMS, { until: wall(), limit: 100 })
      for (const { key, value, version } of left) {
        const { mchid, id, at } = value as unknown as Claim
        const back = (await find(mchid, id)) ? [{ space: retriesOf(mchid), key: id, value: null, score: at }] : []
        await store.commit([{ space: CLAIMS, key, expected: version }, ...back])
      }
      return left.map(({ value }) => (value as unknown as Claim).mchid)
    },
    async forget(mchid) {
      await store.drop(notificationsOf(mchid))
      await store.drop(retriesOf(mchid))
    },
  }
}
