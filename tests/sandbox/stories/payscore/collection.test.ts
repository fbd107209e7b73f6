import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { createStory, MODES, NOTIFY } from '../kit/story.ts'
import { ordersOf, service_id } from './service-orders.ts'

const gateway = useGateway()

describe('the money of a service order', () => {
  it('is completed only after the confirmation, with amounts that add up', async () => {
    const story = await createStory(gateway)
    const orders = ordersOf(story, 'merchant')
    await orders.create('sums-1')
    const before = await orders.query('sums-1')
    const refused = async (call: Promise<unknown>, code = 'INVALID_REQUEST') => {
      expect(await refusalOf(call)).toMatchObject({ status: 400, code })
      return orders.query('sums-1')
    }
    expect(await refused(orders.complete('sums-1', 100))).toEqual(before)
    await orders.play(story, 'sums-1', 'confirm')
    const doing = await orders.query('sums-1')
    expect(await refused(orders.complete('sums-1', 100, { total_amount: 99 }), 'PARAM_ERROR')).toEqual(doing)
    expect(await refused(orders.complete('sums-1', 10001))).toEqual(doing)
    // neither the order nor its completion says when the service ended
    expect(await refused(orders.complete('sums-1', 100, { time_range: {} }), 'PARAM_ERROR')).toEqual(doing)
    for (const call of [
      () => orders.modify('sums-1', 1),
      () => orders.collect('sums-1'),
      () => orders.sync('sums-1'),
    ]) {
      expect(await refused(call())).toEqual(doing)
    }
    // more is taken off than there is; a discount that is none; parts of a cent
    for (const more of [
      { post_discounts: [{ name: '优惠', description: '减免', amount: 200 }], total_amount: -80 },
      { post_discounts: [{ name: '优惠', description: '减免', amount: -50 }], total_amount: 170 },
      { post_payments: [{ name: '租金', amount: 120.5 }], total_amount: 100.5 },
    ]) {
      expect(await refused(orders.complete('sums-1', 100, more), 'PARAM_ERROR')).toEqual(doing)
    }
    await orders.complete('sums-1', 10000)
    const completed = await orders.query('sums-1')
    await orders.complete('sums-1', 10000)
    expect(await orders.query('sums-1')).toEqual(completed)
    expect(await refused(orders.complete('sums-1', 9999))).toEqual(completed)
  })

  it('is lowered while it waits for its money, never raised', async () => {
    const story = await createStory(gateway)
    const orders = ordersOf(story, 'merchant')
    await orders.create('less-1')
    await orders.play(story, 'less-1', 'confirm')
    await orders.complete('less-1', 500)
    expect((await orders.modify('less-1', 400)).data).toMatchObject({
      total_amount: 400,
      collection: { paying_amount: 400 },
    })
    expect(await refusalOf(orders.modify('less-1', 401))).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(await refusalOf(orders.modify('less-1', -1))).toMatchObject({ code: 'PARAM_ERROR' })
    expect(await orders.query('less-1')).toMatchObject({ total_amount: 400 })
    await story.advance('PT1M')
    expect(await orders.query('less-1')).toMatchObject({ state: 'DONE', collection: { paid_amount: 400 } })
    expect(await refusalOf(orders.modify('less-1', 1))).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(await refusalOf(orders.cancel('less-1'))).toMatchObject({ code: 'INVALID_REQUEST' })
  })

  it('of nothing is done without money', async () => {
    const story = await createStory(gateway)
    const orders = ordersOf(story, 'merchant')
    await orders.create('free-1')
    await orders.play(story, 'free-1', 'confirm')
    await orders.complete('free-1', 0)
    expect(await orders.query('free-1')).toMatchObject({ state: 'DONE', need_collection: false })
    await story.advance('PT2M')
    expect(await story.told('PAYSCORE.USER_PAID')).toEqual([])
  })

  it('is not charged while there is not enough money, until the merchant asks again', async () => {
    const story = await createStory(gateway)
    const orders = ordersOf(story, 'merchant')
    await orders.create('poor-1')
    await orders.play(story, 'poor-1', 'confirm')
    await orders.complete('poor-1', 500)
    await orders.play(story, 'poor-1', 'pay', { outcome: 'not_enough' })
    await story.advance('P3D')
    expect(await orders.query('poor-1')).toMatchObject({ state: 'DOING', collection: { state: 'USER_PAYING' } })
    await orders.collect('poor-1')
    await story.advance('PT1M')
    expect(await orders.query('poor-1')).toMatchObject({ state: 'DONE' })
    expect(await story.told('PAYSCORE.USER_PAID')).toHaveLength(1)
  })

  it('that was paid elsewhere is told of by the merchant, and not charged', async () => {
    const story = await createStory(gateway)
    const orders = ordersOf(story, 'merchant')
    await orders.create('cash-1')
    await orders.play(story, 'cash-1', 'confirm')
    await orders.complete('cash-1', 500)
    expect((await orders.sync('cash-1')).data).toMatchObject({
      state: 'DONE',
      collection: { state: 'USER_PAID', details: [{ paid_type: 'MCH', amount: 500, paid_time: '20260102030405' }] },
    })
    await story.advance('PT5M')
    expect(await story.told('PAYSCORE.USER_PAID')).toEqual([])
  })

  it('created and completed in one call is charged', async () => {
    const story = await createStory(gateway)
    const { appid, openid } = story.merchant
    const orders = ordersOf(story, 'merchant')
    const direct = (total_amount: number) =>
      story.wxpay.v3.payscore.serviceorder.directComplete.post({
        appid,
        service_id,
        out_order_no: `direct-${total_amount}`,
        service_introduction: '停车',
        post_payments: [{ name: '停车费', amount: 700 }],
        time_range: { start_time: '20260101080000', end_time: '20260101100000' },
        notify_url: NOTIFY,
        openid,
        total_amount,
      })
    expect((await direct(700)).data).toMatchObject({ state: 'DOING', state_description: 'MCH_COMPLETE' })
    expect(await refusalOf(direct(699))).toMatchObject({ code: 'PARAM_ERROR' })
    expect(await refusalOf(orders.query('direct-699'))).toMatchObject({ status: 404 })
    await story.control('/service-orders/direct-700/pay')
    expect(await orders.query('direct-700')).toMatchObject({ state: 'DONE' })
    expect(await story.told('PAYSCORE.USER_PAID')).toMatchObject([{ out_order_no: 'direct-700' }])
  })

  it.each(MODES)('of a %s is a payment, which is refunded by its number', async (mode) => {
    const story = await createStory(gateway)
    const { mchid, sub_mchid } = story.merchant
    const own = mode === 'partner' ? { sub_mchid } : {}
    const orders = ordersOf(story, mode)
    await orders.create('back-1')
    await orders.play(story, 'back-1', 'confirm')
    await orders.complete('back-1', 300)
    await orders.play(story, 'back-1', 'pay')
    const { collection } = (await orders.query('back-1')) as { collection: { details: { transaction_id: string }[] } }
    const transaction_id = collection.details[0]?.transaction_id ?? ''
    const refund = (out_refund_no: string, refunded: number) =>
      story.wxpay.v3.refund.domestic.refunds.post({
        ...own,
        transaction_id,
        out_refund_no,
        amount: { refund: refunded, total: 300, currency: 'CNY' },
      })
    expect((await refund('back-1-1', 100)).data).toMatchObject({ transaction_id, out_trade_no: 'back-1' })
    expect(await refusalOf(refund('back-1-2', 201))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    const { money } = (await story.get(`/transactions/${transaction_id}`)).object
    expect(money).toMatchObject({ kept: 200, refunded: 100 })
    // the order under this number is the merchant's, or the sub-merchant's
    expect((await story.get(`/transactions/${transaction_id}`)).object).toMatchObject(
      mode === 'partner' ? { sp_mchid: mchid, sub_mchid } : { mchid },
    )
  })
})
