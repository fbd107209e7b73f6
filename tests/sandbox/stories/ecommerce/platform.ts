import type { Gateway } from '../../../sdk/gateway.ts'
import { openShop, type Shop } from '../kit/shop.ts'
import { type Any, NOTIFY } from '../kit/story.ts'

/** What the stories of a platform share: its calls about one of its merchants. */

export const OPENED = 10_000_000

/** The calls of a platform about one of its merchants. */
function platformOf({ merchant, wxpay, settled, fresh }: Shop) {
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

export async function openPlatform(gateway: Gateway) {
  const shop = await openShop(gateway)
  const { sub_mchid } = shop.merchant
  return { shop, sub_mchid, platform: platformOf(shop), paid: () => shop.paid({ sub_mchid }) }
}
