import { describe, expect, it } from 'vitest'
import { useGateway } from '../../sdk/gateway.ts'
import { refusalOf } from './kit/refusal.ts'
import { openShop, type Shop } from './kit/shop.ts'
import { type Any, createNumbers, NOTIFY } from './kit/story.ts'

const gateway = useGateway()
const fresh = createNumbers()

const OPENED = 10_000_000

/** The calls of a platform about one of its merchants. */
function platformOf({ merchant, wxpay, settled }: Shop) {
  const { appid, sub_mchid } = merchant
  const { ecommerce } = wxpay.v3
  const receivers = (accounts: [string, number][]) =>
    accounts.map(([receiver_account, amount]) => ({
      type: 'MERCHANT_ID',
      receiver_account,
      amount,
      description: '平台佣金',
    }))
  const finished = async (call: Promise<Any>): Promise<Any> => {
    const { data } = await call
    await settled()
    return data
  }
  return {
    add: (account: string) =>
      ecommerce.profitsharing.receivers.add.post({
        type: 'MERCHANT_ID',
        account,
        name: '平台',
        relation_type: 'PLATFORM',
      }),
    forget: (account: string) =>
      wxpay.chain('v3/ecommerce/profitsharing/receivers/delete').post({ type: 'MERCHANT_ID', account }),
    share: (transaction_id: string, accounts: [string, number][], { finish = false, number = fresh('share') } = {}) =>
      finished(
        ecommerce.profitsharing.orders.post({
          sub_mchid,
          transaction_id,
          out_order_no: number,
          receivers: receivers(accounts),
          finish,
        }),
      ),
    shared: async (transaction_id: string, out_order_no: string): Promise<Any> =>
      (await ecommerce.profitsharing.orders.get({ params: { sub_mchid, transaction_id, out_order_no } })).data,
    finish: (transaction_id: string, out_order_no = fresh('share')) =>
      finished(
        wxpay
          .chain('v3/ecommerce/profitsharing/finish-order')
          .post({ sub_mchid, transaction_id, out_order_no, description: '分账已完成' }),
      ),
    left: async (transaction_id: string): Promise<number> =>
      (await wxpay.chain('v3/ecommerce/profitsharing/orders/{transaction_id}/amounts').get({ transaction_id })).data
        .unsplit_amount,
    giveBack: (out_order_no: string, return_mchid: string, amount: number, out_return_no = fresh('return')) =>
      finished(
        ecommerce.profitsharing.returnorders.post({
          sub_mchid,
          out_order_no,
          out_return_no,
          return_mchid,
          amount,
          description: '用户退款',
        }),
      ),
    returned: async (out_order_no: string, out_return_no: string): Promise<Any> =>
      (await ecommerce.profitsharing.returnorders.get({ params: { sub_mchid, out_order_no, out_return_no } })).data,
    refund: (out_trade_no: string, refund: number, more: object = {}): Promise<Any> =>
      finished(
        ecommerce.refunds.apply.post({
          sub_mchid,
          sp_appid: appid,
          out_trade_no,
          out_refund_no: fresh('refund'),
          notify_url: NOTIFY,
          amount: { refund, total: 1000, currency: 'CNY' },
          ...more,
        }),
      ),
    refunded: async (out_refund_no: string): Promise<Any> =>
      (
        await wxpay
          .chain('v3/ecommerce/refunds/out-refund-no/{out_refund_no}')
          .get({ out_refund_no, params: { sub_mchid } })
      ).data,
    returnAdvance: async (refund_id: string): Promise<Any> =>
      (await wxpay.chain('v3/ecommerce/refunds/{refund_id}/return-advance').post({ sub_mchid }, { refund_id })).data,
    withdraw: async (out_request_no: string, amount: number, more: object = {}): Promise<Any> =>
      (await ecommerce.fund.withdraw.post({ sub_mchid, out_request_no, amount, notify_url: NOTIFY, ...more })).data,
    withdrawn: async (out_request_no: string): Promise<Any> =>
      (
        await wxpay
          .chain('v3/ecommerce/fund/withdraw/out-request-no/{out_request_no}')
          .get({ out_request_no, params: { sub_mchid } })
      ).data,
    balance: async (account_type = 'BASIC'): Promise<number> =>
      (await wxpay.chain('v3/ecommerce/fund/balance/{sub_mchid}').get({ sub_mchid, params: { account_type } })).data
        .available_amount,
  }
}

async function openPlatform() {
  const shop = await openShop(gateway)
  const { sub_mchid } = shop.merchant
  return { shop, sub_mchid, platform: platformOf(shop), paid: () => shop.paid({ sub_mchid }) }
}

describe('an order of a platform’s merchant', () => {
  it('is shared, taken back from a receiver, finished and refunded', async () => {
    const { shop, platform, paid } = await openPlatform()
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
    const { shop, sub_mchid, platform, paid } = await openPlatform()
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
    const { shop, sub_mchid, platform, paid } = await openPlatform()
    const { out_trade_no, transaction_id } = await paid()
    const { subsidies } = shop.wxpay.v3.ecommerce
    const create = (amount: number) =>
      subsidies.create.post({ sub_mchid, transaction_id, amount, description: '满减活动补贴' })
    const giveBack = (amount: number, out_order_no = fresh('back')) =>
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

describe('a withdrawal', () => {
  it('arrives the next day, is notified, and may come back from the bank', async () => {
    const { shop, sub_mchid, platform } = await openPlatform()
    const { withdraw_id } = await platform.withdraw('w1', 5000)
    expect(await platform.withdrawn('w1')).toMatchObject({ withdraw_id, status: 'CREATE_SUCCESS', amount: 5000 })
    expect(await shop.account(sub_mchid)).toMatchObject({ basic: OPENED - 5000, withdrawing: 5000 })
    expect(await platform.balance()).toBe(OPENED - 5000)
    await shop.advance('P1D')
    const one = shop.wxpay.chain('v3/ecommerce/fund/withdraw/{withdraw_id}')
    expect((await one.get({ withdraw_id, params: { sub_mchid } })).data).toMatchObject({ status: 'SUCCESS' })
    expect(await shop.account(sub_mchid)).toMatchObject({ withdrawing: 0, paid: 5000 })
    await shop.control('/withdrawals/w1/refund', { reason: '户名不符' })
    expect(await platform.withdrawn('w1')).toMatchObject({ status: 'REFUND', reason: '户名不符' })
    expect(await platform.balance()).toBe(OPENED)
    expect(await shop.told('MCHWITHDRAW.CHANGE')).toMatchObject([
      { status: 'SUCCESS', withdraw_id, sub_mchid, amount: 5000 },
      { status: 'REFUND', reason: '户名不符' },
    ])
    expect(await shop.try('/withdrawals/w1/settle')).toMatchObject({ status: 409 })
  })

  it('fails, and the money is back', async () => {
    const { shop, platform } = await openPlatform()
    await platform.withdraw('w1', 5000, { account_type: 'OPERATION' })
    await shop.control('/withdrawals/w1/settle', { outcome: 'fail' })
    expect(await platform.withdrawn('w1')).toMatchObject({ status: 'FAIL' })
    expect(await platform.balance('OPERATION')).toBe(OPENED)
    await shop.advance('P2D')
    expect(await shop.told('MCHWITHDRAW.CHANGE')).toHaveLength(1)
  })

  it('of more than there is is refused, as is a number with another amount', async () => {
    const { shop, sub_mchid, platform } = await openPlatform()
    expect(await refusalOf(platform.withdraw('w1', OPENED + 1))).toMatchObject({ status: 403, code: 'NOT_ENOUGH' })
    expect(await refusalOf(platform.withdrawn('w1'))).toMatchObject({ status: 404, code: 'RESOURCE_NOT_EXISTS' })
    const first = await platform.withdraw('w1', 1)
    expect(await platform.withdraw('w1', 1)).toEqual(first)
    expect(await refusalOf(platform.withdraw('w1', 2))).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(await shop.account(sub_mchid)).toMatchObject({ basic: OPENED - 1, withdrawing: 1 })
  })

  it('of the platform’s own money is another one', async () => {
    const { shop, platform } = await openPlatform()
    const { fund } = shop.wxpay.v3.merchant
    await platform.withdraw('w1', 1)
    const body = { out_request_no: 'w1', amount: 7, account_type: 'FEES' }
    const { data } = await fund.withdraw.post(body)
    const one = shop.wxpay.chain('v3/merchant/fund/withdraw/withdraw-id/{withdraw_id}')
    const { withdraw_id } = data
    expect((await one.get({ withdraw_id })).data).toMatchObject({
      out_request_no: 'w1',
      amount: 7,
      account_type: 'FEES',
    })
    expect(await shop.account()).toMatchObject({ fees: OPENED - 7, withdrawing: 7, basic: OPENED })
  })
})
