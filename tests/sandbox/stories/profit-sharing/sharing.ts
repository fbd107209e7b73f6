import type { Shop } from '../kit/shop.ts'
import type { Any, Mode } from '../kit/story.ts'

/** What the stories of profit sharing share: the calls of one shop. */

export interface Share {
  transaction_id: string
  amounts?: number[]
  accounts?: string[]
  last?: boolean
  number?: string
}

/** The calls about sharing one shop's orders. */
export function sharingOf({ merchant, wxpay, encrypt, sealed, settled, fresh }: Shop, mode: Mode = 'merchant') {
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
