import { type BehaviourIndex, valueAt } from '../../catalog/derive/behaviour/index.ts'
import type { Assignments } from '../../catalog/model/sandbox.ts'
import type { Json } from '../../catalog/model/types.ts'
import type { NotificationEntry } from '../protocol/gateway/index.ts'
import { encryptResource, randomText } from '../signature/index.ts'
import { assign, toRfc3339 } from './expression.ts'
import type { Identities } from './identity.ts'
import type { JsonObject } from './input.ts'
import type { Merchant } from './merchants.ts'
import type { SandboxOptions } from './options.ts'
import type { Platform } from './platform.ts'
import { project } from './project.ts'
import type { StoredObject } from './remember/objects.ts'
import { requestId, signedHeaders } from './respond.ts'
import type { Store } from './store/store.ts'

export interface NotifyRule {
  webhook: string
  /** Where the object keeps the address; default `notify_url`. */
  to?: string
  set?: Assignments
}

export interface Notifications {
  /** Writes the notification into the in-box and hands back the sending, which nobody has to wait for. */
  send(merchant: Merchant, object: StoredObject, rule: NotifyRule): Promise<{ id: string; sent: Promise<void> }>
  list(mchid: string): Promise<NotificationEntry[]>
  forget(mchid: string): Promise<void>
}

export interface NotificationsOptions extends Pick<SandboxOptions, 'deliver' | 'allowNotify'> {
  behaviour: BehaviourIndex
  store: Store
  identities: Identities
  platform: () => Promise<Platform>
  now: () => number
  limit: number
}

const spaceOf = (mchid: string): string => `notifications:${mchid}`
const DEFAULT_ADDRESS_FIELD = 'notify_url'
/** The real gateway waits as long (通知规则). */
const TIMEOUT = 5000
const RE_LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/

/** Signed and encrypted notifications: to loopback or to what the operator allows, and always into the in-box. */
export function createNotifications(options: NotificationsOptions): Notifications {
  const { store, limit } = options
  const write = (mchid: string, entry: NotificationEntry): Promise<boolean> =>
    store.put(spaceOf(mchid), entry.id, { value: entry as unknown as Json })

  return {
    async send(merchant, object, rule) {
      const { mchid } = merchant.record
      const entry = await compose(options, { merchant, object, rule })
      await write(mchid, entry)
      await store.trim(spaceOf(mchid), limit)
      if (entry.status === 'inbox') return { id: entry.id, sent: Promise.resolve() }
      const sent = attempt(options, entry).then(async (done) => {
        await write(mchid, done)
      })
      return { id: entry.id, sent }
    },
    async list(mchid) {
      const entries = await store.list(spaceOf(mchid), { limit })
      return entries.map(({ value }) => value as unknown as NotificationEntry)
    },
    forget: (mchid) => store.drop(spaceOf(mchid)),
  }
}

interface Subject {
  merchant: Merchant
  object: StoredObject
  rule: NotifyRule
}

async function compose(options: NotificationsOptions, { merchant, object, rule }: Subject): Promise<NotificationEntry> {
  const { behaviour, identities, now } = options
  const webhook = behaviour.webhooks[rule.webhook]
  const at = now()
  const extended = assign(object.data, rule.set, { roots: {}, now: at })
  const plaintext = JSON.stringify(project(webhook?.plaintext ?? [], extended, { identities, merchant }))
  const id = crypto.randomUUID()
  const body = JSON.stringify({
    id,
    create_time: toRfc3339(at),
    resource_type: 'encrypt-resource',
    event_type: webhook?.event ?? '',
    summary: webhook?.summary ?? '',
    resource: await seal(plaintext, {
      merchant,
      type: webhook?.originalType ?? '',
      data: webhook?.associatedData ?? '',
    }),
  })
  const address = String(valueAt(extended, rule.to ?? DEFAULT_ADDRESS_FIELD) ?? '')
  const reason = whyNot(address, options)
  return {
    id,
    event: webhook?.event ?? '',
    status: reason === '' ? 'pending' : 'inbox',
    url: address,
    reason,
    attempts: [],
    headers: await headersFor(body, options, object.publicKeyMode),
    body,
  }
}

async function seal(
  plaintext: string,
  { merchant, type, data }: { merchant: Merchant; type: string; data: string },
): Promise<JsonObject> {
  const nonce = randomText(12, '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ')
  const ciphertext = await encryptResource(merchant.apiv3, plaintext, { nonce, associated_data: data })
  return { original_type: type, algorithm: 'AEAD_AES_256_GCM', ciphertext, associated_data: data, nonce }
}

async function headersFor(
  body: string,
  { platform, now }: NotificationsOptions,
  publicKeyMode: boolean,
): Promise<Record<string, string>> {
  const keys = await platform()
  return {
    'User-Agent': 'Mozilla/4.0',
    Accept: '*/*',
    Pragma: 'no-cache',
    'Cache-Control': 'no-cache',
    'Content-Type': 'application/json',
    'Request-ID': requestId(0),
    ...(await signedHeaders(body, { key: publicKeyMode ? keys.publicKey : keys.certificateKey, now: now() })),
  }
}

/** Why a notification stays in the in-box; `''` if it may be sent. */
function whyNot(address: string, { deliver, allowNotify }: Pick<SandboxOptions, 'deliver' | 'allowNotify'>): string {
  if (address === '') return '没有通知地址'
  if (!URL.canParse(address)) return '通知地址不是有效的网址'
  const url = new URL(address)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return '通知地址只能是 http 或 https'
  if (!deliver) return '没有服务端，通知只进收件箱'
  if (!RE_LOOPBACK.test(url.hostname) && !allowNotify?.(url)) return '沙箱只向本机地址发送通知'
  return ''
}

async function attempt({ deliver, now }: NotificationsOptions, entry: NotificationEntry): Promise<NotificationEntry> {
  const at = toRfc3339(now())
  try {
    const request = new Request(entry.url, {
      method: 'POST',
      headers: entry.headers,
      body: entry.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT),
    })
    const response = await deliver?.(request)
    await response?.body?.cancel().catch(() => undefined)
    const status = response?.status ?? 0
    return { ...entry, status: status === 200 || status === 204 ? 'delivered' : 'failed', attempts: [{ at, status }] }
  } catch (error) {
    const timedOut = error instanceof Error && error.name === 'TimeoutError'
    return { ...entry, status: 'failed', attempts: [{ at, error: timedOut ? '5 秒内没有应答' : '无法连接通知地址' }] }
  }
}
