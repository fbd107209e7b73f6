/** What the tests of notifications and of the clock share: one merchant, a few events, a wall clock that is set by hand. */
import type { BehaviourIndex, Shape, WebhookBehaviour } from '../../catalog/derive/behaviour/index.ts'
import type { NotifyRule } from '../../catalog/model/sandbox.ts'
import { type Clock, type ClockOptions, createClock } from '../../playground/sandbox/clock/index.ts'
import { type BusinessTime, createBusinessTime } from '../../playground/sandbox/clock/time.ts'
import { createIdentities } from '../../playground/sandbox/identity.ts'
import { createMerchants, type Merchant } from '../../playground/sandbox/merchants.ts'
import { createNotifications, type Notifications, type Snapshot } from '../../playground/sandbox/notify/index.ts'
import type { SandboxOptions } from '../../playground/sandbox/options.ts'
import { createPlatform, type Platform } from '../../playground/sandbox/platform.ts'
import { createMemoryStore } from '../../playground/sandbox/store/memory.ts'
import type { Store } from '../../playground/sandbox/store/store.ts'
import keys from '../vectors/keys.json' with { type: 'json' }

export interface Kit {
  store: Store
  time: BusinessTime
  notifications: Notifications
  clock: Clock
  merchant: Merchant
  platform: Platform
  /** Commits the notification of an object's move, as of now; `sent` is its first attempt. */
  send(object: Snapshot, rule: NotifyRule): Promise<{ id: string; sent: Promise<void> }>
  /** Sets the wall clock forward. */
  pass(milliseconds: number): void
  now(): number
  /** Everything that goes on in the background. */
  settled(): Promise<void>
}

/** Made once: a pair of RSA keys takes long. */
const shared = createPlatform(Date.UTC(2026, 5, 1))
export const START = Date.UTC(2026, 5, 8, 2, 34, 56)

const text = (name: string, more: Partial<Shape> = {}): Shape => ({ name, type: 'string', label: name, ...more })
const paid = [text('number', { required: true }), { ...text('total'), type: 'integer' as const }]
const base = { event: '', summary: '', originalType: '', associatedData: '', plaintext: [] }
const v2 = (body: Shape[], more: Partial<WebhookBehaviour> = {}): WebhookBehaviour => ({
  ...base,
  protocol: 'v2',
  body,
  ...more,
})
const webhooks: Record<string, WebhookBehaviour> = {
  'v3/PAID': {
    protocol: 'v3',
    event: 'PAID',
    summary: '支付成功',
    originalType: 'order',
    associatedData: 'order',
    plaintext: paid,
  },
  'v2/paid': v2(['return_code', 'result_code', 'nonce_str', 'sign', 'number'].map((name) => text(name))),
  'v2/hmac': v2([text('sign'), text('nonce_str'), text('sign_type', { enum: ['HMAC-SHA256'], required: true })]),
  'v2/refund': v2([text('return_code'), text('nonce_str'), text('req_info')], { plaintext: paid }),
  'v2/event': v2(
    ['event_type', 'event_nonce', 'event_associated_data', 'event_ciphertext', 'sign'].map((name) => text(name)),
    { event: 'CHECK', plaintext: paid },
  ),
}
const identity = { mchid: ['mchid'], sub_mchid: [], appid: [], openid: [] }
const behaviour = { webhooks, identity, exampleIdentities: {} } as unknown as BehaviourIndex

export interface KitOptions extends Pick<SandboxOptions, 'deliver' | 'allowNotify'> {
  store?: Store
  run?: ClockOptions['run']
  limit?: number
  /** A merchant and keys of another kit over the same store. */
  of?: Kit
}

export async function createNotifyKit({ store = createMemoryStore(), of, ...options }: KitOptions = {}): Promise<Kit> {
  let wall = of?.now() ?? START
  const now = (): number => wall
  const platform = await shared
  const time = createBusinessTime(store, now)
  const parts = { store, platform: async () => platform, now }
  const notifications = createNotifications({
    ...parts,
    ...options,
    behaviour,
    identities: createIdentities(behaviour),
    operations: (id) => Promise.reject(new Error(`there is no operation ${id}`)),
    time,
    limit: options.limit ?? 100,
    onSent: (mchid) => clock.arm(mchid),
  })
  const merchants = createMerchants({ ...parts, limit: 10, idle: 1e12, forget: async () => undefined })
  const mchid = of?.merchant.record.mchid ?? (await merchants.create({ public_key: keys.public_key })).mchid
  const merchant = await merchants.find(mchid)
  if (!merchant) throw new Error('no merchant')
  const pending = new Set<Promise<unknown>>()
  const clock = createClock({
    ...parts,
    time,
    notifications,
    findMerchant: merchants.find,
    run: options.run ?? (async () => undefined),
    report: () => undefined,
    background(work) {
      const tracked = work.finally(() => pending.delete(tracked))
      pending.add(tracked)
    },
  })
  return {
    store,
    time,
    notifications,
    clock,
    merchant,
    platform,
    now,
    async send(object, rule) {
      const { id, writes } = await notifications.prepare(merchant, { object, rule, at: await time.now(mchid) })
      await store.commit(writes)
      return { id, sent: notifications.posted(merchant) }
    },
    pass(milliseconds) {
      wall += milliseconds
    },
    async settled() {
      while (pending.size > 0) await Promise.all(pending)
    },
  }
}
