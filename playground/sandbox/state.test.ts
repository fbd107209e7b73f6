import { describe, expect, it } from 'vitest'
import { type Client, createKit } from '../../tests/sandbox/kit/index.ts'
import { order, query } from '../../tests/sandbox/kit/order.ts'

const kit = await createKit()

function refund(
  client: Client,
  out_refund_no: string,
  { out_trade_no, amount }: { out_trade_no: string; amount: number },
) {
  const body = { out_trade_no, out_refund_no, amount: { refund: amount, total: 100, currency: 'CNY' } }
  return client.send({ method: 'POST', url: '/v3/refund/domestic/refunds', body })
}

describe('the same number again', () => {
  it('with the same parameters gives a new code, with others is refused', async () => {
    const client = await kit.register()
    const first = await order(client, 'again-01')
    const second = await order(client, 'again-01')
    expect([first.status, second.status]).toEqual([200, 200])
    expect(second.json.code_url).not.toBe(first.json.code_url)
    expect(await order(client, 'again-01', { description: 'y' })).toMatchObject({
      status: 403,
      json: { code: 'OUT_TRADE_NO_USED' },
    })
  })

  it('paid or closed says so', async () => {
    const client = await kit.register()
    await order(client, 'paid-0001')
    expect(await client.control('POST', '/transactions/paid-0001/pay', { openid: 'oSomebody' })).toMatchObject({
      status: 200,
      json: { state: 'SUCCESS' },
    })
    expect((await query(client, 'paid-0001')).json).toMatchObject({ payer: { openid: 'oSomebody' } })
    expect(await order(client, 'paid-0001')).toMatchObject({
      status: 400,
      json: { code: 'ORDERPAID', message: '订单已支付' },
    })
    const url = '/v3/pay/transactions/out-trade-no/paid-0001/close'
    expect(await client.send({ method: 'POST', url, body: { mchid: client.merchant.mchid } })).toMatchObject({
      status: 400,
      json: { code: 'ORDER_PAID' },
    })
    // paid a second time nothing happens
    expect(await client.control('POST', '/transactions/paid-0001/pay')).toMatchObject({ json: { moved: false } })
  })

  it('of many requests at once creates one object, and other parameters lose', async () => {
    const client = await kit.register()
    const descriptions = Array.from({ length: 10 }, (_, at) => (at % 2 === 0 ? 'x' : 'y'))
    const got = await Promise.all(descriptions.map((description) => order(client, 'race-0001', { description })))
    const winner = (await query(client, 'race-0001')).status
    expect(winner).toBe(200)
    const accepted = new Set(got.flatMap(({ status }, at) => (status === 200 ? [descriptions[at]] : [])))
    expect(accepted.size).toBe(1)
    expect(got.filter(({ status }) => status === 403).length).toBe(5)
  })
})

describe('refunds', () => {
  it('never exceed what was paid, however many come at once', async () => {
    const client = await kit.register()
    await order(client, 'refunded-1')
    expect(await refund(client, 'r-early', { out_trade_no: 'refunded-1', amount: 1 })).toMatchObject({
      status: 400,
      json: { message: '订单未支付，不能退款' },
    })
    await client.control('POST', '/transactions/refunded-1/pay')
    const got = await Promise.all(
      Array.from({ length: 8 }, (_, at) => refund(client, `r-${at}`, { out_trade_no: 'refunded-1', amount: 30 })),
    )
    expect(got.filter(({ status }) => status === 200).length).toBe(3)
    expect(await refund(client, 'r-rest', { out_trade_no: 'refunded-1', amount: 10 })).toMatchObject({ status: 200 })
    expect(await refund(client, 'r-more', { out_trade_no: 'refunded-1', amount: 1 })).toMatchObject({
      status: 400,
      json: { message: '累计退款金额超过订单金额' },
    })
  })

  it('with the same number take nothing twice', async () => {
    const client = await kit.register()
    await order(client, 'refunded-2')
    await client.control('POST', '/transactions/refunded-2/pay')
    const got = await Promise.all(
      Array.from({ length: 6 }, () => refund(client, 'once', { out_trade_no: 'refunded-2', amount: 60 })),
    )
    expect(new Set(got.map(({ status }) => status))).toEqual(new Set([200]))
    expect(new Set(got.map(({ json }) => json.refund_id)).size).toBe(1)
    expect(await refund(client, 'once', { out_trade_no: 'refunded-2', amount: 50 })).toMatchObject({
      status: 400,
      json: { code: 'INVALID_REQUEST' },
    })
    expect(await refund(client, 'rest', { out_trade_no: 'refunded-2', amount: 40 })).toMatchObject({ status: 200 })
    await kit.sandbox.settled()
    const found = await client.send({ url: '/v3/refund/domestic/refunds/once' })
    expect(found.json).toMatchObject({ status: 'SUCCESS', amount: { refund: 60, payer_refund: 60 } })
  })

  it('of another total or an unknown order are refused', async () => {
    const client = await kit.register()
    await order(client, 'refunded-3', { amount: { total: 99 } })
    await client.control('POST', '/transactions/refunded-3/pay')
    expect(await refund(client, 'a', { out_trade_no: 'refunded-3', amount: 1 })).toMatchObject({
      status: 400,
      json: { code: 'PARAM_ERROR' },
    })
    expect(await refund(client, 'a', { out_trade_no: 'no-such-order', amount: 1 })).toMatchObject({
      status: 404,
      json: { code: 'RESOURCE_NOT_EXISTS' },
    })
  })
})

describe('what is kept', () => {
  it('is bounded: the oldest goes first', async () => {
    const small = await createKit({ limits: { objects: 15, merchants: 2, notifications: 2 } })
    const client = await small.register()
    for (let at = 0; at < 16; at++) expect((await order(client, `bounded-${at}`)).status).toBe(200)
    expect((await query(client, 'bounded-0')).json).toMatchObject({ code: 'ORDER_NOT_EXIST' })
    expect((await query(client, 'bounded-15')).status).toBe(200)
    for (const at of [13, 14, 15]) await client.control('POST', `/transactions/bounded-${at}/pay`)
    expect((await client.control('GET', '/notifications')).json.data).toHaveLength(2)
    await small.register()
    await small.register()
    expect(await query(client, 'bounded-15')).toMatchObject({ status: 401, json: { message: '商户未申请过证书。' } })
  })
})
