import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { NOTIFY, useStory } from '../kit/story.ts'
import { refundsOf } from './refunds.ts'

const story = useStory(useGateway())
const { fresh, paid, refund, query, settled, moneyOf, noticesOf, cure } = refundsOf(story)

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
