import type { BehaviourIndex } from '../../../catalog/derive/behaviour/index.ts'
import type { NotifyRule } from '../../../catalog/model/sandbox.ts'
import type { NotificationAttempt, NotificationEntry } from '../../protocol/gateway/index.ts'
import type { BusinessTime } from '../clock/time.ts'
import { toRfc3339 } from '../expression.ts'
import type { Identities } from '../identity.ts'
import type { JsonObject } from '../input.ts'
import type { Merchant } from '../merchants.ts'
import type { Operations } from '../operations.ts'
import type { SandboxOptions } from '../options.ts'
import type { Platform } from '../platform.ts'
import type { Store } from '../store/store.ts'
import { asProbe, headersFor, type Outcome, sendOnce, whyNot } from './attempt.ts'
import { compose, type Snapshot } from './message.ts'
import { createQueue, type Queue } from './queue.ts'
import { RETRIES } from './schedule.ts'

export type { Snapshot } from './message.ts'

/** What a merchant may set for its notifications. */
export interface NotificationSettings {
  /** Whether every v3 notification comes with a wrong signature first, which has to be refused. */
  signtest: boolean
}

export interface SendOptions {
  /** Business time of what it tells of, by default now. */
  at?: number
  /** What `set` of the rule may read beside the object. */
  roots?: JsonObject
}

export interface Notifications {
  /**
   * Writes the notification of an object's move into the in-box and, where it may be sent, into the queue. `sent` is the
   * first attempt, which nobody has to wait for.
   */
  send(
    merchant: Merchant,
    object: Snapshot,
    rule: NotifyRule,
    options?: SendOptions,
  ): Promise<{ id: string; sent: Promise<void> }>
  find(mchid: string, id: string): Promise<NotificationEntry | undefined>
  /** The newest first; after (older than) the one with the id `after`. */
  list(mchid: string, options?: { limit?: number; after?: string }): Promise<NotificationEntry[]>
  /** Sends one again at once, beside the schedule; what is only in the in-box is signed anew. */
  replay(merchant: Merchant, id: string, options: { probe: boolean }): Promise<NotificationEntry | undefined>
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
  inOrder<T>(mchid: string, work: () => Promise<T>): Promise<T>
  recover: Queue['recover']
  forget(mchid: string): Promise<void>
}

export interface NotificationsOptions extends Pick<SandboxOptions, 'deliver' | 'allowNotify'> {
  behaviour: BehaviourIndex
  store: Store
  identities: Identities
  operations: Operations
  platform: () => Promise<Platform>
  /** The wall clock: signatures are of real time. */
  now: () => number
  time: BusinessTime
  limit: number
  /** Is told after what is to be sent next may have changed. */
  onSent?: (mchid: string) => Promise<void>
}

const SETTINGS = 'notification-settings'
const DEFAULT_SETTINGS: NotificationSettings = { signtest: false }
/** Sent side by side; a receiver that hangs holds up nobody else's. */
const AT_ONCE = 16

/** Signed and encrypted notifications: kept in the in-box, sent until they are acknowledged, at most 1 + 15 times. */
export function createNotifications(options: NotificationsOptions): Notifications {
  const { store, now, time, limit } = options
  const queue = createQueue(store, { wall: now, limit })
  const held = new Map<string, number>()
  const flying = new Map<string, Set<Promise<unknown>>>()

  const settings = async (mchid: string): Promise<NotificationSettings> =>
    ((await store.get(SETTINGS, mchid))?.value as unknown as NotificationSettings | undefined) ?? DEFAULT_SETTINGS

  const track = <T>(mchid: string, work: Promise<T>): Promise<T> => {
    const all = flying.get(mchid) ?? new Set()
    flying.set(mchid, all)
    const tracked = work.finally(() => {
      all.delete(tracked)
      if (all.size === 0) flying.delete(mchid)
    })
    all.add(tracked)
    return tracked
  }

  const sendDue: Notifications['sendDue'] = async ({ record: { mchid } }, due) => {
    if (!(await queue.claim(mchid, due))) return undefined
    const done = await attempt(options, queue, { mchid, id: due.id, at: due.at, settings: await settings(mchid) })
    await queue.release(mchid, due.id)
    return done?.attempts.at(-1)
  }

  const pump = async (merchant: Merchant): Promise<void> => {
    const { mchid } = merchant.record
    while (!held.has(mchid)) {
      const at = await time.now(mchid)
      const due = await queue.due(mchid, { until: at, limit: AT_ONCE })
      if (due.length === 0) break
      // a server that slept does not make up for what it missed: the schedule goes on from now
      await Promise.all(due.map((one) => track(mchid, sendDue(merchant, { ...one, at }))))
    }
    await options.onSent?.(mchid)
  }

  return {
    async send(merchant, object, rule, { at, roots = {} } = {}) {
      const { mchid } = merchant.record
      const subject = { merchant, object, rule, at: at ?? (await time.now(mchid)), roots }
      const entry = await create(options, subject)
      await queue.add(mchid, entry, entry.status === 'pending' ? subject.at : undefined)
      return { id: entry.id, sent: entry.status === 'pending' ? pump(merchant) : Promise.resolve() }
    },
    find: queue.find,
    list: (mchid, { limit: wanted = limit, after } = {}) =>
      queue.list(mchid, { limit: wanted, ...(after !== undefined && { after }) }),
    async replay({ record: { mchid } }, id, { probe }) {
      const at = await time.now(mchid)
      return track(mchid, repeat(options, queue, { mchid, id, at, probe }))
    },
    settings,
    async configure(mchid, wanted) {
      await store.put(SETTINGS, mchid, { value: { ...wanted } })
    },
    due: queue.due,
    sendDue,
    pump,
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
    recover: queue.recover,
    async forget(mchid) {
      await queue.forget(mchid)
      await store.remove(SETTINGS, mchid)
    },
  }
}

async function create(
  options: NotificationsOptions,
  subject: Parameters<typeof compose>[1],
): Promise<NotificationEntry> {
  const id = crypto.randomUUID()
  const message = await compose(id, subject, options)
  const reason = whyNot(message.url, options)
  const { event, protocol, url, signed_with, body, plaintext } = message
  return {
    id,
    event,
    protocol,
    created: toRfc3339(subject.at),
    status: reason === '' ? 'pending' : 'inbox',
    url,
    reason,
    attempts: [],
    signed_with,
    headers: await headersFor(message, options),
    body,
    plaintext,
  }
}

interface Attempt {
  mchid: string
  id: string
  /** Business time. */
  at: number
}

/** One turn of the schedule: a probe before the first sending where the merchant wants it, then the sending. */
async function attempt(
  options: NotificationsOptions,
  queue: Queue,
  { mchid, id, at, settings }: Attempt & { settings: NotificationSettings },
): Promise<NotificationEntry | undefined> {
  let entry = await queue.find(mchid, id)
  if (!entry || entry.status === 'delivered') return entry
  if (settings.signtest && entry.protocol === 'v3' && entry.attempts.length === 0) {
    entry = await repeat(options, queue, { mchid, id, at, probe: true })
    if (!entry) return undefined
  }
  const headers = await headersFor(entry, options)
  const outcome = await deliver(options, { ...entry, headers })
  return queue.change(mchid, id, (current) => {
    const attempts = [...current.attempts, toAttempt(outcome, { at })]
    const wait = RETRIES[attempts.filter(({ replay, probe }) => !replay && !probe).length - 1]
    const acknowledged = outcome.result === 'acknowledged' || current.status === 'delivered'
    const next = outcome.result !== 'failed' || acknowledged || wait === undefined ? undefined : at + wait
    return withNext({ ...current, ...statusOf(outcome, current), headers, attempts }, next)
  })
}

/** A sending beside the schedule, which it ends if the receiver acknowledges and leaves alone otherwise. */
async function repeat(
  options: NotificationsOptions,
  queue: Queue,
  { mchid, id, at, probe }: Attempt & { probe: boolean },
): Promise<NotificationEntry | undefined> {
  const entry = await queue.find(mchid, id)
  if (!entry) return undefined
  const signed = await headersFor(entry, options)
  const headers = probe ? asProbe(signed) : signed
  const reason = whyNot(entry.url, options)
  const outcome: Outcome =
    reason === '' ? await deliver(options, { ...entry, headers }) : { result: 'refused', error: reason }
  return queue.change(mchid, id, (current) => {
    const told = toAttempt(outcome, { at, ...(probe ? { probe } : { replay: true as const }) })
    const attempts = outcome.result === 'refused' ? current.attempts : [...current.attempts, told]
    const status = probe ? {} : statusOf(outcome, current)
    const changed = { ...current, ...status, headers, attempts }
    return status.status === 'delivered' ? withNext(changed, undefined) : { entry: changed, next: 'as-it-is' }
  })
}

async function deliver({ deliver }: NotificationsOptions, entry: NotificationEntry): Promise<Outcome> {
  return deliver ? sendOnce(entry, deliver) : { result: 'refused', error: '没有服务端，通知只进收件箱' }
}

function toAttempt(
  { status, error, result }: Outcome,
  { at, ...kind }: { at: number; probe?: true; replay?: true },
): NotificationAttempt {
  const wrong = kind.probe && result === 'acknowledged' ? '签名是错的，接收方却确认了：没有验签' : undefined
  const told = kind.probe && result === 'failed' && status !== undefined ? undefined : (wrong ?? error)
  return {
    at: toRfc3339(at),
    ...(status !== undefined && { status }),
    ...(told !== undefined && { error: told }),
    ...kind,
  }
}

function statusOf({ result, error }: Outcome, { status }: NotificationEntry): Partial<NotificationEntry> {
  if (result === 'acknowledged' || status === 'delivered') return { status: 'delivered' }
  return result === 'failed' ? { status: 'failed' } : { status: 'inbox', reason: error ?? '' }
}

function withNext(
  { next_attempt: _, ...entry }: NotificationEntry,
  next: number | undefined,
): { entry: NotificationEntry; next?: number } {
  return next === undefined ? { entry } : { entry: { ...entry, next_attempt: toRfc3339(next) }, next }
}
