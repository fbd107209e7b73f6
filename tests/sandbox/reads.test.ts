import { describe, expect, it } from 'vitest'
import type { ResourceBehaviour } from '../../catalog/derive/behaviour/index.ts'
import { createMemoryStore, type Store } from '../../playground/sandbox/index.ts'
import { objectsSpace, type StoredObject } from '../../playground/sandbox/rules/objects.ts'
import { createUnit } from '../../playground/sandbox/rules/unit.ts'
import { type Client, createKit, type Got } from './kit/index.ts'

const FEW = 10
const MANY = 2000
const TRACES = 5

/** A store that counts what is asked of it: calls, and the entries that they hand out. */
function counting(): { store: Store; counted(): Record<string, number> } {
  const inner = createMemoryStore()
  let counts: Record<string, number> = {}
  const note = (name: string, entries = 0): void => {
    counts[name] = (counts[name] ?? 0) + 1
    counts.entries = (counts.entries ?? 0) + entries
  }
  const store: Store = {
    ...inner,
    async get(space, key) {
      const found = await inner.get(space, key)
      note('get', 1)
      return found
    },
    async list(space, options) {
      const found = await inner.list(space, options)
      note('list', found.length)
      return found
    },
    async due(space, options) {
      const found = await inner.due(space, options)
      note('due', found.length)
      return found
    },
    async size(space) {
      note('size')
      return inner.size(space)
    },
    async commit(writes) {
      note('commit', writes.length)
      return inner.commit(writes)
    },
  }
  return {
    store,
    counted() {
      const all = counts
      counts = {}
      return all
    },
  }
}

const { store, counted } = counting()
const kit = await createKit({ store, limits: { objects: 100_000, traces: TRACES } })

/** Puts copies of an object beside it: in each the texts are replaced by what `other` makes of them. */
async function fill(
  client: Client,
  model: StoredObject,
  { from, to, texts }: { from: number; to: number; texts: string[] },
): Promise<void> {
  const { resources } = kit.behaviour
  const { mchid } = client.merchant
  const unit = createUnit({ store, mchid, resources, limit: 100_000, wall: () => 0, scope: { roots: {}, now: 0 } })
  for (let index = from; index < to; index++) {
    const text = texts.reduce((all, one) => all.replaceAll(one, other(one, index)), JSON.stringify(model))
    const { due: _, tickets: __, ...object } = JSON.parse(text) as StoredObject
    expect(await unit.add(object)).toBeDefined()
  }
  expect(await unit.commit()).toBe(true)
}

/** Another day, or another number. */
function other(text: string, index: number): string {
  return /^\d{4}-\d\d-\d\d$/.test(text) ? '2026-01-01' : `${text.slice(0, -6)}${String(index).padStart(6, '0')}`
}

async function newest(client: Client, resource: string): Promise<StoredObject> {
  const [entry] = await store.list(objectsSpace(client.merchant.mchid, resource), { limit: 1 })
  return entry?.value as unknown as StoredObject
}

async function cost(ask: () => Promise<Got>): Promise<Record<string, number>> {
  await kit.sandbox.settled()
  counted()
  const { status, text } = await ask()
  expect(`${status} ${status === 200 ? '' : text}`).toBe('200 ')
  await kit.sandbox.settled()
  return counted()
}

describe('what a request reads and writes does not grow with what the merchant has', () => {
  it('of orders, refunds and the bill of a day', { timeout: 60_000 }, async () => {
    const client = await kit.register()
    const { mchid, appid } = client.merchant
    const order = (out_trade_no: string) => {
      const amount = { total: 100_000 }
      const body = { appid, mchid, description: '书', out_trade_no, amount, notify_url: 'http://127.0.0.1:9/' }
      return client.send({ method: 'POST', url: '/v3/pay/transactions/native', body })
    }
    const refund = (out_refund_no: string) => {
      const amount = { refund: 1, total: 100_000, currency: 'CNY' }
      const body = { out_trade_no: 'reads-000000', out_refund_no, amount }
      return client.send({ method: 'POST', url: '/v3/refund/domestic/refunds', body })
    }
    await order('reads-000000')
    await client.control('POST', '/transactions/reads-000000/pay')
    const paid = await newest(client, 'transactions')
    await refund('refund-000000')
    const refunded = await newest(client, 'refunds')
    const day = String(paid.data.success_time).slice(0, 10)
    await client.control('POST', '/clock', { advance: 'P2D' })
    let made = 0
    const measure = async () => ({
      order: await cost(() => order(`new-order-${++made}`)),
      query: await cost(() => client.send({ url: `/v3/pay/transactions/out-trade-no/reads-000000?mchid=${mchid}` })),
      refund: await cost(() => refund(`new-refund-${++made}`)),
      refundQuery: await cost(() => client.send({ url: '/v3/refund/domestic/refunds/refund-000000' })),
      bill: await cost(() => client.send({ url: `/v3/bill/tradebill?bill_date=${day}` })),
    })
    const more = async (from: number, to: number): Promise<void> => {
      const { transaction_id } = paid.data
      await fill(client, paid, { from, to, texts: ['reads-000000', String(transaction_id), day] })
      const { refund_id } = refunded.data
      await fill(client, refunded, { from, to, texts: ['refund-000000', String(refund_id), day] })
    }
    await measure()
    await more(1, FEW)
    const few = await measure()
    await more(FEW, MANY)
    expect(await measure()).toEqual(few)
  })

  it('of a page of a list, wherever it is', { timeout: 60_000 }, async () => {
    const client = await kit.register()
    const { appid, openid } = client.merchant
    const page = (offset: number) => () =>
      client.send({ url: `/v3/marketing/favor/users/${openid}/coupons?appid=${appid}&offset=${offset}&limit=3` })
    // as many traces as are kept
    for (let asked = 0; asked < TRACES; asked++) await page(0)()
    const coupon = await newest(client, 'favor-coupons')
    const more = (from: number, to: number) =>
      fill(client, coupon, { from, to, texts: [String(coupon.data.coupon_id), String(coupon.data.out_request_no)] })
    await more(1, FEW)
    const few = await cost(page(1))
    expect((await page(0)()).json.total_count).toBe(FEW)
    await more(FEW, MANY)
    const { json } = await page(0)()
    expect(json).toMatchObject({ total_count: MANY, data: [{}, {}, {}] })
    expect([await cost(page(0)), await cost(page(1)), await cost(page(600))]).toEqual([few, few, few])
  })
})

describe('a store that an older catalog wrote', () => {
  it('is read by the indexes of a newer one', async () => {
    const strip = ({ indexes: _, ...rule }: ResourceBehaviour): ResourceBehaviour => rule
    const entries = Object.entries(kit.behaviour.resources).map(([name, rule]) => [name, strip(rule)] as const)
    const older = { ...kit.behaviour, resources: Object.fromEntries(entries) }
    const before = await createKit({ store, behaviour: older })
    const client = await before.register()
    const url = `/v3/marketing/favor/users/${client.merchant.openid}/coupons?appid=${client.merchant.appid}`
    const { json } = await client.send({ url })
    expect(Number(json.total_count)).toBeGreaterThan(0)
    const after = await kit.of(client)
    expect((await after.send({ url })).json).toEqual(json)
  })
})
