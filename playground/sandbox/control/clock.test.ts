import { beforeAll, describe, expect, it } from 'vitest'
import { type Client, createKit, type Kit } from '../../../tests/sandbox/kit/index.ts'
import type { ClockAnswer, ClockEvent, NotificationEntry } from '../../protocol/gateway/index.ts'

let kit: Kit
beforeAll(async () => {
  kit = await createKit({ deliver: async () => new Response('no', { status: 500 }) })
})

const seconds = (text: unknown): number => Date.parse(String(text)) / 1000

async function paid(client: Client, out_trade_no: string): Promise<void> {
  const { appid, mchid } = client.merchant
  const amount = { total: 1, currency: 'CNY' }
  const body = { appid, mchid, description: 'x', out_trade_no, notify_url: 'http://127.0.0.1:9/n', amount }
  expect((await client.send({ method: 'POST', url: '/v3/pay/transactions/native', body })).status).toBe(200)
  await client.control('POST', `/transactions/${out_trade_no}/pay`)
  await kit.sandbox.settled()
}

describe('the clock', () => {
  it('tells business time and real time', async () => {
    const client = await kit.register()
    const { status, json } = await client.control('GET', '/clock')
    expect(status).toBe(200)
    expect(json).toMatchObject({ now: json.wall, offset_seconds: 0, next: [] })
  })

  it('is moved by a duration and to a time, and tells what happened and what is next', async () => {
    const client = await kit.register()
    await paid(client, 'clock-0001')
    const { status, json } = await client.control('POST', '/clock', { advance: 'PT1M' })
    expect(status).toBe(200)
    expect(seconds(json.now) - seconds(json.wall)).toBeGreaterThanOrEqual(59)
    expect(json).toMatchObject({ offset_seconds: 60, more: false })
    const happened = json.happened as unknown as ClockEvent[]
    expect(happened.filter(({ notification }) => notification)).toMatchObject(Array(3).fill({ acknowledged: false }))
    expect((json as unknown as ClockAnswer).next).toContainEqual(
      expect.objectContaining({ notification: happened.find(({ notification }) => notification)?.notification }),
    )
    const at = new Date(Date.now() + 3_600_000).toISOString()
    const later = await client.control('POST', '/clock', { at })
    expect(Math.abs(seconds(later.json.now) - seconds(at))).toBeLessThanOrEqual(1)
  })

  it.each([
    [{}, 400, 'BODY_INVALID'],
    [{ advance: 5 }, 400, 'BODY_INVALID'],
    [{ advance: 'PT1H', at: '2026-01-01T00:00:00Z' }, 400, 'BODY_INVALID'],
    [{ advance: '1h' }, 400, 'DURATION_INVALID'],
    [{ advance: '-PT1H' }, 400, 'DURATION_INVALID'],
    [{ at: '2026-01-01' }, 400, 'TIME_INVALID'],
    [{ at: '2001-01-01T00:00:00Z' }, 409, 'CLOCK_BACKWARDS'],
    [{ advance: 'P11Y' }, 400, 'TIME_TOO_FAR'],
    [{ at: '9999-12-31T00:00:00Z' }, 400, 'TIME_TOO_FAR'],
  ])('refuses %j', async (body, status, code) => {
    const client = await kit.register()
    expect(await client.control('POST', '/clock', body as never)).toMatchObject({ status, json: { code } })
    expect((await client.control('GET', '/clock')).json.offset_seconds).toBe(0)
  })

  it('leaves requests, answers and signatures on the wall clock', async () => {
    const client = await kit.register()
    await client.control('POST', '/clock', { advance: 'P30D' })
    const got = await client.send({ url: '/v3/certificates' })
    expect(got).toMatchObject({ status: 200, verdict: { ok: true } })
    expect(Math.abs(Number(got.headers.get('Wechatpay-Timestamp')) - Date.now() / 1000)).toBeLessThan(60)
  })
})

describe('a server that is only woken', () => {
  it('sends again what was not acknowledged, without any request', async () => {
    let wall = Date.now()
    let asked = 0
    const own = await createKit({
      now: () => wall,
      async deliver() {
        asked++
        return new Response('no', { status: 500 })
      },
    })
    await paid(await own.register(), 'woken-1')
    await own.sandbox.settled()
    for (const seconds of [15, 15, 30, 180]) {
      wall += seconds * 1000
      await own.sandbox.wake()
      await own.sandbox.settled()
    }
    expect(asked).toBe(5)
  })
})

describe('notifications by control calls', () => {
  it('are listed page by page, found and replayed', async () => {
    const client = await kit.register()
    for (const number of ['listed-1', 'listed-2', 'listed-3']) await paid(client, number)
    const page = async (query: string) =>
      (await client.control('GET', `/notifications${query}`)).json.data as unknown as NotificationEntry[]
    const all = await page('')
    expect(all.map(({ plaintext }) => JSON.parse(plaintext).out_trade_no)).toEqual(['listed-3', 'listed-2', 'listed-1'])
    const [first] = await page('?limit=1')
    expect((await page(`?limit=1&after=${first?.id}`)).map(({ id }) => id)).toEqual([all[1]?.id])
    expect((await client.control('GET', `/notifications/${first?.id}`)).json).toMatchObject({
      id: first?.id,
      status: 'failed',
      next_attempt: expect.any(String),
      attempts: [{ status: 500 }],
    })
    const replayed = await client.control('POST', `/notifications/${first?.id}/replay`)
    expect(replayed.json).toMatchObject({ attempts: [{}, { status: 500, replay: true }] })
    const probed = await client.control('POST', `/notifications/${first?.id}/replay`, { signtest: true })
    expect(probed.json).toMatchObject({ attempts: [{}, {}, { status: 500, probe: true }] })
  })

  it('can be preceded by probes', async () => {
    const client = await kit.register()
    expect((await client.control('GET', '/notifications/settings')).json).toEqual({ signtest: false })
    expect((await client.control('PUT', '/notifications/settings', { signtest: true })).json).toEqual({
      signtest: true,
    })
    await paid(client, 'probed-1')
    const { json } = await client.control('GET', '/notifications')
    expect(json.data).toMatchObject([{ attempts: [{ probe: true, status: 500 }, { status: 500 }] }])
  })

  it.each([
    ['GET', '/notifications?limit=x', undefined, 400],
    ['GET', '/notifications/none', undefined, 404],
    ['POST', '/notifications/none/replay', undefined, 404],
    ['POST', '/notifications/none/replay', { often: 3 }, 400],
    ['PUT', '/notifications/settings', { signtest: 'yes' }, 400],
  ])('%s %s is refused', async (method, path, body, status) => {
    const client = await kit.register()
    expect((await client.control(method, path, body as never)).status).toBe(status)
  })
})
