import { describe, expect, it } from 'vitest'
import { at, HOUR, MINUTE, noting, wait } from '../../../tests/sandbox/clock-kit.ts'
import { createNotifyKit, type Kit, START } from '../../../tests/sandbox/notify-kit.ts'

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
