import { fieldsOf } from '../kit/refusal.ts'
import { NOTIFY, type Story } from '../kit/story.ts'

/** What the stories of payments over v2 share: the calls of one merchant about its orders. */
export function ordersOf(story: Story) {
  const fresh = (prefix?: string) => story.fresh(prefix)

  const base = () => ({ appid: story.merchant.appid, mch_id: story.merchant.mchid, nonce_str: 'n' })

  const order = (out_trade_no: string, trade_type = 'NATIVE', more: object = {}) =>
    fieldsOf(
      story.wxpay.v2.pay.unifiedorder({
        ...base(),
        body: '瑜伽课',
        out_trade_no,
        total_fee: 100,
        spbill_create_ip: '127.0.0.1',
        notify_url: NOTIFY,
        trade_type,
        ...(trade_type === 'JSAPI' && { openid: story.merchant.openid }),
        ...more,
      }),
    )
  const query = (number: object) => fieldsOf(story.wxpay.v2.pay.orderquery({ ...base(), ...number }))
  const close = (out_trade_no: string) => fieldsOf(story.wxpay.v2.pay.closeorder({ ...base(), out_trade_no }))
  const refund = (out_trade_no: string, { number, fee }: { number: string; fee: number }) =>
    fieldsOf(
      story.wxpay.v2.secapi.pay.refund({
        ...base(),
        out_trade_no,
        out_refund_no: number,
        total_fee: 100,
        refund_fee: fee,
        notify_url: NOTIFY,
      }),
    )
  const refundsOf = (number: object) => fieldsOf(story.wxpay.v2.pay.refundquery({ ...base(), ...number }))
  const pay = (out_trade_no: string, body?: object) => story.control(`/transactions/${out_trade_no}/pay`, body)
  const byV3 = async (out_trade_no: string) =>
    (
      await story.wxpay
        .chain('v3/pay/transactions/out-trade-no/{out_trade_no}')
        .get({ out_trade_no, params: { mchid: story.merchant.mchid } })
    ).data

  return { fresh, base, order, query, close, refund, refundsOf, pay, byV3 }
}
