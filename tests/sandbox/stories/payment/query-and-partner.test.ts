import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { createStory, useStory } from '../kit/story.ts'
import { ordersOf } from './orders.ts'

const gateway = useGateway()
const story = useStory(gateway)
const { fresh, order, partnerBody, byNumber, stateOf } = ordersOf(story)

describe('a query', () => {
  it('of another merchant, of an unknown number, or of a sub-merchant sees nothing', async () => {
    const out_trade_no = fresh()
    await order('native', out_trade_no)
    const other = await createStory(gateway)
    const url = story.wxpay.chain('v3/pay/transactions/out-trade-no/{out_trade_no}')
    expect(await refusalOf(url.get({ out_trade_no, params: { mchid: other.merchant.mchid } }))).toMatchObject({
      status: 400,
    })
    expect(await refusalOf(byNumber('no-such-number'))).toEqual({
      status: 404,
      code: 'ORDER_NOT_EXIST',
      message: '订单不存在',
    })
    const { mchid: sp_mchid, sub_mchid } = story.merchant
    const asPartner = story.wxpay.chain('v3/pay/partner/transactions/out-trade-no/{out_trade_no}')
    const query = asPartner.get({ out_trade_no, params: { sp_mchid, sub_mchid } })
    expect(await refusalOf(query)).toMatchObject({ status: 404, code: 'ORDER_NOT_EXIST' })
  })
})

describe('a partner', () => {
  it('orders for a sub-merchant, is notified in its own fields, and shares no numbers with itself', async () => {
    const out_trade_no = fresh()
    const { mchid: sp_mchid, sub_mchid, appid: sp_appid, openid } = story.merchant
    await order('native', out_trade_no, { amount: { total: 5 } })
    await story.wxpay.v3.pay.partner.transactions.jsapi(partnerBody(out_trade_no))
    const url = 'v3/pay/partner/transactions/out-trade-no/{out_trade_no}'
    const query = async () => (await story.wxpay.chain(url).get({ out_trade_no, params: { sp_mchid, sub_mchid } })).data
    expect(await query()).toMatchObject({
      sp_mchid,
      sub_mchid,
      sp_appid,
      trade_state: 'NOTPAY',
      amount: { total: 100 },
    })
    await story.control(`/transactions/${out_trade_no}/pay`, { sub_mchid })
    const paid = await query()
    expect(paid).toMatchObject({ trade_state: 'SUCCESS', trade_type: 'JSAPI', payer: { sp_openid: openid } })
    expect(paid.amount).toMatchObject({ total: 100, payer_total: 100, payer_currency: 'CNY' })
    expect(paid).not.toHaveProperty('mchid')
    const notice = (await story.notified()).find(({ content }) => content?.sub_mchid === sub_mchid)
    expect(notice).toMatchObject({ event: 'TRANSACTION.SUCCESS', content: paid })
    expect(await stateOf(out_trade_no)).toBe('NOTPAY')
    const closing = story.wxpay.chain(`${url}/close`).post({ sp_mchid, sub_mchid }, { out_trade_no })
    expect(await refusalOf(closing)).toMatchObject({ status: 400, code: 'ORDER_PAID' })
  })
})
