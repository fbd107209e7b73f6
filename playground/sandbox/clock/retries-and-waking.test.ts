import { describe, expect, it } from 'vitest'
import { data, HOUR, MINUTE, no, noting, wait } from '../../../tests/sandbox/clock-kit.ts'
import { START } from '../../../tests/sandbox/notify-kit.ts'

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
