import { describe, expect, it } from 'vitest'
import { useGateway } from '../../sdk/gateway.ts'
import { refusalOf } from './kit/refusal.ts'
import { NOTIFY, renew, useStory } from './kit/story.ts'

const gateway = useGateway()
const story = useStory(gateway)
const fresh = (prefix?: string) => story.fresh(prefix)

async function paid(total = 100, { account, more = {} }: { account?: string; more?: object } = {}): Promise<string> {
  const { appid, mchid } = story.merchant
  const out_trade_no = fresh()
  await story.wxpay.v3.pay.transactions.native({
    appid,
    mchid,
    description: '瑜伽课',
    out_trade_no,
    notify_url: NOTIFY,
    amount: { total },
    ...more,
  })
  await story.control(`/transactions/${out_trade_no}/pay`, { ...(account !== undefined && { account }) })
  return out_trade_no
}

interface Asked {
  refund: number
  total?: number
  number?: string
  more?: object
}

const refund = async (out_trade_no: string, { refund, total = 100, number = fresh(), more = {} }: Asked) =>
  (
    await story.wxpay.v3.refund.domestic.refunds.post({
      out_trade_no,
      out_refund_no: number,
      notify_url: NOTIFY,
      amount: { refund, total, currency: 'CNY' },
      ...more,
    })
  ).data
const query = async (out_refund_no: string) =>
  (await story.wxpay.chain('v3/refund/domestic/refunds/{out_refund_no}').get({ out_refund_no })).data
const settled = () => gateway.sandbox.settled()
const moneyOf = async (out_trade_no: string) => (await story.get(`/transactions/${out_trade_no}`)).object.money
const noticesOf = async (number: string) =>
  (await story.notified()).filter(({ content }) => content?.out_refund_no === number)
const cure = (refund_id: string, body: object) =>
  story.wxpay.chain('v3/refund/domestic/refunds/{refund_id}/apply-abnormal-refund').post(body, { refund_id })

describe('a refund', () => {
  it('of a part is accepted, arrives, is notified and found', async () => {
    const out_trade_no = await paid()
    const number = fresh()
    const asked = await refund(out_trade_no, { refund: 30, number, more: { reason: '退货' } })
    expect(asked).toMatchObject({
      out_refund_no: number,
      out_trade_no,
      status: 'PROCESSING',
      channel: 'ORIGINAL',
      user_received_account: '支付用户零钱',
      amount: { total: 100, refund: 30, payer_total: 100, payer_refund: 30, currency: 'CNY' },
    })
    await settled()
    const done = await query(number)
    expect(done).toEqual({ ...asked, status: 'SUCCESS', success_time: expect.any(String) })
    expect(await noticesOf(number)).toMatchObject([
      {
        event: 'REFUND.SUCCESS',
        content: {
          mchid: story.merchant.mchid,
          out_trade_no,
          out_refund_no: number,
          refund_id: asked.refund_id,
          refund_status: 'SUCCESS',
          success_time: done.success_time,
          user_received_account: '支付用户零钱',
          amount: { total: 100, refund: 30, payer_total: 100, payer_refund: 30 },
        },
      },
    ])
    expect(await moneyOf(out_trade_no)).toMatchObject({ kept: 70, refunded: 30 })
  })

  it('of several parts ends at what was paid', async () => {
    const out_trade_no = await paid()
    for (const part of [50, 30, 20]) await refund(out_trade_no, { refund: part })
    expect(await refusalOf(refund(out_trade_no, { refund: 1 }))).toEqual({
      status: 400,
      code: 'INVALID_REQUEST',
      message: '累计退款金额超过订单金额',
    })
    expect(await moneyOf(out_trade_no)).toMatchObject({ kept: 0, refunded: 100 })
  })

  it('again with the same number is the same; with other parameters it is refused', async () => {
    const out_trade_no = await paid()
    const number = fresh()
    const first = await refund(out_trade_no, { refund: 60, number })
    await settled()
    const again = await refund(out_trade_no, { refund: 60, number })
    expect(again).toMatchObject({ refund_id: first.refund_id, status: 'SUCCESS' })
    expect(await refusalOf(refund(out_trade_no, { refund: 40, number }))).toMatchObject({
      status: 400,
      code: 'INVALID_REQUEST',
    })
    expect(await moneyOf(out_trade_no)).toMatchObject({ kept: 40, refunded: 60 })
    expect(await noticesOf(number)).toHaveLength(1)
  })

  it('comes at most fifty times', async () => {
    const out_trade_no = await paid(60)
    for (let at = 0; at < 50; at++) await refund(out_trade_no, { refund: 1, total: 60 })
    expect(await refusalOf(refund(out_trade_no, { refund: 1, total: 60 }))).toMatchObject({
      code: 'INVALID_REQUEST',
      message: '一笔订单最多退款 50 次',
    })
    expect(await moneyOf(out_trade_no)).toMatchObject({ kept: 10, refunded: 50 })
  })

  it('is refused for what is unpaid, unknown, or of another amount', async () => {
    const { appid, mchid } = story.merchant
    const unpaid = fresh()
    const order = { appid, mchid, description: 'x', out_trade_no: unpaid, notify_url: NOTIFY, amount: { total: 100 } }
    await story.wxpay.v3.pay.transactions.native(order)
    expect(await refusalOf(refund(unpaid, { refund: 1 }))).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(await refusalOf(refund('no-such-order', { refund: 1 }))).toMatchObject({
      status: 404,
      code: 'RESOURCE_NOT_EXISTS',
    })
    // neither number: that is no order that is not there
    expect(await refusalOf(refund('', { refund: 1, more: { out_trade_no: undefined } }))).toMatchObject({
      status: 400,
      code: 'PARAM_ERROR',
    })
    expect(await refusalOf(refund(await paid(), { refund: 1, total: 99 }))).toMatchObject({ code: 'PARAM_ERROR' })
    expect(await refusalOf(query('no-such-refund'))).toMatchObject({ status: 404, code: 'RESOURCE_NOT_EXISTS' })
  })

  it('is possible for a year', async () => {
    await renew(story)
    const out_trade_no = await paid()
    await story.advance('P364D')
    await refund(out_trade_no, { refund: 1 })
    await story.advance('P2D')
    expect(await refusalOf(refund(out_trade_no, { refund: 1 }))).toMatchObject({
      code: 'INVALID_REQUEST',
      message: '订单付款已超过一年，不能退款',
    })
  })

  it('takes nothing twice, however many come at once', async () => {
    const out_trade_no = await paid()
    const number = fresh()
    const same = await Promise.all(Array.from({ length: 6 }, () => refund(out_trade_no, { refund: 30, number })))
    expect(new Set(same.map(({ refund_id }) => refund_id)).size).toBe(1)
    const many = await Promise.allSettled(Array.from({ length: 6 }, () => refund(out_trade_no, { refund: 30 })))
    expect(many.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    expect(await moneyOf(out_trade_no)).toMatchObject({ kept: 10, refunded: 90 })
  })

  it('of money that waits to be shared comes from there', async () => {
    const out_trade_no = await paid(100, { more: { settle_info: { profit_sharing: true } } })
    expect(await moneyOf(out_trade_no)).toMatchObject({ kept: 0, frozen: 100 })
    await refund(out_trade_no, { refund: 25 })
    expect(await moneyOf(out_trade_no)).toMatchObject({ kept: 0, frozen: 75, refunded: 25 })
    await story.advance('P31D')
    expect(await moneyOf(out_trade_no)).toMatchObject({ kept: 75, frozen: 0, refunded: 25 })
  })
})

describe("the payer's account", () => {
  it('at a bank takes three days', async () => {
    const out_trade_no = await paid(100, { account: 'bank' })
    const number = fresh()
    expect(await refund(out_trade_no, { refund: 100, number })).toMatchObject({
      user_received_account: '工商银行借记卡0403',
    })
    await story.advance('P2DT23H')
    expect(await query(number)).toMatchObject({ status: 'PROCESSING' })
    await story.advance('PT2H')
    expect(await query(number)).toMatchObject({ status: 'SUCCESS' })
    expect(await noticesOf(number)).toMatchObject([{ event: 'REFUND.SUCCESS' }])
  })

  it('that is closed makes the refund abnormal, which another card cures', async () => {
    const out_trade_no = await paid()
    await story.control(`/transactions/${out_trade_no}/account`, { account: 'closed_card' })
    const number = fresh()
    const { refund_id } = await refund(out_trade_no, { refund: 40, number })
    await settled()
    expect(await query(number)).toMatchObject({ status: 'ABNORMAL' })
    expect(await noticesOf(number)).toMatchObject([
      { event: 'REFUND.ABNORMAL', content: { refund_status: 'ABNORMAL', refund_id } },
    ])
    const toCard = { out_refund_no: number, type: 'USER_BANK_CARD' }
    expect(await refusalOf(cure(refund_id, toCard))).toMatchObject({ status: 400, code: 'PARAM_ERROR' })
    const wrong = { out_refund_no: number, type: 'MERCHANT_BANK_CARD' }
    expect(await refusalOf(cure('50000000000000000000000000000', wrong))).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(await query(number)).toMatchObject({ status: 'ABNORMAL' })
    const cured = await cure(refund_id, { out_refund_no: number, type: 'MERCHANT_BANK_CARD' })
    expect(cured.data).toMatchObject({ out_refund_no: number, status: 'PROCESSING' })
    await settled()
    expect(await query(number)).toMatchObject({ status: 'SUCCESS', user_received_account: '商户结算银行账户' })
    expect((await noticesOf(number)).map(({ event }) => event)).toEqual(['REFUND.ABNORMAL', 'REFUND.SUCCESS'])
    expect(await refusalOf(cure(refund_id, wrong))).toMatchObject({ code: 'INVALID_REQUEST' })
  })

  it('that is gone refuses the refund', async () => {
    const out_trade_no = await paid()
    await story.control(`/transactions/${out_trade_no}/account`, { account: 'gone' })
    const number = fresh()
    expect(await refusalOf(refund(out_trade_no, { refund: 40, number }))).toMatchObject({
      status: 403,
      code: 'USER_ACCOUNT_ABNORMAL',
    })
    expect(await refusalOf(query(number))).toMatchObject({ code: 'RESOURCE_NOT_EXISTS' })
    expect(await moneyOf(out_trade_no)).toMatchObject({ kept: 100 })
  })

  it('can make a refund fail, and the money is back', async () => {
    const out_trade_no = await paid(100, { account: 'bank' })
    const number = fresh()
    await refund(out_trade_no, { refund: 40, number })
    await story.control(`/refunds/${number}/close`)
    expect(await query(number)).toMatchObject({ status: 'CLOSED' })
    expect(await noticesOf(number)).toMatchObject([{ event: 'REFUND.CLOSED', content: { refund_status: 'CLOSED' } }])
    expect(await moneyOf(out_trade_no)).toMatchObject({ kept: 100, refunded: 0 })
    expect((await story.try(`/refunds/${number}/succeed`)).status).toBe(409)
    await refund(out_trade_no, { refund: 100 })
    expect(await moneyOf(out_trade_no)).toMatchObject({ kept: 0, refunded: 100 })
  })
})

describe('a partner', () => {
  it('refunds the order of a sub-merchant', async () => {
    const { appid: sp_appid, mchid: sp_mchid, sub_mchid } = story.merchant
    const out_trade_no = fresh()
    await story.wxpay.v3.pay.partner.transactions.native({
      sp_appid,
      sp_mchid,
      sub_mchid,
      description: 'x',
      out_trade_no,
      notify_url: NOTIFY,
      amount: { total: 100 },
    })
    await story.control(`/transactions/${out_trade_no}/pay`, { sub_mchid })
    expect(await refusalOf(refund(out_trade_no, { refund: 10 }))).toMatchObject({ code: 'RESOURCE_NOT_EXISTS' })
    const number = fresh()
    await refund(out_trade_no, { refund: 10, number, more: { sub_mchid } })
    await settled()
    const params = { sub_mchid }
    const found = story.wxpay.chain('v3/refund/domestic/refunds/{out_refund_no}').get({ out_refund_no: number, params })
    expect((await found).data).toMatchObject({ status: 'SUCCESS', out_trade_no })
    expect(await noticesOf(number)).toMatchObject([{ content: { sp_mchid, sub_mchid, refund_status: 'SUCCESS' } }])
  })
})
