import { describe, expect, it } from 'vitest'
import type { Client } from '../../tests/sandbox/kit/index.ts'
import { kitWith, live } from '../../tests/sandbox/kit/lived.ts'
import { order, query } from '../../tests/sandbox/kit/order.ts'

const DAY = 24 * 60 * 60 * 1000

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
    expect((await query(client, 'bounded-6')).status).toBe(404)
    expect((await query(client, 'bounded-7')).status).toBe(200)
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
