import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { NOTIFY, renew, useStory } from '../kit/story.ts'
import { refundsOf } from './refunds.ts'

const story = useStory(useGateway())
const { fresh, paid, refund, query, settled, moneyOf, noticesOf } = refundsOf(story)

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
