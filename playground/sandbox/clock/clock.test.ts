import { describe, expect, it } from 'vitest'
import { createNotifyKit, type Kit, type KitOptions, START } from '../../../tests/sandbox/notify-kit.ts'
import type { DueItem } from './index.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const data = { number: 'N1', notify_url: 'http://127.0.0.1:9/notify' }
const no = async (): Promise<Response> => new Response('no', { status: 500 })
const at = (after: number): string => `2026-06-08T${String(10 + Math.floor(after / HOUR)).padStart(2, '0')}:34:56+08:00`

/** Puts an item into the merchant's queue, as the rules do when they save an object. */
async function wait(kit: Kit, after: number, key: string): Promise<void> {
  const { mchid } = kit.merchant.record
  const value = { resource: 'orders', key, transition: 'expire' }
  await kit.store.put(`due:${mchid}`, `orders ${key}`, { value, score: START + after })
}

/** A kit whose items are noted when they run, and gone as their own commit takes them along. */
async function noting(options: KitOptions & { after?: (kit: Kit, item: DueItem) => Promise<void> } = {}) {
  const ran: [key: string, at: number][] = []
  const kit: Kit = await createNotifyKit({
    ...options,
    async run({ record }, item) {
      const space = `due:${record.mchid}`
      const entry = await kit.store.get(space, item.dueKey)
      if (!entry || !(await kit.store.commit([{ space, key: item.dueKey, expected: entry.version }]))) return undefined
      ran.push([item.key, item.at - START])
      await options.after?.(kit, item)
      return { from: 'NOTPAY', to: 'CLOSED' }
    },
  })
  return { kit, ran }
}

describe('business time', () => {
  it('is the wall clock until it is moved, each merchant its own', async () => {
    const { kit } = await noting()
    const other = await createNotifyKit({ store: kit.store })
    await kit.clock.advance(kit.merchant, (now) => now + 2 * HOUR)
    kit.pass(5)
    expect(await kit.clock.now(kit.merchant.record.mchid)).toBe(START + 2 * HOUR + 5)
    expect(await kit.clock.now(other.merchant.record.mchid)).toBe(START + 5)
  })

  it('only goes forward', async () => {
    const { kit } = await noting()
    const { mchid } = kit.merchant.record
    await kit.clock.advance(kit.merchant, () => START + HOUR)
    expect(await kit.clock.advance(kit.merchant, () => START + HOUR - 1)).toBeUndefined()
    expect(await kit.clock.now(mchid)).toBe(START + HOUR)
  })

  it('adds up when several move it at once', async () => {
    const { kit } = await noting()
    await Promise.all(Array.from({ length: 8 }, () => kit.clock.advance(kit.merchant, (now) => now + MINUTE)))
    expect(await kit.clock.offset(kit.merchant.record.mchid)).toBe(8 * MINUTE)
  })
})

describe('what falls due', () => {
  it('happens in order of time, once, each as of its own time', async () => {
    const { kit, ran } = await noting()
    for (const [after, key] of [
      [3 * HOUR, 'later'],
      [HOUR, 'first'],
      [2 * HOUR, 'second'],
      [2 * HOUR, 'third'],
    ] as const)
      await wait(kit, after, key)
    const done = await kit.clock.advance(kit.merchant, (now) => now + 2 * HOUR)
    expect(ran).toEqual([
      ['first', HOUR],
      ['second', 2 * HOUR],
      ['third', 2 * HOUR],
    ])
    expect(done?.more).toBe(false)
    expect(done?.happened[0]).toEqual({
      at: at(HOUR),
      resource: 'orders',
      key: 'first',
      transition: 'expire',
      from: 'NOTPAY',
      to: 'CLOSED',
    })
    await kit.clock.settle(kit.merchant)
    expect(ran).toHaveLength(3)
    expect(await kit.clock.upcoming(kit.merchant.record.mchid, 9)).toEqual([
      { at: at(3 * HOUR), resource: 'orders', key: 'later', transition: 'expire' },
    ])
  })

  it('happens before the next request when the wall clock has passed it', async () => {
    const { kit, ran } = await noting()
    await wait(kit, MINUTE, 'a')
    await kit.clock.settle(kit.merchant)
    expect(ran).toEqual([])
    kit.pass(HOUR)
    await kit.clock.settle(kit.merchant)
    expect(ran).toEqual([['a', MINUTE]])
  })

  it('may make other things due, which take their place in the order', async () => {
    const { kit, ran } = await noting({
      async after(kit, { key }) {
        if (key === 'a') await wait(kit, 90 * MINUTE, 'made by a')
      },
    })
    await wait(kit, HOUR, 'a')
    await wait(kit, 2 * HOUR, 'b')
    await kit.clock.advance(kit.merchant, (now) => now + 3 * HOUR)
    expect(ran.map(([key]) => key)).toEqual(['a', 'made by a', 'b'])
  })

  it('is given up where it fails, and the rest goes on', async () => {
    const { kit, ran } = await noting({
      async after(_, { key }) {
        if (key === 'broken') throw new Error('broken')
      },
    })
    const bad: Kit = await createNotifyKit({
      store: kit.store,
      of: kit,
      run: () => Promise.reject(new Error('broken')),
    })
    await wait(kit, MINUTE, 'broken')
    kit.pass(HOUR)
    bad.pass(HOUR)
    expect(await bad.clock.settle(bad.merchant)).toMatchObject([{ key: 'broken', error: expect.any(String) }])
    await wait(kit, MINUTE, 'good')
    await kit.clock.settle(kit.merchant)
    expect(ran).toEqual([['good', MINUTE]])
  })

  it('is not met again where nothing came of it', async () => {
    let asked = 0
    const kit: Kit = await createNotifyKit({
      async run() {
        asked++
        return undefined
      },
    })
    await wait(kit, 0, 'a')
    expect(await kit.clock.settle(kit.merchant)).toEqual([])
    await kit.clock.settle(kit.merchant)
    expect(asked).toBe(1)
  })

  it('happens once for several processes at once', async () => {
    const { kit, ran } = await noting()
    const second = await noting({ store: kit.store, of: kit })
    for (let n = 0; n < 10; n++) await wait(kit, n, `k${n}`)
    kit.pass(HOUR)
    second.kit.pass(HOUR)
    await Promise.all([kit, second.kit, kit].map((one) => one.clock.settle(one.merchant)))
    const all = [...ran, ...second.ran].sort((a, b) => a[1] - b[1])
    expect(all.map(([key]) => key)).toEqual(Array.from({ length: 10 }, (_, n) => `k${n}`))
  })
})

describe('notifications in business time', () => {
  it('are tried again between the transitions that fall due', async () => {
    const order: string[] = []
    const { kit } = await noting({
      async deliver() {
        order.push('attempt')
        return no()
      },
      async after(_, { key }) {
        order.push(key)
      },
    })
    const { sent } = await kit.send({ data }, { webhook: 'v3/PAID' })
    await sent
    await wait(kit, 20_000, 'after the second attempt')
    const done = await kit.clock.advance(kit.merchant, (now) => now + MINUTE)
    expect(order).toEqual(['attempt', 'attempt', 'after the second attempt', 'attempt', 'attempt'])
    expect(done?.happened.map(({ at, acknowledged }) => [at, acknowledged])).toEqual([
      ['2026-06-08T10:35:11+08:00', false],
      ['2026-06-08T10:35:16+08:00', undefined],
      ['2026-06-08T10:35:26+08:00', false],
      ['2026-06-08T10:35:56+08:00', false],
    ])
  })

  it('are all sent within a day, and then no more', async () => {
    const { kit } = await noting({ deliver: no })
    const { id, sent } = await kit.send({ data }, { webhook: 'v3/PAID' })
    await sent
    await kit.clock.advance(kit.merchant, (now) => now + 25 * HOUR)
    const entry = await kit.notifications.find(kit.merchant.record.mchid, id)
    expect(entry?.attempts).toHaveLength(16)
    expect(entry?.attempts.at(-1)?.at).toBe('2026-06-09T10:38:56+08:00')
  })
})

describe('waking', () => {
  it('settles the merchants whose time has come, and only those', async () => {
    const { kit, ran } = await noting()
    await wait(kit, HOUR, 'a')
    await wait(kit, 3 * HOUR, 'b')
    await kit.clock.arm(kit.merchant.record.mchid)
    await kit.clock.wake()
    expect(ran).toEqual([])
    kit.pass(HOUR)
    await kit.clock.wake()
    expect(ran.map(([key]) => key)).toEqual(['a'])
    kit.pass(2 * HOUR)
    await kit.clock.wake()
    expect(ran.map(([key]) => key)).toEqual(['a', 'b'])
    expect(await kit.store.size('wakes')).toBe(0)
  })

  it('comes earlier for a merchant whose clock was moved', async () => {
    const { kit, ran } = await noting()
    await wait(kit, 3 * HOUR, 'a')
    await kit.clock.advance(kit.merchant, (now) => now + 2 * HOUR)
    kit.pass(HOUR)
    await kit.clock.wake()
    expect(ran).toEqual([['a', 3 * HOUR]])
  })

  it('sends what is to be sent again', async () => {
    let asked = 0
    const { kit } = await noting({
      async deliver() {
        asked++
        return no()
      },
    })
    await (await kit.send({ data }, { webhook: 'v3/PAID' })).sent
    for (let n = 0; n < 3; n++) {
      kit.pass(15_000)
      await kit.clock.wake()
      await kit.settled()
    }
    expect(asked).toBe(3)
  })

  it('forgets merchants that are gone', async () => {
    const { kit } = await noting()
    await wait(kit, 0, 'a')
    const { mchid } = kit.merchant.record
    await kit.clock.arm(mchid)
    await kit.store.remove('merchants', mchid)
    await kit.clock.wake()
    expect(await kit.store.size('wakes')).toBe(0)
  })

  it('is asked for by the latest state, however many ask at once', async () => {
    const { kit } = await noting()
    const { mchid } = kit.merchant.record
    await Promise.all(
      [5, 3, 9, 1, 7].map(async (hours) => {
        await wait(kit, hours * HOUR, `k${hours}`)
        await kit.clock.arm(mchid)
      }),
    )
    expect((await kit.store.due('wakes', { until: START + HOUR, limit: 9 })).map(({ score }) => score)).toEqual([
      START + HOUR,
    ])
  })
})
