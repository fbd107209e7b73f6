import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { createStory, type JsonObject, NOTIFY, type Story } from '../kit/story.ts'
import { favorOf, inDays } from './calls.ts'

const gateway = useGateway()

/** A merchant who has sent the user a coupon of 10 yuan for orders from 50 yuan on. */
async function withCoupon(no_cash = false, worth = { coupon_amount: 1000, transaction_minimum: 5000 }) {
  const story = await createStory(gateway)
  const calls = favorOf(story)
  await calls.favor.callbacks.post({ mchid: story.merchant.mchid, notify_url: NOTIFY, switch: true })
  const stock_id = await calls.create(
    'stock-1',
    { max_amount: 3 * worth.coupon_amount },
    { no_cash, use: { fixed_normal_coupon: worth } },
  )
  await calls.move(stock_id, 'start')
  return { story, ...calls, stock_id, coupon_id: await calls.send(stock_id, 'send-1') }
}

async function place(
  { merchant, wxpay }: Story,
  out_trade_no: string,
  total: number,
  more: object = {},
): Promise<void> {
  const { appid, mchid } = merchant
  const body = { appid, mchid, description: '瑜伽课', out_trade_no, notify_url: NOTIFY, amount: { total }, ...more }
  await wxpay.v3.pay.transactions.native.post(body)
}

async function query({ merchant, wxpay }: Story, out_trade_no: string): Promise<JsonObject> {
  const params = { mchid: merchant.mchid }
  return (await wxpay.v3.pay.transactions.outTradeNo._out_trade_no_.get({ out_trade_no, params })).data
}

async function refund(
  { wxpay }: Story,
  out_trade_no: string,
  { part, total, as }: { part: number; total: number; as?: string },
): Promise<JsonObject> {
  const amount = { refund: part, total, currency: 'CNY' }
  const out_refund_no = as ?? `r-${part}-${out_trade_no}`
  return (await wxpay.v3.refund.domestic.refunds.post({ out_trade_no, out_refund_no, amount })).data
}

const pots = async (story: Story, out_trade_no: string): Promise<JsonObject> =>
  (await story.get(`/transactions/${out_trade_no}`)).object.money

describe('an order that is paid with a coupon', () => {
  it('takes it from the next day on, or for some minutes, where its stock says so', async () => {
    const story = await createStory(gateway)
    const { create, move, send, coupon } = favorOf(story)
    const times = { available_begin_time: inDays(-1), available_end_time: inDays(10) }
    const sent = async (name: string, more: object) => {
      const stock_id = await create(name, {}, { use: { coupon_available_time: { ...times, ...more } } })
      await move(stock_id, 'start')
      return send(stock_id, `${name}-send`)
    }
    const tomorrow = await sent('tomorrow', { second_day_available: true })
    const minutes = await sent('minutes', { available_time_after_receive: 30 })
    await place(story, 'order-0001', 6000)
    const early = await story.try('/transactions/order-0001/pay', { coupon_id: tomorrow })
    expect(early).toMatchObject({ status: 409, body: { code: 'STATE_REFUSED' } })
    expect(await coupon(minutes)).toMatchObject({ status: 'SENDED' })
    await story.advance('PT31M')
    expect(await coupon(minutes)).toMatchObject({ status: 'EXPIRED' })
    await story.advance('P1D')
    await place(story, 'order-0002', 6000)
    await story.control('/transactions/order-0002/pay', { coupon_id: tomorrow })
    expect(await query(story, 'order-0002')).toMatchObject({ amount: { total: 6000, payer_total: 5000 } })
  })

  it('costs the user less, the merchant gets all of it, and both are told', async () => {
    const { story, coupon, stock_id, coupon_id } = await withCoupon()
    await place(story, 'order-0001', 6000)
    await story.control('/transactions/order-0001/pay', { coupon_id })
    const paid = {
      trade_state: 'SUCCESS',
      amount: { total: 6000, payer_total: 5000 },
      promotion_detail: [
        {
          coupon_id,
          stock_id,
          name: '瑜伽课满减券',
          scope: 'SINGLE',
          type: 'CASH',
          amount: 1000,
          merchant_contribute: 1000,
        },
      ],
    }
    const order = await query(story, 'order-0001')
    expect(order).toMatchObject(paid)
    expect(await story.told('TRANSACTION.SUCCESS')).toMatchObject([paid])
    const used = { consume_information: { transaction_id: order.transaction_id } }
    expect(await coupon(coupon_id)).toMatchObject({ status: 'USED', ...used })
    expect(await story.told('COUPON.USE')).toMatchObject([{ coupon_id, ...used }])
    expect(await pots(story, 'order-0001')).toMatchObject({ kept: 6000 })
  })

  it('is refunded in proportion, the last time what is left; the coupon stays used', async () => {
    const { story, coupon, coupon_id } = await withCoupon()
    await place(story, 'order-0001', 6000)
    await story.control('/transactions/order-0001/pay', { coupon_id })
    expect(await refund(story, 'order-0001', { part: 1001, total: 6000 })).toMatchObject({
      amount: { refund: 1001, payer_refund: 834, discount_refund: 167, settlement_refund: 1001, payer_total: 5000 },
      promotion_detail: [
        { promotion_id: coupon_id, type: 'COUPON', scope: 'SINGLE', amount: 1000, refund_amount: 167 },
      ],
    })
    expect(await refusalOf(refund(story, 'order-0001', { part: 5000, total: 6000 }))).toMatchObject({
      code: 'INVALID_REQUEST',
    })
    expect(await refund(story, 'order-0001', { part: 4999, total: 6000 })).toMatchObject({
      amount: { payer_refund: 4166, discount_refund: 833, settlement_refund: 4999 },
    })
    expect(await pots(story, 'order-0001')).toMatchObject({ kept: 0, refunded: 6000 })
    expect(await coupon(coupon_id)).toMatchObject({ status: 'USED' })
  })

  it('gives the coupon back with a refund of the whole, while it is valid', async () => {
    const { story, coupon, coupon_id, send, stock_id } = await withCoupon()
    await place(story, 'order-0001', 6000)
    await story.control('/transactions/order-0001/pay', { coupon_id })
    expect(await refund(story, 'order-0001', { part: 6000, total: 6000 })).toMatchObject({
      amount: { payer_refund: 5000, discount_refund: 1000 },
    })
    expect(await coupon(coupon_id)).toMatchObject({ status: 'SENDED', available_balance: 1000 })
    const late = await send(stock_id, 'send-2')
    await place(story, 'order-0002', 6000)
    await story.control('/transactions/order-0002/pay', { coupon_id: late })
    await story.advance('P11D')
    await refund(story, 'order-0002', { part: 6000, total: 6000 })
    expect(await coupon(late)).toMatchObject({ status: 'USED' })
  })

  it('of a stock without cash settles what the user paid', async () => {
    const { story, coupon_id } = await withCoupon(true)
    await place(story, 'order-0001', 6000)
    await story.control('/transactions/order-0001/pay', { coupon_id })
    expect(await query(story, 'order-0001')).toMatchObject({ promotion_detail: [{ type: 'NOCASH', amount: 1000 }] })
    expect(await pots(story, 'order-0001')).toMatchObject({ kept: 5000 })
    expect(await refund(story, 'order-0001', { part: 3001, total: 6000 })).toMatchObject({
      amount: { payer_refund: 2500, discount_refund: 501, settlement_refund: 2500, settlement_total: 5000 },
      promotion_detail: [{ type: 'DISCOUNT' }],
    })
    expect(await refusalOf(refund(story, 'order-0001', { part: 3000, total: 6000 }))).toMatchObject({
      code: 'INVALID_REQUEST',
    })
    await refund(story, 'order-0001', { part: 2999, total: 6000 })
    expect(await pots(story, 'order-0001')).toMatchObject({ kept: 0, refunded: 5000 })
  })

  it('says so in v2 as well', async () => {
    const { story, coupon_id } = await withCoupon()
    const { appid, mchid } = story.merchant
    const common = { appid, mch_id: mchid, nonce_str: 'n', out_trade_no: 'order-0001' }
    const place = { ...common, body: '瑜伽课', total_fee: 6000, spbill_create_ip: '127.0.0.1', notify_url: NOTIFY }
    const { pay, secapi } = story.wxpay.v2
    await pay.unifiedorder.post({ ...place, trade_type: 'NATIVE' })
    await story.control('/transactions/order-0001/pay', { coupon_id })
    const of = { coupon_id_0: coupon_id, coupon_type_0: 'CASH', coupon_count: '1', coupon_fee: '1000' }
    expect((await pay.orderquery.post(common)).data).toMatchObject({ ...of, total_fee: '6000', cash_fee: '5000' })
    expect((await story.notified()).find(({ text }) => text.includes('<coupon_id_0>'))?.text).toContain(coupon_id)
    const asked = { ...common, out_refund_no: 'r-0001', total_fee: 6000, refund_fee: 600 }
    expect((await secapi.pay.refund.post(asked)).data).toMatchObject({
      cash_refund_fee: '500',
      coupon_refund_fee: '100',
      coupon_refund_id_0: coupon_id,
    })
  })
})

it('whatever the sums are: all refunds together give back what was paid, and none more than it is', async () => {
  const part = fc.integer({ min: 1, max: 60 })
  const parts = fc.array(part, { minLength: 1, maxLength: 6, size: 'max' })
  await fc.assert(
    fc.asyncProperty(parts, fc.boolean(), fc.integer({ min: 1, max: 60 }), async (asked, no_cash, worth) => {
      const total = asked.reduce((sum, one) => sum + one, 0)
      fc.pre(worth < total)
      const { story, coupon_id } = await withCoupon(no_cash, { coupon_amount: worth, transaction_minimum: worth })
      await place(story, 'order-0001', total)
      await story.control('/transactions/order-0001/pay', { coupon_id })
      const settled = no_cash ? total - worth : total
      const sums = { payer: 0, discount: 0, settlement: 0 }
      for (const [index, one] of asked.entries()) {
        const { amount } = await refund(story, 'order-0001', { part: one, total, as: `r-${index}` })
        const { payer_refund, discount_refund, settlement_refund } = amount as Record<string, number>
        expect(Math.min(payer_refund ?? -1, discount_refund ?? -1)).toBeGreaterThanOrEqual(0)
        sums.payer += payer_refund ?? 0
        sums.discount += discount_refund ?? 0
        sums.settlement += settlement_refund ?? 0
      }
      expect(sums).toEqual({ payer: total - worth, discount: worth, settlement: settled })
      expect(await pots(story, 'order-0001')).toMatchObject({ kept: 0, refunded: settled })
    }),
    { numRuns: 15 },
  )
}, 60_000)

describe('a coupon that does not fit', () => {
  const unpaid = { trade_state: 'NOTPAY' }

  it.each([
    ['of another user', { to: 'oAnother' }, 6000, '代金券不是付款人的'],
    ['for larger orders', {}, 4999, '订单金额没有达到使用门槛，或不大于券的金额'],
    ['that nobody has', { id: 'nobody' }, 6000, '代金券不存在'],
  ])('%s leaves the order unpaid', async (_what, { to, id }: { to?: string; id?: string }, total, why) => {
    const { story, send, stock_id, coupon, coupon_id } = await withCoupon()
    const given = id ?? (to ? await send(stock_id, 'send-2', to) : coupon_id)
    await place(story, 'order-0001', total)
    const refused = await story.try('/transactions/order-0001/pay', { coupon_id: given })
    expect(refused).toMatchObject({ status: 409 })
    expect(JSON.stringify(refused.body)).toContain(why)
    expect(await query(story, 'order-0001')).toMatchObject(unpaid)
    expect(await coupon(coupon_id)).toMatchObject({ status: 'SENDED' })
  })

  it('twice: each coupon is used once', async () => {
    const { story, coupon_id } = await withCoupon()
    await place(story, 'order-0001', 6000)
    await place(story, 'order-0002', 6000)
    await story.control('/transactions/order-0001/pay', { coupon_id })
    expect(await story.try('/transactions/order-0002/pay', { coupon_id })).toMatchObject({ status: 409 })
    expect(await query(story, 'order-0002')).toMatchObject(unpaid)
    await story.control('/transactions/order-0002/pay')
    expect(await query(story, 'order-0002')).toMatchObject({ amount: { payer_total: 6000 } })
  })
})
