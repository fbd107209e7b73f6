import type { BehaviourIndex } from '../../../catalog/derive/behaviour/index.ts'
import type { NotifyRule } from '../../../catalog/model/sandbox.ts'
import type { NotificationAttempt, NotificationEntry } from '../../protocol/gateway/index.ts'
import type { BusinessTime } from '../clock/time.ts'
import { toRfc3339 } from '../expression.ts'
import type { Identities } from '../identity.ts'
import type { Merchant } from '../merchants.ts'
import type { Operations } from '../operations.ts'
import type { Store, Write } from '../store/store.ts'
import { whyNot } from './address.ts'
import { attempt, type Parts, repeat, take } from './attempt.ts'
import { headersFor } from './delivery.ts'
import { createDispatch, type Dispatch } from './dispatch.ts'
import { compose, type Snapshot } from './message.ts'
import { createQueue, type Queue } from './queue.ts'

export type { Snapshot } from './message.ts'

/** What a merchant may set for its notifications. */
export interface NotificationSettings {
  /** Whether every v3 notification comes with a wrong signature first, which has to be refused. */
  signtest: boolean
}

/** What a notification tells, and why. */
export interface Notice {
  object: Snapshot
  rule: NotifyRule
  /** Business time of what it tells of. */
  at: number
  /** Where the sandbox is reached: it does not notify itself. */
  origin?: string
  /** The trace of the exchange that caused it. */
  trace?: string
}

export interface Notifications {
  /**
   * Composes the notification of an object's move. Its `writes` put it into the in-box and, where it may be sent, into
   * the queue: commit them together with the object, then call `posted`.
   */
  prepare(merchant: Merchant, notice: Notice): Promise<{ id: string; writes: Write[] }>
  /** Sends what was prepared and committed, which nobody has to wait for; the oldest beyond the limit go. */
  posted(merchant: Merchant): Promise<void>
  find(mchid: string, id: string): Promise<NotificationEntry | undefined>
  /** The newest first; after (older than) the one with the id `after`. */
  list(mchid: string, options?: { limit?: number; after?: string }): Promise<NotificationEntry[]>
  /** Sends one again at once, beside the schedule; what is only in the in-box is signed anew. */
  replay(
    merchant: Merchant,
    id: string,
    options: { probe: boolean; origin?: string },
  ): Promise<NotificationEntry | undefined>
  settings(mchid: string): Promise<NotificationSettings>
  configure(mchid: string, settings: NotificationSettings): Promise<void>
  /** What is to be sent up to `until`, the earliest first. */
  due: Queue['due']
  /** Sends one that is due, as of its time; `undefined` where another was faster. */
  sendDue(
    merchant: Merchant,
    due: { id: string; at: number; version: number },
  ): Promise<NotificationAttempt | undefined>
  /** Sends all that is due by now. */
  pump(merchant: Merchant): Promise<void>
  /** While `work` runs nothing but `sendDue` sends; what is under way is waited for first. */
  inOrder: Dispatch['inOrder']
  recover: Queue['recover']
  forget(mchid: string): Promise<void>
}

export interface NotificationsOptions extends Omit<Parts, 'queue'> {
  behaviour: BehaviourIndex
  store: Store
  identities: Identities
  operations: Operations
  time: BusinessTime
  limit: number
  /** Is told after what is to be sent next may have changed. */
  onSent?: (mchid: string) => Promise<void>
}

const SETTINGS = 'notification-settings'
const DEFAULT_SETTINGS: NotificationSettings = { signtest: false }

/** Signed and encrypted notifications: kept in the in-box, sent until they are acknowledged, at most 1 + 15 times. */
export function createNotifications(options: NotificationsOptions): Notifications {
  const { store, now, time, limit, onSent } = options
  const queue = createQueue(store, { wall: now, limit })
  const parts: Parts = { ...options, queue }

  const settings = async (mchid: string): Promise<NotificationSettings> =>
    ((await store.get(SETTINGS, mchid))?.value as unknown as NotificationSettings | undefined) ?? DEFAULT_SETTINGS

  const dispatch = createDispatch({
    queue,
    time,
    take: (mchid, due) => take(parts, { mchid, due }),
    attempt: async (ready) => attempt(parts, ready, await settings(ready.mchid)),
    ...(onSent && { onSent }),
  })
  const pump: Notifications['pump'] = ({ record }) => dispatch.pump(record.mchid)

  return {
    async prepare(merchant, notice) {
      const entry = await createEntry(options, merchant, notice)
      const due = entry.status === 'pending' ? notice.at : undefined
      return { id: entry.id, writes: queue.writes(merchant.record.mchid, entry, due) }
    },
    async posted(merchant) {
      await queue.trim(merchant.record.mchid)
      await pump(merchant)
    },
    find: queue.find,
    list: (mchid, { limit: wanted = limit, after } = {}) =>
      queue.list(mchid, { limit: wanted, ...(after !== undefined && { after }) }),
    async replay({ record: { mchid } }, id, wanted) {
      const at = await time.now(mchid)
      return dispatch.track(mchid, repeat(parts, { mchid, id, at, ...wanted }))
    },
    settings,
    async configure(mchid, wanted) {
      await store.put(SETTINGS, mchid, { value: { ...wanted } })
    },
    due: queue.due,
    async sendDue({ record: { mchid } }, due) {
      const ready = await take(parts, { mchid, due })
      const done = ready && (await attempt(parts, ready, await settings(mchid)))
      return done?.attempts.at(-1)
    },
    pump,
    inOrder: dispatch.inOrder,
    recover: queue.recover,
    async forget(mchid) {
      await queue.forget(mchid)
      await store.remove(SETTINGS, mchid)
    },
  }
}

async function createEntry(
  options: NotificationsOptions,
  merchant: Merchant,
  { object, rule, at, origin, trace }: Notice,
): Promise<NotificationEntry> {
  const id = crypto.randomUUID()
  const message = await compose(id, { merchant, object, rule, at }, options)
  const reason = whyNot(message.url, { ...options, ...(origin !== undefined && { origin }) })
  const { event, protocol, url, signed_with, body, plaintext } = message
  return {
    id,
    event,
    protocol,
    created: toRfc3339(at),
    status: reason === '' ? 'pending' : 'inbox',
    url,
    reason,
    ...(trace !== undefined && { trace }),
    attempts: [],
    signed_with,
    headers: await headersFor(message, options),
    body,
    plaintext,
  }
}
