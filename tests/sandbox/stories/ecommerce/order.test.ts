import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { OPENED, openPlatform } from './platform.ts'

const gateway = useGateway()

describe('an order of a platform’s merchant', () => {
  it('is shared, taken back from a receiver, finished and refunded', async () => {
    const { shop, platform, paid } = await openPlatform(gateway)
    const { out_trade_no, transaction_id } = await paid()
    await shop.advance('PT1M')
    expect(await platform.left(transaction_id)).toBe(1000)
    expect(await refusalOf(platform.share(transaction_id, [['1900000301', 100]]))).toMatchObject({
      status: 403,
      code: 'RULE_LIMIT',
    })
    await platform.add('1900000301')
    const accepted = await platform.share(transaction_id, [['1900000301', 200]], { number: 'first' })
    expect(accepted).toMatchObject({
      status: 'PROCESSING',
      receivers: [{ receiver_account: '1900000301', amount: 200 }],
    })
    expect(await platform.shared(transaction_id, 'first')).toMatchObject({
      order_id: accepted.order_id,
      status: 'FINISHED',
      receivers: [{ receiver_account: '1900000301', result: 'SUCCESS' }],
    })
    expect(await platform.left(transaction_id)).toBe(800)

    const back = await platform.giveBack('first', '1900000301', 50)
    expect(await platform.returned('first', back.out_return_no)).toMatchObject({
      return_no: back.return_no,
      result: 'SUCCESS',
    })
    expect(await refusalOf(platform.giveBack('first', '1900000301', 151))).toMatchObject({ code: 'INVALID_REQUEST' })

    await platform.finish(transaction_id, 'end')
    expect(await platform.shared(transaction_id, 'end')).toMatchObject({ status: 'FINISHED', finish_amount: 800 })
    expect(await refusalOf(platform.finish(transaction_id))).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(await shop.pots(out_trade_no)).toEqual({ kept: 850, frozen: 0, shared: 150, refunded: 0 })

    const { out_refund_no, refund_id } = await platform.refund(out_trade_no, 850)
    expect(await platform.refunded(out_refund_no)).toMatchObject({
      refund_id,
      status: 'SUCCESS',
      amount: { refund: 850 },
    })
    expect(await shop.pots(out_trade_no)).toEqual({ kept: 0, frozen: 0, shared: 150, refunded: 850 })
    const { mchid, sub_mchid } = shop.merchant
    expect(await shop.told('PROFITSHARING.SUCCESS')).toMatchObject([
      { sp_mchid: mchid, sub_mchid, out_order_no: 'first' },
    ])
    await platform.forget('1900000301')
  })

  it('is refunded beyond what the merchant has only with the platform’s money, which it takes back once', async () => {
    const { shop, sub_mchid, platform, paid } = await openPlatform(gateway)
    const { out_trade_no, transaction_id } = await paid()
    await shop.advance('PT1M')
    await platform.add('1900000301')
    await platform.share(transaction_id, [['1900000301', 300]], { finish: true })
    expect(await refusalOf(platform.refund(out_trade_no, 1000))).toMatchObject({ status: 403, code: 'NOT_ENOUGH' })
    expect(await shop.pots(out_trade_no)).toEqual({ kept: 700, frozen: 0, shared: 300, refunded: 0 })

    const advance = { refund_account: 'REFUND_SOURCE_PARTNER_ADVANCE' }
    const { refund_id, amount } = await platform.refund(out_trade_no, 1000, advance)
    expect(amount).toMatchObject({ refund: 1000, advance: 300 })
    expect(await shop.pots(out_trade_no)).toEqual({ kept: 0, frozen: 0, shared: 300, refunded: 1000 })
    expect(await shop.account()).toMatchObject({ basic: OPENED - 300 })

    const taken = await platform.returnAdvance(refund_id)
    expect(taken).toMatchObject({ refund_id, return_amount: 300, payer_mchid: sub_mchid, result: 'SUCCESS' })
    expect(await platform.returnAdvance(refund_id)).toEqual(taken)
    const found = shop.wxpay.chain('v3/ecommerce/refunds/{refund_id}/return-advance')
    expect((await found.get({ refund_id, params: { sub_mchid } })).data).toEqual(taken)
    expect(await shop.account()).toMatchObject({ basic: OPENED })
    expect(await shop.account(sub_mchid)).toMatchObject({ basic: OPENED - 300 })
    expect(await refusalOf(platform.returnAdvance('50000000000000000000000000000'))).toMatchObject({ status: 404 })
  })

  it('gets a subsidy once, and gives it back bit by bit', async () => {
    const { shop, sub_mchid, platform, paid } = await openPlatform(gateway)
    const { out_trade_no, transaction_id } = await paid()
    const { subsidies } = shop.wxpay.v3.ecommerce
    const create = (amount: number) =>
      subsidies.create.post({ sub_mchid, transaction_id, amount, description: '满减活动补贴' })
    const giveBack = (amount: number, out_order_no = shop.fresh('back')) =>
      subsidies.return.post({ sub_mchid, transaction_id, out_order_no, amount, description: '用户退款' })
    const { data } = await create(100)
    expect(data).toMatchObject({ amount: 100, result: 'SUCCESS' })
    expect((await create(100)).data).toEqual(data)
    expect(await refusalOf(create(101))).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(await shop.account()).toMatchObject({ basic: OPENED - 100 })
    expect(await platform.balance()).toBe(OPENED + 100)

    await giveBack(60)
    expect(await refusalOf(giveBack(41))).toMatchObject({ code: 'INVALID_REQUEST' })
    await giveBack(40)
    expect(await shop.account()).toMatchObject({ basic: OPENED })
    expect(await platform.balance()).toBe(OPENED)

    const cancel = () => subsidies.cancel.post({ sub_mchid, transaction_id, description: '订单退款' })
    expect(await refusalOf(cancel())).toMatchObject({ code: 'INVALID_REQUEST' })
    await platform.refund(out_trade_no, 10)
    expect(await refusalOf(cancel())).toMatchObject({ code: 'INVALID_REQUEST' })
  })
})
