import { describe, expect, it } from 'vitest'
import { type Client, createKit, type Kit } from '../../tests/sandbox/kit/index.ts'
import { createMemoryStore, type Store } from './index.ts'

const DAY = 24 * 60 * 60 * 1000
const EVERYTHING = 1_000_000

/** A store that remembers which spaces there have been. */
function watched(): { store: Store; dump: () => Promise<string[]> } {
  const inner = createMemoryStore()
  const spaces = new Set<string>()
  const store: Store = {
    ...inner,
    put(space, key, options) {
      spaces.add(space)
      return inner.put(space, key, options)
    },
    commit(writes) {
      for (const { space } of writes) spaces.add(space)
      return inner.commit(writes)
    },
  }
  return {
    store,
    /** Every entry of every space as one text. */
    async dump() {
      const all = await Promise.all(
        [...spaces].map(async (space) => {
          const entries = await inner.list(space, { limit: EVERYTHING })
          return entries.map(({ key, value }) => JSON.stringify([space, key, value]))
        }),
      )
      return all.flat()
    },
  }
}

async function order(client: Client, out_trade_no: string) {
  const { appid, mchid } = client.merchant
  const body = {
    appid,
    mchid,
    description: '图书',
    out_trade_no,
    notify_url: 'http://127.0.0.1:9/notify',
    amount: { total: 100, currency: 'CNY' },
  }
  return client.send({ method: 'POST', url: '/v3/pay/transactions/native', body })
}

const read = (client: Client, number: string, mchid = client.merchant.mchid) =>
  client.send({ url: `/v3/pay/transactions/out-trade-no/${number}?mchid=${mchid}` })

/** One of everything that the sandbox keeps of a merchant. */
async function live(client: Client): Promise<void> {
  expect((await order(client, 'lived-0001')).status).toBe(200)
  expect((await order(client, 'lived-0002')).status).toBe(200)
  await client.control('POST', '/transactions/lived-0001/pay')
  const refund = {
    out_trade_no: 'lived-0001',
    out_refund_no: 'lived-r1',
    amount: { refund: 1, total: 100, currency: 'CNY' },
  }
  expect((await client.send({ method: 'POST', url: '/v3/refund/domestic/refunds', body: refund })).status).toBe(200)
  await client.control('PUT', '/notifications/settings', { signtest: true })
  await client.control('POST', '/clock', { advance: 'PT1M' })
  await client.control('POST', '/faults', { operation: 'get /v3/certificates', code: 'SYSTEM_ERROR' })
  await client.send({ url: '/v3/certificates', tamper: { signature: 'AAAA' } })
}

async function kitWith(limits: Parameters<typeof createKit>[0] = {}) {
  let wall = Date.now()
  const { store, dump } = watched()
  const deliver = async (): Promise<Response> => new Response('no', { status: 500 })
  const kit: Kit = await createKit({ store, now: () => wall, deliver, ...limits })
  const pass = async (milliseconds: number): Promise<void> => {
    wall += milliseconds
    await kit.sandbox.wake()
    await kit.sandbox.settled()
  }
  return { kit, dump, pass }
}

describe('a merchant that leaves', () => {
  it('takes everything along, when it was not in use for too long', async () => {
    const { kit, dump, pass } = await kitWith({ limits: { idleDays: 2 } })
    const client = await kit.register()
    const { mchid } = client.merchant
    await live(client)
    await kit.sandbox.settled()
    const of = async (): Promise<string[]> => (await dump()).filter((entry) => entry.includes(mchid))
    expect((await of()).length).toBeGreaterThan(8)
    await pass(DAY)
    expect((await of()).length).toBeGreaterThan(8)
    await pass(DAY + 1)
    expect(await of()).toEqual([])
    expect((await client.control('GET', '/clock')).status).toBe(401)
  })

  it('is not one that is in use', async () => {
    const { kit, pass } = await kitWith({ limits: { idleDays: 2 } })
    const [used, idle] = [await kit.register(), await kit.register()]
    for (let day = 0; day < 4; day++) {
      await pass(DAY)
      expect((await used.control('GET', '/clock')).status).toBe(200)
    }
    expect((await idle.control('GET', '/clock')).status).toBe(401)
  })

  it('is the one that was not in use for longest, when there are too many', async () => {
    const { kit, dump, pass } = await kitWith({ limits: { merchants: 2 } })
    const [first, second] = [await kit.register(), await kit.register()]
    await live(second)
    await pass(DAY)
    await first.control('GET', '/clock')
    await kit.register()
    await kit.sandbox.settled()
    expect((await first.control('GET', '/clock')).status).toBe(200)
    expect((await second.control('GET', '/clock')).status).toBe(401)
    expect((await dump()).filter((entry) => entry.includes(second.merchant.mchid))).toEqual([])
  })
})

describe('objects', () => {
  it('of one merchant are bounded with their names, due times and tickets', async () => {
    const { kit, dump } = await kitWith({ limits: { objects: 5 } })
    const client = await kit.register()
    for (let n = 0; n < 12; n++) expect((await order(client, `bounded-${n}`)).status).toBe(200)
    await client.control('DELETE', '/traces')
    const mentioned = (await dump()).filter((entry) => !/^\["(traces|nonces)/.test(entry)).join('\n')
    const numbers = new Set([...mentioned.matchAll(/bounded-(\d+)/g)].map(([, n]) => Number(n)))
    expect([...numbers].sort((a, b) => a - b)).toEqual([7, 8, 9, 10, 11])
    expect((await read(client, 'bounded-6')).status).toBe(404)
    expect((await read(client, 'bounded-7')).status).toBe(200)
  })

  it('of all merchants are bounded: who was not in use for longest goes', async () => {
    const { kit, pass } = await kitWith({ limits: { allObjects: 10 } })
    const clients: Client[] = []
    for (let n = 0; n < 3; n++) {
      const client = await kit.register()
      clients.push(client)
      for (let at = 0; at < 4; at++) await order(client, `all-${n}-${at}`)
      await pass(2000)
    }
    await pass(2 * 60_000)
    const states = await Promise.all(clients.map(async (client) => (await client.control('GET', '/clock')).status))
    expect(states).toEqual([401, 200, 200])
  })
})

describe('another merchant', () => {
  it('sees and moves nothing, by any control call', async () => {
    const { kit, dump } = await kitWith()
    const [victim, thief] = [await kit.register(), await kit.register()]
    await live(victim)
    await kit.sandbox.settled()
    const [notification] = (await victim.control('GET', '/notifications')).json.data as { id: string }[]
    const [trace] = (await victim.control('GET', '/traces')).json.data as { id: string }[]
    const of = async (): Promise<string[]> =>
      (await dump()).filter((entry) => entry.includes(victim.merchant.mchid) && !entry.startsWith('["seen"'))
    const before = await of()
    const { mchid } = victim.merchant
    const calls: [string, string, object?][] = [
      ['GET', `/notifications/${notification?.id}`],
      ['POST', `/notifications/${notification?.id}/replay`],
      ['GET', `/traces/${trace?.id}`],
      ['GET', '/transactions/lived-0001'],
      ['GET', `/transactions/lived-0001?mchid=${mchid}`],
      ['POST', '/transactions/lived-0002/pay'],
      ['POST', '/transactions/lived-0002/pay', { mchid }],
      ['POST', `/transactions/lived-0002/pay?mchid=${mchid}`],
      ['POST', '/refunds/lived-r1/close'],
    ]
    for (const [method, path, body] of calls) {
      const { status, json } = await thief.control(method, path, body as never)
      expect(status, `${method} ${path} ${JSON.stringify(json)}`).toBe(
        method === 'POST' && (path + JSON.stringify(body)).includes('mchid') ? 400 : 404,
      )
    }
    for (const path of ['/notifications', '/traces', '/transactions', '/refunds']) {
      const { json } = await thief.control('GET', path)
      expect(JSON.stringify(json)).not.toContain('lived-')
    }
    await thief.control('POST', '/clock', { advance: 'P30D' })
    await thief.control('DELETE', '/traces')
    await thief.control('DELETE', '/faults')
    await thief.control('PUT', '/notifications/settings', { signtest: false })
    await kit.sandbox.settled()
    expect(await of()).toEqual(before)
  })

  it('sees and moves nothing, by operations with the numbers and the identity of the other', async () => {
    const { kit } = await kitWith()
    const [victim, thief] = [await kit.register(), await kit.register()]
    await live(victim)
    const { mchid } = victim.merchant
    for (const number of ['lived-0001', 'lived-0002']) {
      for (const named of [mchid, thief.merchant.mchid]) {
        expect((await read(thief, number, named)).status).toBeGreaterThanOrEqual(400)
        const close = {
          method: 'POST',
          url: `/v3/pay/transactions/out-trade-no/${number}/close`,
          body: { mchid: named },
        }
        expect((await thief.send(close)).status).toBeGreaterThanOrEqual(400)
      }
    }
    expect((await thief.send({ url: '/v3/refund/domestic/refunds/lived-r1' })).status).toBe(404)
    const refund = {
      out_trade_no: 'lived-0001',
      out_refund_no: 'thief-r1',
      amount: { refund: 1, total: 100, currency: 'CNY' },
    }
    expect((await thief.send({ method: 'POST', url: '/v3/refund/domestic/refunds', body: refund })).status).toBe(404)
    // the same number is free for everybody
    expect((await order(thief, 'lived-0001')).status).toBe(200)
    expect((await read(thief, 'lived-0001')).json).toMatchObject({ trade_state: 'NOTPAY' })
    expect((await read(victim, 'lived-0001')).json).toMatchObject({ trade_state: 'REFUND' })
  })

  it('does not get in with half a token, another prefix or none', async () => {
    const { kit } = await kitWith()
    const [victim, thief] = [await kit.register(), await kit.register()]
    const [, secret] = thief.merchant.control_token.split('_')
    const tokens = [
      `${victim.merchant.mchid}_${secret}`,
      victim.merchant.control_token.slice(0, -1),
      `${victim.merchant.control_token}x`,
      victim.merchant.mchid,
      '',
    ]
    for (const token of tokens) {
      const headers = { Authorization: `Bearer ${token}` }
      for (const path of ['/clock', '/notifications', '/traces', '/transactions', '/keys']) {
        const answer = await kit.sandbox.fetch(new Request(`http://sandbox.test/_sandbox${path}`, { headers }))
        expect(answer.status, path).toBe(401)
      }
    }
  })
})
