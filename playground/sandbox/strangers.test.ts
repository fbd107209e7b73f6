import { describe, expect, it } from 'vitest'
import { kitWith, live } from '../../tests/sandbox/kit/lived.ts'
import { order, query } from '../../tests/sandbox/kit/order.ts'

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
        expect((await query(thief, number, named)).status).toBeGreaterThanOrEqual(400)
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
    expect((await query(thief, 'lived-0001')).json).toMatchObject({ trade_state: 'NOTPAY' })
    expect((await query(victim, 'lived-0001')).json).toMatchObject({ trade_state: 'REFUND' })
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
