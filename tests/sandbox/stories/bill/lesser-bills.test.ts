import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { openShop, type Shop } from '../kit/shop.ts'
import { type Any, NOTIFY } from '../kit/story.ts'
import { download, readTable } from './bills.ts'

const gateway = useGateway()

/** A shop whose day begins at noon, so that no test crosses midnight. */
async function openAtNoon(): Promise<{ shop: Shop; day: string; next: () => Promise<void> }> {
  const shop = await openShop(gateway)
  const today = (await shop.now()).slice(0, 10)
  const day = new Date(Date.parse(`${today}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
  await shop.control('/clock', { at: `${day}T12:00:00+08:00` })
  return { shop, day, next: () => shop.advance('P1D') }
}

const tableOf = async (shop: Shop, answer: Any) => readTable((await download(shop, answer)).toString())

/** An order abroad that is paid, shared and partly refunded; its number. */
async function sellAbroad({ merchant, wxpay, control }: Shop): Promise<string> {
  const { appid, mchid, sub_mchid } = merchant
  const { global } = wxpay.v3
  const who = { appid, mchid, sub_mchid, sp_mchid: mchid, sp_appid: appid }
  const order = { description: '瑜伽课', notify_url: NOTIFY, trade_type: 'NATIVE', merchant_category_code: '1011' }
  const total = { total: 1000, currency: 'HKD' }
  await global.transactions.native.post({ ...who, ...order, out_trade_no: 'o1', amount: total })
  const transaction_id = (await control('/global-transactions/o1/pay')).object.id
  const receiver = { currency: 'CNY', type: 'MERCHANT_ID', account: '1900000200', amount: 300, description: 'x' }
  const sharing = { appid, transaction_id, out_order_no: 's1', receivers: [receiver], unfreeze_unsplit: false }
  await wxpay.chain('v3/global/profit-sharing/orders').post(sharing)
  await global.refunds.post({ ...who, transaction_id, out_refund_no: 'r1', amount: { ...total, refund: 200 } })
  return transaction_id
}

describe('the files of a merchant abroad', () => {
  it('have the orders, refunds and sharings of the day, of whom they are asked for', async () => {
    const { shop, day, next } = await openAtNoon()
    const { mchid, sub_mchid } = shop.merchant
    const transaction_id = await sellAbroad(shop)
    const { statements } = shop.wxpay.v3.global
    const compact = day.replaceAll('-', '')
    const early = statements.get({ params: { date: compact, mchid } })
    expect(await refusalOf(early)).toMatchObject({ status: 400, code: 'STATEMENT_CREATING' })
    await next()
    for (const of of [mchid, sub_mchid]) {
      const params = { date: compact, mchid: of }
      const raw = { responseType: 'arraybuffer', transformResponse: [(bytes: unknown) => bytes] }
      const { rows, summary } = readTable(Buffer.from((await statements.get({ params, ...raw })).data).toString())
      expect(rows.map((row) => [row.商户订单号, row.交易状态, row.订单金额, row.退款金额])).toEqual([
        ['o1', 'SUCCESS', '10.00', '0.00'],
        ['o1', 'REFUND', '0.00', '2.00'],
      ])
      expect(summary).toEqual({ 总交易单数: '2', 订单总金额: '10.00', 退款总金额: '2.00' })
    }
    const asked = async (path: string, bill_date: string) =>
      (await shop.wxpay.chain(`v3/global/profit-sharing/${path}`).get({ params: { bill_date, sub_mchid } })).data
    const shared = await tableOf(shop, await asked('bill-download-url', day))
    expect(shared.rows).toMatchObject([{ 微信订单号: transaction_id, 商户分账单号: 's1', 分账金额: '3.00' }])
    const returned = await tableOf(shop, await asked('refunds/bill-download-url', day))
    expect(returned.rows).toMatchObject([{ 商户退款单号: 'r1', 退款金额: '2.00' }])
    const empty = (await shop.now()).slice(0, 10)
    await next()
    const refused = { status: 400, code: 'NO_STATEMENT_EXIST' }
    expect(await refusalOf(asked('bill-download-url', empty))).toMatchObject(refused)
  })
})

describe('the file of sharings', () => {
  it('has what was shared that day', async () => {
    const { shop, day, next } = await openAtNoon()
    const { appid } = shop.merchant
    const { profitsharing } = shop.wxpay.v3
    const name = shop.encrypt('门店')
    await profitsharing.receivers.add.post(
      { appid, type: 'MERCHANT_ID', account: '1900000201', relation_type: 'STORE', name },
      shop.sealed,
    )
    const { transaction_id } = await shop.paid({ total: 1000 })
    await shop.advance('PT1M')
    await profitsharing.orders.post({
      appid,
      transaction_id,
      out_order_no: 's1',
      receivers: [{ type: 'MERCHANT_ID', account: '1900000201', amount: 300, description: '分给门店' }],
      unfreeze_unsplit: false,
    })
    await shop.settled()
    await next()
    const bill = (await profitsharing.bills.get({ params: { bill_date: day } })).data
    const { rows, summary } = await tableOf(shop, bill)
    expect(rows).toMatchObject([{ 业务类型: '分账', 接收方账号: '1900000201', 金额: '3.00', 描述: '分给门店' }])
    expect(summary).toEqual({ 总笔数: '1', 总金额: '3.00' })
  })
})

describe('the file of withdrawals that came back', () => {
  it('has those of the day alone', async () => {
    const { shop, day, next } = await openAtNoon()
    await shop.control('/accounts')
    await shop.control(`/accounts/${shop.merchant.mchid}/balance`, { amount: 1000 })
    const { withdraw } = shop.wxpay.v3.merchant.fund
    for (const out_request_no of ['w1', 'w2'])
      await withdraw.post({ out_request_no, amount: 100, account_type: 'OPERATION' })
    await shop.control('/withdrawals/w1/settle', { outcome: 'fail' })
    await shop.control('/withdrawals/w2/settle')
    await next()
    const bills = shop.wxpay.chain('v3/merchant/fund/withdraw/bill-type/{bill_type}')
    const { data } = await bills.get({ bill_type: 'NO_SUCC', params: { bill_date: day } })
    const { rows } = await tableOf(shop, data)
    expect(rows).toMatchObject([{ 商户提现单号: 'w1', 提现状态: 'FAIL', 提现金额: '1.00' }])
  })
})
