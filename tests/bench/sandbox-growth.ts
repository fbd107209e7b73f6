import type { Behaviour } from '../../catalog/derive/behaviour/index.ts'
import type { MerchantAnswer } from '../../playground/protocol/gateway/index.ts'
import { createMemoryStore, createSandbox, type Sandbox, type Store } from '../../playground/sandbox/index.ts'
import { objectsSpace, type StoredObject } from '../../playground/sandbox/rules/objects.ts'
import { createUnit } from '../../playground/sandbox/rules/unit.ts'
import { importSigningKey } from '../../playground/signature/index.ts'
import { type Signed, signed } from './sandbox-orders.ts'

const ORIGIN = 'http://sandbox.invalid'
/** Objects that are written together. */
const BATCH = 1000
const LIMIT = 10_000_000
/** 分 */
const TOTAL = 10_000
/** An order is refunded 50 times at most. */
const REFUNDS = 50
/** How often is measured: to warm up, with a few objects, and with all. */
const ROUNDS = 3

export interface Growth {
  /** What a refund, and a page of a list, cost with all the objects against what they cost with a few. */
  refund: number
  list: number
}

/** One merchant of a sandbox of its own, who comes to have many refunds and one user's coupons. */
export async function growth(behaviour: Behaviour, objects: number, compared: number): Promise<Growth> {
  const store = createMemoryStore()
  const sandbox = createSandbox({ behaviour, store, limits: { objects: LIMIT } })
  const merchant = await register(sandbox)
  const key = await importSigningKey(merchant.private_key ?? '')
  const { mchid, appid, openid } = merchant
  const sign = (method: string, path: string, body?: object): Promise<Signed> =>
    signed(merchant, { key, origin: ORIGIN, method, path, ...(body && { body: JSON.stringify(body) }) })
  const headers = { authorization: `Bearer ${merchant.control_token}` }
  for (let made = 0; made * REFUNDS < compared * ROUNDS; made++) {
    const order = { appid, mchid, description: '测试商品', out_trade_no: `growth-${made}`, amount: { total: TOTAL } }
    const body = { ...order, notify_url: `${ORIGIN}/none` }
    await ask(sandbox, await sign('POST', '/v3/pay/transactions/native', body))
    await ask(sandbox, { method: 'POST', url: `${ORIGIN}/_sandbox/transactions/growth-${made}/pay`, headers })
  }
  let asked = 0
  const refund = (): Promise<Signed> => {
    const amount = { refund: 1, total: TOTAL, currency: 'CNY' }
    const order = `growth-${Math.floor(asked / REFUNDS)}`
    const body = { out_trade_no: order, out_refund_no: `asked-${asked++}`, amount }
    return sign('POST', '/v3/refund/domestic/refunds', body)
  }
  const list = (): Promise<Signed> => sign('GET', `/v3/marketing/favor/users/${openid}/coupons?appid=${appid}&limit=10`)
  const measure = async () => ({
    refund: await cost(sandbox, refund, compared),
    list: await cost(sandbox, list, compared),
  })
  await measure()
  const owner = { store, behaviour, mchid }
  await fill(owner, { resource: 'favor-coupons', named: ['coupon_id', 'out_request_no'], from: 0, to: 10 })
  const few = await measure()
  await fill(owner, { resource: 'favor-coupons', named: ['coupon_id', 'out_request_no'], from: 10, to: objects })
  await fill(owner, { resource: 'refunds', named: ['refund_id', 'out_refund_no'], from: 0, to: objects })
  const many = await measure()
  return { refund: many.refund / few.refund, list: many.list / few.list }
}

async function register(sandbox: Sandbox): Promise<MerchantAnswer> {
  const answer = await sandbox.fetch(new Request(`${ORIGIN}/_sandbox/merchants`, { method: 'POST' }))
  return (await answer.json()) as MerchantAnswer
}

async function ask(sandbox: Sandbox, { url, ...init }: Signed): Promise<void> {
  const answer = await sandbox.fetch(new Request(url, init))
  if (answer.status !== 200) throw new Error(`${url}: ${answer.status}: ${await answer.text()}`)
  await answer.arrayBuffer()
}

/** Milliseconds of the processor for one of them; signed beforehand. */
async function cost(sandbox: Sandbox, sign: () => Promise<Signed>, count: number): Promise<number> {
  const requests = await Promise.all(Array.from({ length: count }, sign))
  await sandbox.settled()
  const before = process.cpuUsage()
  for (const request of requests) await ask(sandbox, request)
  const { user, system } = process.cpuUsage(before)
  await sandbox.settled()
  return (user + system) / 1000 / count
}

/** Writes copies of the merchant's newest object of a resource, with other numbers in the fields `named`. */
async function fill(
  { store, behaviour, mchid }: { store: Store; behaviour: Behaviour; mchid: string },
  { resource, named, from, to }: { resource: string; named: string[]; from: number; to: number },
): Promise<void> {
  const [entry] = await store.list(objectsSpace(mchid, resource), { limit: 1 })
  if (!entry) throw new Error(`no ${resource}`)
  const { due: _, tickets: __, ...model } = entry.value as unknown as StoredObject
  const { resources } = behaviour
  for (let made = from; made < to; ) {
    const options = { store, mchid, resources, limit: LIMIT, wall: Date.now, scope: { roots: {}, now: 0 } }
    const unit = createUnit(options)
    for (const end = Math.min(to, made + BATCH); made < end; made++) {
      const numbers = named.map((field) => [field, `9${String(made).padStart(20, '0')}`])
      await unit.add({ ...model, data: { ...model.data, ...Object.fromEntries(numbers) } })
    }
    await unit.commit()
  }
}
