import { beforeAll, describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { openShop, type Shop } from '../kit/shop.ts'
import { sharingOf } from './sharing.ts'

const gateway = useGateway()

describe('sharing is refused', () => {
  let shop: Shop
  let sharing: ReturnType<typeof sharingOf>
  beforeAll(async () => {
    shop = await openShop(gateway)
    sharing = sharingOf(shop)
    await sharing.add('1900000201')
  })

  /** A refused request changes nothing. */
  async function unchanged(out_trade_no: string, call: () => Promise<unknown>) {
    const before = await shop.pots(out_trade_no)
    const refusal = await refusalOf(call())
    expect(await shop.pots(out_trade_no)).toEqual(before)
    return refusal
  }

  it('for an unknown order, and one that is not paid', async () => {
    expect(await refusalOf(sharing.share({ transaction_id: '4200999' }))).toMatchObject({
      status: 400,
      code: 'INVALID_REQUEST',
    })
  })

  it('for an order that does not wait for it', async () => {
    const { out_trade_no, transaction_id } = await shop.paid({ sharing: false })
    await shop.advance('PT2M')
    expect(await unchanged(out_trade_no, () => sharing.share({ transaction_id }))).toMatchObject({
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('profit_sharing'),
    })
  })

  it('within a minute of the payment', async () => {
    const { out_trade_no, transaction_id } = await shop.paid()
    expect(await unchanged(out_trade_no, () => sharing.share({ transaction_id }))).toMatchObject({
      status: 400,
      code: 'INVALID_REQUEST',
      message: expect.stringContaining('1 分钟'),
    })
    await shop.advance('PT1M')
    expect(await sharing.share({ transaction_id })).toMatchObject({ state: 'PROCESSING' })
  })

  it('to a merchant whose name is not said, or that is related in a way of its own without a word on it', async () => {
    const { appid } = shop.merchant
    const add = (more: object) =>
      shop.wxpay.v3.profitsharing.receivers.add.post(
        { appid, type: 'MERCHANT_ID', account: '1900000888', relation_type: 'STORE', ...more },
        shop.sealed,
      )
    const name = shop.encrypt('示例瑜伽南山店')
    expect(await refusalOf(add({}))).toMatchObject({ status: 400, code: 'PARAM_ERROR' })
    expect(await refusalOf(add({ name, relation_type: 'CUSTOM' }))).toMatchObject({ code: 'PARAM_ERROR' })
    expect((await add({ name, relation_type: 'CUSTOM', custom_relation: '代理商' })).status).toBe(200)
    // again, and otherwise: it is as it was said last; what it may not be it does not become
    expect((await add({ name })).data).toMatchObject({ relation_type: 'STORE' })
    expect(await refusalOf(add({}))).toMatchObject({ code: 'PARAM_ERROR' })
  })

  it('to a receiver that was not added, or was removed', async () => {
    const { out_trade_no, transaction_id } = await shop.paid()
    await shop.advance('PT2M')
    const toStranger = () => sharing.share({ transaction_id, accounts: ['1900000999'] })
    expect(await unchanged(out_trade_no, toStranger)).toMatchObject({ status: 403, code: 'RULE_LIMIT' })
    await sharing.add('1900000999')
    await sharing.forget('1900000999')
    expect(await unchanged(out_trade_no, toStranger)).toMatchObject({ status: 403, code: 'RULE_LIMIT' })
    expect(await refusalOf(sharing.forget('1900000999'))).toMatchObject({ code: 'INVALID_REQUEST' })
  })

  it('of more than the ratio, which the platform may raise', async () => {
    const { out_trade_no, transaction_id } = await shop.paid()
    await shop.advance('PT2M')
    await sharing.share({ transaction_id, amounts: [200] })
    expect(await unchanged(out_trade_no, () => sharing.share({ transaction_id, amounts: [101] }))).toMatchObject({
      status: 403,
      code: 'RULE_LIMIT',
    })
    await shop.control(`/profit-sharing-configs/${shop.merchant.mchid}/ratio`, { max_ratio: 10000 })
    expect(await sharing.share({ transaction_id, amounts: [101] })).toMatchObject({ state: 'PROCESSING' })
    await shop.wxpay.v3.refund.domestic.refunds.post({
      out_trade_no,
      out_refund_no: shop.fresh('refund'),
      amount: { refund: 600, total: 1000, currency: 'CNY' },
    })
    expect(await unchanged(out_trade_no, () => sharing.share({ transaction_id, amounts: [100] }))).toMatchObject({
      status: 403,
      code: 'NOT_ENOUGH',
    })
  })

  it('after the rest was unfrozen', async () => {
    const { out_trade_no, transaction_id } = await shop.paid()
    await shop.advance('PT2M')
    await sharing.share({ transaction_id, last: true })
    expect(await shop.pots(out_trade_no)).toMatchObject({ frozen: 0, shared: 300, kept: 700 })
    expect(await unchanged(out_trade_no, () => sharing.share({ transaction_id, amounts: [1] }))).toMatchObject({
      code: 'INVALID_REQUEST',
    })
    expect(await unchanged(out_trade_no, () => sharing.unfreeze(transaction_id))).toMatchObject({
      code: 'INVALID_REQUEST',
    })
  })

  it('for a number with other parameters, while the same ones give the same result', async () => {
    const { out_trade_no, transaction_id } = await shop.paid()
    await shop.advance('PT2M')
    const first = await sharing.share({ transaction_id, amounts: [100], number: 'again' })
    expect((await sharing.share({ transaction_id, amounts: [100], number: 'again' })).order_id).toBe(first.order_id)
    expect(await shop.pots(out_trade_no)).toMatchObject({ shared: 100 })
    const other = () => sharing.share({ transaction_id, amounts: [101], number: 'again' })
    expect(await unchanged(out_trade_no, other)).toMatchObject({ code: 'INVALID_REQUEST' })
  })

  it('to be queried under another order, or an unknown number', async () => {
    const { transaction_id } = await shop.paid()
    await shop.advance('PT2M')
    const { out_order_no } = await sharing.share({ transaction_id })
    expect(await refusalOf(sharing.query('4200999', out_order_no))).toMatchObject({
      status: 404,
      code: 'RESOURCE_NOT_EXISTS',
    })
    expect(await refusalOf(sharing.query(transaction_id, 'nothing'))).toMatchObject({ code: 'RESOURCE_NOT_EXISTS' })
    expect(await refusalOf(sharing.left('4200999'))).toMatchObject({ code: 'RESOURCE_NOT_EXISTS' })
  })

  it('to be returned beyond what the receiver got, by a stranger, or by one without money', async () => {
    const { out_trade_no, transaction_id } = await shop.paid()
    await shop.advance('PT2M')
    await sharing.add('1900000203')
    const accounts = ['1900000203']
    const { out_order_no } = await sharing.share({ transaction_id, amounts: [100], accounts })
    const from = '1900000203'
    await sharing.giveBack(out_order_no, 60, { from })
    const refusals = [
      () => sharing.giveBack(out_order_no, 41, { from }),
      () => sharing.giveBack(out_order_no, 1, { from: '1900000201' }),
      () => sharing.giveBack('nothing', 1, { from }),
    ]
    for (const call of refusals) expect(await unchanged(out_trade_no, call)).toMatchObject({ code: 'INVALID_REQUEST' })
    await shop.control('/profit-sharing-receivers/1900000203/run-dry')
    expect(await unchanged(out_trade_no, () => sharing.giveBack(out_order_no, 40, { from }))).toMatchObject({
      status: 403,
      code: 'NOT_ENOUGH',
    })
    await shop.control('/profit-sharing-receivers/1900000203/recover')
    await sharing.giveBack(out_order_no, 40, { from })
    expect(await shop.pots(out_trade_no)).toEqual({ kept: 100, frozen: 900, shared: 0, refunded: 0 })
  })
})
