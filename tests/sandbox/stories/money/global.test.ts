import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { openShop, type Shop } from '../kit/shop.ts'
import { NOTIFY } from '../kit/story.ts'

const gateway = useGateway()

describe('an order of a merchant abroad', () => {
  it('is shared and refunded out of the same money', async () => {
    const shop = await openShop(gateway)
    const abroad = abroadOf(shop)
    const transaction_id = await abroad.paid('o1', 1000)
    expect(await abroad.left(transaction_id)).toBe(1000)
    await abroad.share('s1', transaction_id, 300)
    expect(await abroad.left(transaction_id)).toBe(700)
    expect(await refusalOf(abroad.refund('r1', transaction_id, 701))).toMatchObject({ status: 403, code: 'NOT_ENOUGH' })
    await abroad.refund('r1', transaction_id, 200)
    expect(await abroad.refunded('r1')).toMatchObject({ status: 'PROCESSING', amount: { refund: 200 } })
    await shop.advance('PT10S')
    expect(await abroad.refunded('r1')).toMatchObject({ status: 'SUCCESS', out_trade_no: 'o1' })
    expect(await shop.try('/global-refunds/r1/outcome', { state: 'ABNORMAL' })).toMatchObject({ status: 409 })
    const { data, total_num } = await abroad.refunds(transaction_id)
    expect({ data, total_num }).toMatchObject({ data: [{ out_refund_no: 'r1' }], total_num: 1 })
    expect((await shop.held('/global-transactions/o1')).money).toMatchObject({ kept: 500, shared: 300, refunded: 200 })
  })

  it('gets its money back when a refund is closed', async () => {
    const shop = await openShop(gateway)
    const abroad = abroadOf(shop)
    const transaction_id = await abroad.paid('o1', 1000)
    await abroad.refund('r1', transaction_id, 200)
    await shop.control('/global-refunds/r1/outcome', { state: 'ABNORMAL' })
    await shop.control('/global-refunds/r1/outcome', { state: 'REFUNDCLOSE' })
    expect(await abroad.refunded('r1')).toMatchObject({ status: 'REFUNDCLOSE' })
    expect(await abroad.left(transaction_id)).toBe(1000)
    expect(await refusalOf(abroad.refunded('r9'))).toMatchObject({ status: 404, code: 'RESOURCE_NOT_EXISTS' })
  })
})

/** The calls of an institution about an order abroad. */
function abroadOf({ merchant, wxpay, control }: Shop) {
  const { appid, mchid, sub_mchid } = merchant
  const who = { mchid, sub_mchid, sp_mchid: mchid }
  const amounts = 'v3/global/profit-sharing/transactions/{transaction_id}/amounts'
  return {
    paid: async (out_trade_no: string, total: number): Promise<string> => {
      await wxpay.v3.global.transactions.native.post({
        ...who,
        appid,
        sp_appid: appid,
        description: '瑜伽课',
        notify_url: NOTIFY,
        out_trade_no,
        trade_type: 'NATIVE',
        merchant_category_code: '1011',
        amount: { total, currency: 'HKD' },
      })
      return (await control(`/global-transactions/${out_trade_no}/pay`)).object.id
    },
    left: async (transaction_id: string) => (await wxpay.chain(amounts).get({ transaction_id })).data.unsplit_amount,
    share: (out_order_no: string, transaction_id: string, amount: number) =>
      wxpay.chain('v3/global/profit-sharing/orders').post({
        appid,
        transaction_id,
        out_order_no,
        receivers: [{ currency: 'CNY', type: 'MERCHANT_ID', account: '1900000200', amount, description: '分给门店' }],
        unfreeze_unsplit: false,
      }),
    refund: (out_refund_no: string, transaction_id: string, refund: number) =>
      wxpay.v3.global.refunds.post({
        ...who,
        appid,
        sp_appid: appid,
        transaction_id,
        out_refund_no,
        amount: { refund, total: 1000, currency: 'HKD' },
      }),
    refunded: async (out_refund_no: string) =>
      (await wxpay.chain('v3/global/refunds/out-refund-no/{out_refund_no}').get({ out_refund_no, params: who })).data,
    refunds: async (transaction_id: string) =>
      (await wxpay.v3.global.refunds.get({ params: { ...who, transaction_id, offset: 0, count: 10 } })).data,
  }
}
