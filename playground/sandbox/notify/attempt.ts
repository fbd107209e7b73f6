import type { NotificationAttempt, NotificationEntry } from '../../protocol/gateway/index.ts'
import { toRfc3339 } from '../expression.ts'
import type { SandboxOptions } from '../options.ts'
import type { Platform } from '../platform.ts'
import { whyNot } from './address.ts'
import { asProbe, headersFor, type Outcome, sendOnce } from './delivery.ts'
import type { Queue } from './queue.ts'
import { RETRIES } from './schedule.ts'

export interface Parts extends Pick<SandboxOptions, 'deliver' | 'allowNotify'> {
  queue: Queue
  platform: () => Promise<Platform>
  /** The wall clock: signatures are of real time. */
  now: () => number
}

/** A notification that is taken out of the queue and signed: nobody else sends it now. */
export interface Ready {
  mchid: string
  /** Business time. */
  at: number
  entry: NotificationEntry
  headers: Record<string, string>
}

/** Takes one that is due, to send it as of `at`; `undefined` where another was faster. */
export async function take(
  parts: Parts,
  { mchid, due }: { mchid: string; due: { id: string; at: number; version: number } },
): Promise<Ready | undefined> {
  const { queue } = parts
  if (!(await queue.claim(mchid, due))) return undefined
  const entry = await queue.find(mchid, due.id)
  if (entry && entry.status !== 'delivered') {
    return { mchid, at: due.at, entry, headers: await headersFor(entry, parts) }
  }
  await queue.release(mchid, due.id)
  return undefined
}

/** One turn of the schedule: a probe before the first sending where the merchant wants it, then the sending. */
export async function attempt(
  parts: Parts,
  { mchid, at, entry, headers }: Ready,
  { signtest }: { signtest: boolean },
): Promise<NotificationEntry | undefined> {
  const { queue } = parts
  const { id } = entry
  if (signtest && entry.protocol === 'v3' && entry.attempts.length === 0) {
    await repeat(parts, { mchid, id, at, probe: true })
  }
  const outcome = await deliver(parts, { ...entry, headers })
  const done = await queue.change(mchid, id, (current) => {
    const attempts = [...current.attempts, toAttempt(outcome, { at })]
    const wait = RETRIES[attempts.filter(({ replay, probe }) => !replay && !probe).length - 1]
    const acknowledged = outcome.result === 'acknowledged' || current.status === 'delivered'
    const next = outcome.result !== 'failed' || acknowledged || wait === undefined ? undefined : at + wait
    return withNext({ ...current, ...statusOf(outcome, current), headers, attempts }, next)
  })
  await queue.release(mchid, id)
  return done
}

/** A sending beside the schedule, which it ends if the receiver acknowledges and leaves alone otherwise. */
export async function repeat(
  parts: Parts,
  { mchid, id, at, probe, origin }: { mchid: string; id: string; at: number; probe: boolean; origin?: string },
): Promise<NotificationEntry | undefined> {
  const { queue } = parts
  const entry = await queue.find(mchid, id)
  if (!entry) return undefined
  const signed = await headersFor(entry, parts)
  const headers = probe ? asProbe(signed) : signed
  const reason = whyNot(entry.url, { ...parts, ...(origin !== undefined && { origin }) })
  const outcome: Outcome =
    reason === '' ? await deliver(parts, { ...entry, headers }) : { result: 'refused', error: reason }
  return queue.change(mchid, id, (current) => {
    const told = toAttempt(outcome, { at, ...(probe ? { probe } : { replay: true as const }) })
    const attempts = outcome.result === 'refused' ? current.attempts : [...current.attempts, told]
    const status = probe ? {} : statusOf(outcome, current)
    const changed = { ...current, ...status, headers, attempts }
    return status.status === 'delivered' ? withNext(changed, undefined) : { entry: changed, next: 'as-it-is' }
  })
}

async function deliver({ deliver }: Parts, entry: NotificationEntry): Promise<Outcome> {
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
