import { NOTIFY, type Story } from '../kit/story.ts'

export type Kind = 'jsapi' | 'app' | 'native' | 'h5'

/** What the stories of payments share: the calls of one merchant about its orders. */
export function ordersOf(story: Story) {
  const fresh = (prefix?: string) => story.fresh(prefix)

  function bodyOf(kind: Kind, out_trade_no: string, more: object = {}) {
    const { appid, mchid, openid } = story.merchant
    return {
      appid,
      mchid,
      description: '瑜伽课',
      out_trade_no,
      notify_url: NOTIFY,
      amount: { total: 100 },
      ...(kind === 'jsapi' && { payer: { openid } }),
      ...(kind === 'h5' && { scene_info: { payer_client_ip: '127.0.0.1', h5_info: { type: 'Wap' } } }),
      ...more,
    }
  }

  async function order(kind: Kind, out_trade_no: string, more: object = {}) {
    return (await story.wxpay.v3.pay.transactions[kind](bodyOf(kind, out_trade_no, more))).data
  }

  function partnerBody(out_trade_no: string, more: object = {}) {
    const { appid, mchid, sub_mchid, openid } = story.merchant
    return {
      sp_appid: appid,
      sp_mchid: mchid,
      sub_mchid,
      description: '瑜伽课',
      out_trade_no,
      notify_url: NOTIFY,
      amount: { total: 100 },
      payer: { sp_openid: openid },
      ...more,
    }
  }

  const byNumber = (out_trade_no: string) =>
    story.wxpay
      .chain('v3/pay/transactions/out-trade-no/{out_trade_no}')
      .get({ out_trade_no, params: { mchid: story.merchant.mchid } })
  const stateOf = async (out_trade_no: string) => (await byNumber(out_trade_no)).data.trade_state
  const close = (out_trade_no: string) =>
    story.wxpay
      .chain('v3/pay/transactions/out-trade-no/{out_trade_no}/close')
      .post({ mchid: story.merchant.mchid }, { out_trade_no })
  const pay = (out_trade_no: string, body?: object) => story.control(`/transactions/${out_trade_no}/pay`, body)

  return { fresh, bodyOf, order, partnerBody, byNumber, stateOf, close, pay }
}
