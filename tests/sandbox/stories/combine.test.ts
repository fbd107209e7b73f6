import { describe, expect, it } from 'vitest'
import { useGateway } from '../../sdk/gateway.ts'
import { refusalOf } from './kit/refusal.ts'
import { NOTIFY, useStory } from './kit/story.ts'

const gateway = useGateway()
const story = useStory(gateway)
const fresh = (prefix?: string) => story.fresh(prefix)

function body(number: string, more: object = {}) {
  const { appid, mchid, sub_mchid, openid } = story.merchant
  const sub = (at: number, total_amount: number, rest: object = {}) => ({
    mchid,
    attach: `第 ${at} 单`,
    amount: { total_amount, currency: 'CNY' },
    out_trade_no: `${number}-${at}`,
    description: `课程 ${at}`,
    ...rest,
  })
  return {
    combine_appid: appid,
    combine_mchid: mchid,
    combine_out_trade_no: number,
    scene_info: { payer_client_ip: '127.0.0.1', device_id: '1', h5_info: { type: 'Wap' } },
    sub_orders: [sub(1, 100), sub(2, 30, { sub_mchid }), sub(3, 50, { settle_info: { profit_sharing: true } })],
    combine_payer_info: { openid },
    notify_url: NOTIFY,
    ...more,
  }
}

type Kind = 'jsapi' | 'app' | 'h5' | 'native'
const order = async (kind: Kind, number: string, more: object = {}) => {
  const { combine_payer_info, ...rest } = body(number, more)
  return (await story.wxpay.v3.combineTransactions[kind](kind === 'jsapi' ? { ...rest, combine_payer_info } : rest))
    .data
}
const query = async (combine_out_trade_no: string) =>
  (await story.wxpay.chain('v3/combine-transactions/out-trade-no/{combine_out_trade_no}').get({ combine_out_trade_no }))
    .data
const states = async (number: string) =>
  (await query(number)).sub_orders.map(({ trade_state }: { trade_state: string }) => trade_state)
const close = (number: string, parts: (number | string)[] = [1, 2, 3]) => {
  const { appid, mchid } = story.merchant
  return story.wxpay
    .chain('v3/combine-transactions/out-trade-no/{combine_out_trade_no}/close')
    .post(
      { combine_appid: appid, sub_orders: parts.map((at) => ({ mchid, out_trade_no: `${number}-${at}` })) },
      { combine_out_trade_no: number },
    )
}
const single = async (out_trade_no: string) =>
  (
    await story.wxpay
      .chain('v3/pay/transactions/out-trade-no/{out_trade_no}')
      .get({ out_trade_no, params: { mchid: story.merchant.mchid } })
  ).data

describe.each([
  ['jsapi', 'prepay_id', 'JSAPI'],
  ['app', 'prepay_id', 'APP'],
  ['h5', 'h5_url', 'MWEB'],
  ['native', 'code_url', 'NATIVE'],
] as const)('a combined order of %s', (kind, credential, trade_type) => {
  it('is paid as a whole, and its parts are orders of their own', async () => {
    const number = fresh()
    expect((await order(kind, number))[credential]).toEqual(expect.any(String))
    expect(await states(number)).toEqual(['NOTPAY', 'NOTPAY', 'NOTPAY'])
    expect((await story.try(`/transactions/${number}-1/pay`)).status).toBe(409)
    await story.control(`/combine-orders/${number}/pay`)
    const paid = await query(number)
    expect(paid).toMatchObject({
      combine_out_trade_no: number,
      combine_mchid: story.merchant.mchid,
      combine_payer_info: { openid: story.merchant.openid },
      sub_orders: [100, 30, 50].map((total_amount, at) => ({
        out_trade_no: `${number}-${at + 1}`,
        attach: `第 ${at + 1} 单`,
        trade_type,
        trade_state: 'SUCCESS',
        transaction_id: expect.stringMatching(/^4200\d{24}$/),
        amount: { total_amount, payer_amount: total_amount, currency: 'CNY' },
      })),
    })
    const notice = (await story.notified()).find(({ content }) => content?.combine_out_trade_no === number)
    expect(notice).toMatchObject({ event: 'TRANSACTION.SUCCESS', content: paid })
    expect(await single(`${number}-1`)).toMatchObject({
      trade_state: 'SUCCESS',
      transaction_id: paid.sub_orders[0].transaction_id,
      amount: { total: 100, payer_total: 100 },
    })
    const money = (await story.get(`/transactions/${number}-3`)).object.money
    expect(money).toMatchObject({ kept: 0, frozen: 50 })
    // one part is refunded by itself
    const amount = { refund: 40, total: 100, currency: 'CNY' }
    await story.wxpay.v3.refund.domestic.refunds.post({ out_trade_no: `${number}-1`, out_refund_no: number, amount })
    expect(await states(number)).toEqual(['REFUND', 'SUCCESS', 'SUCCESS'])
  })
})

describe('a combined order', () => {
  it('again gives a new credential, with other parts it is refused', async () => {
    const number = fresh()
    const first = await order('native', number)
    const second = await order('native', number)
    expect(second.code_url).not.toBe(first.code_url)
    const { sub_orders } = body(number)
    expect(await refusalOf(order('native', number, { sub_orders: sub_orders.slice(1) }))).toMatchObject({
      status: 403,
      code: 'OUT_TRADE_NO_USED',
    })
    await story.control(`/combine-orders/${number}/pay`)
    expect(await refusalOf(order('native', number))).toMatchObject({ code: 'ORDERPAID' })
  })

  it('with a number that is taken makes none of its parts', async () => {
    const [first, second] = [fresh(), fresh()]
    await order('native', first)
    const taken = body(first).sub_orders[0]
    const { sub_orders } = body(second)
    const clash = order('native', second, { sub_orders: [...sub_orders.slice(1), taken] })
    expect(await refusalOf(clash)).toMatchObject({ status: 403, code: 'OUT_TRADE_NO_USED' })
    expect(await refusalOf(query(second))).toMatchObject({ code: 'ORDER_NOT_EXIST' })
    expect(await refusalOf(single(`${second}-3`))).toMatchObject({ code: 'ORDER_NOT_EXIST' })
  })

  it('is closed with all its parts, and not when paid', async () => {
    const [closed, paid] = [fresh(), fresh()]
    await order('native', closed)
    expect((await close(closed)).status).toBe(204)
    expect((await close(closed)).status).toBe(204)
    expect(await states(closed)).toEqual(['CLOSED', 'CLOSED', 'CLOSED'])
    expect((await story.try(`/combine-orders/${closed}/pay`)).status).toBe(409)
    await order('native', paid)
    await story.control(`/combine-orders/${paid}/pay`)
    expect(await refusalOf(close(paid))).toMatchObject({ status: 400, code: 'ORDER_PAID' })
    expect(await states(paid)).toEqual(['SUCCESS', 'SUCCESS', 'SUCCESS'])
  })

  it('is not closed by naming some of its parts, or others', async () => {
    const number = fresh()
    await order('native', number)
    expect(await refusalOf(close(number, [1, 2]))).toMatchObject({ status: 400, code: 'PARAM_ERROR' })
    expect(await refusalOf(close(number, [1, 2, 3, 'x']))).toMatchObject({ status: 404, code: 'ORDER_NOT_EXIST' })
    expect(await states(number)).toEqual(['NOTPAY', 'NOTPAY', 'NOTPAY'])
    expect((await close(number, [3, 1, 2])).status).toBe(204)
  })

  it('expires with all its parts', async () => {
    const number = fresh()
    await order('native', number)
    await story.advance('P7DT1S')
    expect(await states(number)).toEqual(['CLOSED', 'CLOSED', 'CLOSED'])
  })

  it.each(['not_enough', 'cancel', 'fail'])('whose payer ends with %s is unpaid in every part', async (outcome) => {
    const number = fresh()
    await order('native', number)
    await story.control(`/combine-orders/${number}/pay`, { outcome })
    expect(await states(number)).toEqual(['NOTPAY', 'NOTPAY', 'NOTPAY'])
  })

  it('is paid once, however many pay at once', async () => {
    const number = fresh()
    await order('native', number)
    await Promise.all(Array.from({ length: 6 }, () => story.try(`/combine-orders/${number}/pay`)))
    const notices = (await story.notified()).filter(({ content }) => content?.combine_out_trade_no === number)
    expect(notices).toHaveLength(1)
    expect((await story.get(`/transactions/${number}-1`)).object.money).toMatchObject({ kept: 100 })
  })

  it('unknown is not found', async () => {
    expect(await refusalOf(query('no-such-one'))).toMatchObject({ status: 404, code: 'ORDER_NOT_EXIST' })
  })
})
