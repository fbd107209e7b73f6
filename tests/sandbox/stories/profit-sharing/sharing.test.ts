import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { openShop } from '../kit/shop.ts'
import { MODES } from '../kit/story.ts'
import { sharingOf } from './sharing.ts'

const gateway = useGateway()

describe.each(MODES)('an order of a %s that is shared', (mode) => {
  it('gives each receiver its part, returns some of it, and unfreezes the rest', async () => {
    const shop = await openShop(gateway)
    const { sub_mchid, mchid } = shop.merchant
    const of = mode === 'partner' ? { sub_mchid } : {}
    const sharing = sharingOf(shop, mode)
    const { out_trade_no, transaction_id } = await shop.paid(of)
    expect(await sharing.left(transaction_id)).toBe(1000)
    await shop.advance('PT1M')
    await sharing.add('1900000201')
    await sharing.add('1900000202')

    expect((await sharing.add('1900000202')).data).toMatchObject({ account: '1900000202' })
    const accepted = await sharing.share({
      transaction_id,
      amounts: [200, 50],
      accounts: ['1900000201', '1900000202'],
      number: 'first',
    })
    expect(accepted).toMatchObject({
      transaction_id,
      out_order_no: 'first',
      state: 'PROCESSING',
      receivers: [{ result: 'PENDING' }, { result: 'PENDING' }],
    })
    expect(await sharing.query(transaction_id, 'first')).toMatchObject({
      order_id: accepted.order_id,
      state: 'FINISHED',
      receivers: [
        { account: '1900000201', amount: 200, result: 'SUCCESS' },
        { account: '1900000202', amount: 50, result: 'SUCCESS' },
      ],
    })
    expect(await shop.pots(out_trade_no)).toEqual({ kept: 0, frozen: 750, shared: 250, refunded: 0 })
    expect(await sharing.left(transaction_id)).toBe(750)

    const back = await sharing.giveBack('first', 120, { number: 'back' })
    expect(back).toMatchObject({ out_return_no: 'back', return_mchid: '1900000201', amount: 120, result: 'PROCESSING' })
    expect(await sharing.queryReturn('back', 'first')).toMatchObject({ return_id: back.return_id, result: 'SUCCESS' })
    expect(await refusalOf(sharing.queryReturn('back', 'other'))).toMatchObject({ code: 'RESOURCE_NOT_EXISTS' })
    expect(await shop.pots(out_trade_no)).toEqual({ kept: 120, frozen: 750, shared: 130, refunded: 0 })

    const rest = await sharing.unfreeze(transaction_id, 'rest')
    expect(rest).toMatchObject({ out_order_no: 'rest', receivers: [{ amount: 750 }] })
    expect(await sharing.query(transaction_id, 'rest')).toMatchObject({ state: 'FINISHED' })
    expect(await shop.pots(out_trade_no)).toEqual({ kept: 870, frozen: 0, shared: 130, refunded: 0 })
    expect(await sharing.left(transaction_id)).toBe(0)

    const who = mode === 'partner' ? { sp_mchid: mchid, sub_mchid } : { mchid }
    const told = await shop.told('PROFITSHARING.SUCCESS')
    expect(told).toMatchObject([
      { ...who, transaction_id, out_order_no: 'first', receiver: { account: '1900000201', amount: 200 } },
      { ...who, transaction_id, out_order_no: 'first', receiver: { account: '1900000202', amount: 50 } },
    ])
    expect(await shop.told('PROFITSHARING.RETURN')).toMatchObject([
      { ...who, order_id: back.return_id, out_order_no: 'back', receiver: { account: '1900000201', amount: 120 } },
    ])
  })
})

describe('a receiver in trouble', () => {
  it('closes its part, which waits in the order again, and fails what it should return', async () => {
    const shop = await openShop(gateway)
    const sharing = sharingOf(shop)
    await sharing.add('1900000201')
    await sharing.add('1900000202')
    const { out_trade_no, transaction_id } = await shop.paid()
    await shop.advance('PT2M')
    const { out_order_no } = await sharing.share({ transaction_id, amounts: [100] })
    await shop.control('/profit-sharing-receivers/1900000201/refuse', { fail_reason: 'RECEIVER_HIGH_RISK' })
    const second = await sharing.share({
      transaction_id,
      amounts: [50, 60],
      accounts: ['1900000201', '1900000202'],
    })
    expect(await sharing.query(transaction_id, second.out_order_no)).toMatchObject({
      state: 'FINISHED',
      receivers: [{ result: 'CLOSED', fail_reason: 'RECEIVER_HIGH_RISK' }, { result: 'SUCCESS' }],
    })
    expect(await shop.pots(out_trade_no)).toEqual({ kept: 0, frozen: 840, shared: 160, refunded: 0 })
    expect(await shop.told('PROFITSHARING.SUCCESS')).toHaveLength(2)

    const { out_return_no } = await sharing.giveBack(out_order_no, 100)
    expect(await sharing.queryReturn(out_return_no, out_order_no)).toMatchObject({
      result: 'FAILED',
      fail_reason: 'ACCOUNT_ABNORMAL',
    })
    expect(await shop.told('PROFITSHARING.RETURN')).toHaveLength(0)
    expect(await shop.pots(out_trade_no)).toMatchObject({ shared: 160 })
    await shop.control('/profit-sharing-receivers/1900000201/recover')
    await sharing.giveBack(out_order_no, 100)
    expect(await shop.pots(out_trade_no)).toMatchObject({ kept: 100, shared: 60 })
  })
})

describe('thirty days after the payment', () => {
  it('what was not shared is unfrozen, once', async () => {
    const shop = await openShop(gateway)
    const sharing = sharingOf(shop)
    await sharing.add('1900000201')
    const { out_trade_no, transaction_id } = await shop.paid()
    await shop.advance('PT2M')
    await sharing.share({ transaction_id, amounts: [300] })
    await shop.advance('P29D')
    expect(await sharing.left(transaction_id)).toBe(700)
    await shop.advance('P1D')
    expect(await sharing.left(transaction_id)).toBe(0)
    expect(await shop.pots(out_trade_no)).toEqual({ kept: 700, frozen: 0, shared: 300, refunded: 0 })
    expect(await refusalOf(sharing.share({ transaction_id, amounts: [1] }))).toMatchObject({ code: 'INVALID_REQUEST' })
  })
})

describe('personal receivers', () => {
  it('are added with a name that only the platform can read', async () => {
    const shop = await openShop(gateway)
    const { openid } = shop.merchant
    const sharing = sharingOf(shop)
    const { data } = await sharing.add(openid, 'PERSONAL_OPENID', '张三')
    expect(data).toMatchObject({ type: 'PERSONAL_OPENID', account: openid })
    const { appid } = shop.merchant
    const plain = { appid, type: 'PERSONAL_OPENID', account: openid, name: '张三', relation_type: 'STAFF' }
    expect(await refusalOf(shop.wxpay.v3.profitsharing.receivers.add.post(plain))).toMatchObject({ status: 400 })
  })
})
