import { beforeAll, describe, expect, it } from 'vitest'
import { useGateway } from '../../sdk/gateway.ts'
import { fieldsOf, refusalOf } from './kit/refusal.ts'
import { openShop, type Shop } from './kit/shop.ts'
import { type Any, createNumbers, MODES, type Mode } from './kit/story.ts'

const gateway = useGateway()
const fresh = createNumbers()

interface Share {
  transaction_id: string
  amounts?: number[]
  accounts?: string[]
  last?: boolean
  number?: string
}

/** The calls about sharing one shop's orders. */
function sharingOf({ merchant, wxpay, encrypt, sealed, settled }: Shop, mode: Mode = 'merchant') {
  const { appid, sub_mchid } = merchant
  const own = mode === 'partner' ? { sub_mchid } : {}
  const { profitsharing } = wxpay.v3
  const orders = wxpay.chain('v3/profitsharing/orders/{out_order_no}')
  const returns = wxpay.chain('v3/profitsharing/return-orders/{out_return_no}')
  return {
    add: (account: string, type = 'MERCHANT_ID', name = '示例瑜伽南山店') =>
      profitsharing.receivers.add.post(
        { ...own, appid, type, account, name: encrypt(name), relation_type: 'STORE' },
        sealed,
      ),
    forget: (account: string, type = 'MERCHANT_ID') =>
      wxpay.chain('v3/profitsharing/receivers/delete').post({ ...own, appid, type, account }),
    share: async ({ transaction_id, amounts = [300], accounts = ['1900000201'], last = false, number }: Share) => {
      const out_order_no = number ?? fresh('share')
      const receivers = amounts.map((amount, at) => ({
        type: 'MERCHANT_ID',
        account: accounts[at],
        amount,
        description: '分给门店',
      }))
      const { data } = await profitsharing.orders.post({
        ...own,
        appid,
        transaction_id,
        out_order_no,
        receivers,
        unfreeze_unsplit: last,
      })
      await settled()
      return data
    },
    unfreeze: async (transaction_id: string, out_order_no = fresh('share')) => {
      const body = { ...own, transaction_id, out_order_no, description: '解冻全部剩余资金' }
      const { data } = await profitsharing.orders.unfreeze.post(body)
      await settled()
      return data
    },
    query: async (transaction_id: string, out_order_no: string): Promise<Any> =>
      (await orders.get({ out_order_no, params: { ...own, transaction_id } })).data,
    giveBack: async (out_order_no: string, amount: number, more: { number?: string; from?: string } = {}) => {
      const { number = fresh('return'), from = '1900000201' } = more
      const { data } = await wxpay.chain('v3/profitsharing/return-orders').post({
        ...own,
        out_order_no,
        out_return_no: number,
        return_mchid: from,
        amount,
        description: '用户退款',
      })
      await settled()
      return data
    },
    queryReturn: async (out_return_no: string, out_order_no: string): Promise<Any> =>
      (await returns.get({ out_return_no, params: { ...own, out_order_no } })).data,
    left: async (transaction_id: string): Promise<number> =>
      (await wxpay.chain('v3/profitsharing/transactions/{transaction_id}/amounts').get({ transaction_id })).data
        .unsplit_amount,
  }
}

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
      out_refund_no: fresh('refund'),
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

describe('sharing by the old interface', () => {
  it('is the same sharing, in v2’s own words', async () => {
    const shop = await openShop(gateway)
    const { appid, mchid } = shop.merchant
    const base = { appid, mch_id: mchid, sign_type: 'HMAC-SHA256' }
    const json = (value: object): string => JSON.stringify(value)
    const call = async (path: string, fields: object): Promise<Record<string, string>> => {
      const answer = await fieldsOf(shop.wxpay.chain(`v2/${path}`).post({ ...base, ...fields }))
      await shop.settled()
      return answer
    }
    const { out_trade_no, transaction_id } = await shop.paid()
    await shop.advance('PT1M')
    const receiver = { type: 'MERCHANT_ID', account: '1900000501' }
    const partOf = (amount: number) => [{ ...receiver, amount, description: '分给门店' }]
    const part = (amount: number) => json({ receiver: partOf(amount) })
    const share = (out_order_no: string, amount: number, kind = 'multiprofitsharing') =>
      call(`secapi/pay/${kind}`, { transaction_id, out_order_no, receivers: part(amount) })

    expect(await share('old1', 100)).toMatchObject({ result_code: 'FAIL', err_code: 'RECEIVER_INVALID' })
    await call('pay/profitsharingaddreceiver', { receiver: json({ ...receiver, relation_type: 'STORE' }) })
    expect(await share('old1', 301)).toMatchObject({ result_code: 'FAIL', err_code: 'RULE_LIMIT' })
    // clients send the bare list as well
    const first = { transaction_id, out_order_no: 'old1', receivers: json(partOf(100)) }
    const shared = await call('secapi/pay/multiprofitsharing', first)
    expect(shared).toMatchObject({ result_code: 'SUCCESS', out_order_no: 'old1' })
    const found = await call('pay/profitsharingquery', { transaction_id, out_order_no: 'old1' })
    expect(found).toMatchObject({ status: 'FINISHED' })
    expect(JSON.parse(found.receivers ?? '')).toMatchObject({
      receiver: [{ account: '1900000501', result: 'SUCCESS' }],
    })
    expect(await sharingOf(shop).query(transaction_id, 'old1')).toMatchObject({ state: 'FINISHED' })
    const left = await call('pay/profitsharingorderamountquery', { transaction_id })
    expect(left).toMatchObject({ unsplit_amount: '900' })

    const giveBack = (out_return_no: string, return_amount: number) =>
      call('secapi/pay/profitsharingreturn', {
        out_order_no: 'old1',
        out_return_no,
        return_account_type: 'MERCHANT_ID',
        return_account: '1900000501',
        return_amount,
        description: '用户退款',
      })
    expect(await giveBack('back1', 40)).toMatchObject({ result_code: 'SUCCESS' })
    expect(await giveBack('back2', 61)).toMatchObject({ result_code: 'FAIL', err_code: 'INVALID_REQUEST' })
    const returned = { out_order_no: 'old1', out_return_no: 'back1' }
    expect(await call('pay/profitsharingreturnquery', returned)).toMatchObject({
      result: 'SUCCESS',
      return_amount: '40',
    })
    expect(await shop.pots(out_trade_no)).toEqual({ kept: 40, frozen: 900, shared: 60, refunded: 0 })
    await call('secapi/pay/profitsharingfinish', { transaction_id, out_order_no: 'old2', description: '完结' })
    expect(await shop.pots(out_trade_no)).toEqual({ kept: 940, frozen: 0, shared: 60, refunded: 0 })
    expect(await share('old3', 1)).toMatchObject({ result_code: 'FAIL', err_code: 'INVALID_REQUEST' })
    expect(await call('pay/profitsharingmerchantratioquery', {})).toMatchObject({ max_ratio: '3000' })
  })
})
