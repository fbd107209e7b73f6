import { rm } from 'node:fs/promises'
import fc from 'fast-check'
import { afterAll, describe, expect, it } from 'vitest'
import type { JsonObject } from '../../playground/sandbox/input.ts'
import { createMemoryStore } from '../../playground/sandbox/store/memory.ts'
import { createGarden } from './garden.ts'
import { type Client, createKit } from './kit/index.ts'

const { root, behaviour } = await createGarden()
const store = createMemoryStore()
const kit = await createKit({ behaviour, store })
afterAll(() => rm(root, { recursive: true, force: true }))

const post = (client: Client, url: string, body: JsonObject) => client.send({ method: 'POST', url: `/v3/${url}`, body })
const get = (client: Client, url: string) => client.send({ url: `/v3/${url}` })
const plant = (client: Client, no: string, more: JsonObject = {}) => post(client, 'trees', { no, fruit: 10, ...more })
const grow = (client: Client, no: string) => client.control('POST', `/trees/${no}/grow`)
const pick = (client: Client, pick_no: string, no: string, amount = 1) => post(client, 'picks', { pick_no, no, amount })
const money = async (client: Client, no: string) =>
  (await client.control('GET', `/trees/${no}`)).json.object as { money: Record<string, number>; state: string }

describe('a shared rule', () => {
  it('has the operation’s own keys over it', async () => {
    const client = await kit.register()
    const { json } = await plant(client, 'own')
    expect(json).toMatchObject({ kind: 'ELM', state: 'YOUNG', tree_id: expect.stringMatching(/^77\d{4}$/) })
    expect((await get(client, `trees/by-id/${json.tree_id}`)).json).toEqual(json)
  })
})

describe('the same number again', () => {
  it('is the same tree but for what may be said anew, another one is refused, a felled one says so', async () => {
    const client = await kit.register()
    const first = await plant(client, 'again', { note: 'a' })
    expect((await plant(client, 'again', { note: 'b' })).json).toEqual(first.json)
    expect(await plant(client, 'again', { fruit: 11 })).toMatchObject({ status: 403, json: { code: 'NO_USED' } })
    expect((await post(client, 'trees/again/fell', { reason: 'old' })).status).toBe(204)
    expect(await plant(client, 'again')).toMatchObject({ status: 400, json: { code: 'FELLED' } })
    expect((await post(client, 'trees/again/fell', { reason: 'other' })).status).toBe(204)
    expect(await money(client, 'again')).toMatchObject({ reason: 'old' })
  })

  it('of many requests at once is made once', async () => {
    const client = await kit.register()
    const got = await Promise.all(
      Array.from({ length: 30 }, (_, at) => plant(client, 'once', { fruit: 10 + (at % 3) })),
    )
    expect(new Set(got.filter(({ status }) => status === 200).map(({ json }) => json.tree_id)).size).toBe(1)
    expect(got.filter(({ status }) => status === 403)).toHaveLength(20)
  })
})

describe('a refusal', () => {
  it('by state says the product’s code and changes nothing', async () => {
    const client = await kit.register()
    await plant(client, 'storm')
    expect((await client.control('POST', '/trees/storm/storm')).status).toBe(200)
    const before = await money(client, 'storm')
    expect(await post(client, 'trees/storm/fell', { reason: 'x' })).toMatchObject({
      status: 400,
      json: { code: 'STORM' },
    })
    expect(await grow(client, 'storm')).toMatchObject({ status: 409 })
    expect(await money(client, 'storm')).toEqual(before)
    expect(await client.control('POST', '/trees/storm/stubborn')).toMatchObject({
      status: 409,
      json: { detail: '长不了' },
    })
  })

  it('in a later step undoes the earlier ones', async () => {
    const client = await kit.register()
    for (const no of ['one', 'two']) {
      await plant(client, no)
      await grow(client, no)
    }
    const lost = await post(client, 'moves', { move_no: 'm1', amount: 4, list: [{ no: 'one' }, { no: 'nobody' }] })
    expect(lost).toMatchObject({ status: 400, json: { code: 'LOST' } })
    for (const no of ['one', 'two'])
      expect((await money(client, no)).money).toEqual({ hanging: 10, picked: 0, outside: -10 })
    expect(await get(client, 'picks')).toMatchObject({ status: 405 })
    const moved = await post(client, 'moves', { move_no: 'm1', amount: 4, list: [{ no: 'one' }] })
    expect(moved).toMatchObject({ status: 200, json: { names: 'M-m1', count: 2 } })
    expect((await money(client, 'two')).money).toEqual({ hanging: 6, picked: 4, outside: -10 })
    expect(await money(client, 'one')).toMatchObject({ note: 'found' })
    // what a step has made is found like anything else
    expect(await pick(client, 'M-m1', 'one', 1)).toMatchObject({ json: { code: 'PICK_USED' } })
    expect(await post(client, 'moves', { move_no: 'm2', amount: 7, list: [] })).toMatchObject({
      json: { code: 'NONE_GROWN' },
    })
  })
})

describe('a list', () => {
  it('is filtered, in order, and paged as the parameters say', async () => {
    const client = await kit.register()
    await get(client, 'all-trees')
    for (const no of ['l1', 'l2', 'l3', 'l4']) await plant(client, no, { kind: no === 'l2' ? 'FIR' : 'ASH' })
    await post(client, 'trees/l1/fell', { reason: 'x' })
    const page = async (query: string) => (await get(client, `all-trees?${query}`)).json
    expect(await page('kind=ASH')).toMatchObject({ data: [{ no: 'l3', amount: 10 }, { no: 'l4' }], total: 2, sum: 20 })
    expect(await page('kind=ASH&offset=1&limit=1')).toMatchObject({ data: [{ no: 'l4' }], total: 2 })
    expect((await page('kind=ASH&offset=2')).data).toEqual([])
    expect((await post(client, 'trees/l4/delete', {})).status).toBe(204)
    expect(await page('kind=ASH')).toMatchObject({ data: [{ no: 'l3' }], total: 1 })
    expect(await get(client, 'trees/l4')).toMatchObject({ status: 404, json: { code: 'NO_TREE' } })
  })
})

describe('what falls due', () => {
  it('happens once, when its time has come', async () => {
    const client = await kit.register()
    await plant(client, 'due')
    await plant(client, 'grown')
    await grow(client, 'grown')
    const advance = (duration: string) => client.control('POST', '/clock', { advance: duration })
    await advance('PT23H')
    expect((await get(client, 'trees/due')).json.state).toBe('YOUNG')
    await advance('PT2H')
    expect((await get(client, 'trees/due')).json.state).toBe('FELLED')
    expect((await get(client, 'trees/grown')).json.state).toBe('GROWN')
    expect(await store.due(`due:${client.merchant.mchid}`, { until: Number.MAX_SAFE_INTEGER, limit: 9 })).toEqual([])
  })
})

describe('example objects', () => {
  it('are made when they are asked for, and used up by nothing', async () => {
    const client = await kit.register()
    const space = `objects:${client.merchant.mchid}:trees`
    expect(await store.size(space)).toBe(0)
    for (const at of [1, 2, 3]) expect(await pick(client, `p${at}`, 'A1', 8)).toMatchObject({ status: 200 })
    expect(await store.size(space)).toBe(1)
    for (const _ of [1, 2]) expect((await post(client, 'trees/A1/fell', { reason: 'old' })).status).toBe(204)
    expect((await post(client, 'trees/A1/delete', {})).status).toBe(204)
    expect((await get(client, 'trees/A1')).json).toMatchObject({ no: 'A1', fruit: 10 })
    expect((await get(client, 'trees/by-id/770001')).json).toMatchObject({ tree_id: '770001' })
    expect(await get(client, 'trees/A2')).toMatchObject({ status: 404 })
  })

  it('give way to what the merchant makes under their number', async () => {
    const client = await kit.register()
    expect((await get(client, 'trees/A1')).status).toBe(200)
    expect((await plant(client, 'A1', { fruit: 3 })).json).toMatchObject({ fruit: 3, state: 'YOUNG' })
    expect(await pick(client, 'young', 'A1')).toMatchObject({ json: { code: 'TOO_YOUNG' } })
  })
})

describe('money', () => {
  it('is never made or lost, whoever does what at the same time', async () => {
    const action = fc.record({
      who: fc.nat(1),
      tree: fc.constantFrom('t1', 't2'),
      what: fc.constantFrom('plant', 'grow', 'pick', 'pick', 'pick', 'move', 'move', 'fell'),
      amount: fc.integer({ min: 1, max: 6 }),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 1, maxLength: 25 }), async (actions) => {
        const clients = [await kit.register(), await kit.register()]
        let count = 0
        const act = ({ who, tree, what, amount }: (typeof actions)[number]) => {
          const client = clients[who] as Client
          count += 1
          if (what === 'plant') return plant(client, tree)
          if (what === 'grow') return grow(client, tree)
          if (what === 'pick') return pick(client, `p${count}`, tree, amount)
          if (what === 'fell') return post(client, `trees/${tree}/fell`, { reason: 'x' })
          return post(client, 'moves', { move_no: `m${count}`, amount, list: [] })
        }
        for (const client of clients) for (const no of ['t1', 't2']) await plant(client, no)
        for (const client of clients) await grow(client, 't1')
        // in threes at once
        for (let at = 0; at < actions.length; at += 3) await Promise.all(actions.slice(at, at + 3).map(act))
        for (const client of clients)
          for (const no of ['t1', 't2']) {
            const { hanging = 0, picked = 0, outside = 0 } = (await money(client, no)).money
            expect(hanging + picked + outside).toBe(0)
            expect([hanging >= 0, picked >= 0, -outside === 0 || -outside === 10]).toEqual([true, true, true])
          }
      }),
      { numRuns: 15 },
    )
  }, 60_000)

  it('of one tree is picked exactly as often as there is some, by many at once', async () => {
    const client = await kit.register()
    await plant(client, 'busy')
    await grow(client, 'busy')
    const got = await Promise.all(Array.from({ length: 40 }, (_, at) => pick(client, `b${at}`, 'busy', 3)))
    expect(got.filter(({ status }) => status === 200)).toHaveLength(3)
    expect(got.filter(({ json }) => json.code === 'NOT_ENOUGH')).toHaveLength(37)
    expect(await pick(client, 'rest', 'busy', 1)).toMatchObject({ json: { left: 0 } })
    expect(await money(client, 'busy')).toMatchObject({
      state: 'BARE',
      money: { hanging: 0, picked: 10, outside: -10 },
    })
  })
})
