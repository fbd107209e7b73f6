import { type JsonObject, type Mode, NOTIFY, type Story } from '../kit/story.ts'

/** What the stories of service orders share: the calls about one. */

export const service_id = '2002000000000558128851361561536'

/** The calls about one service order, the same for a merchant and for a partner. */
export function ordersOf({ merchant, wxpay }: Story, mode: Mode) {
  const { appid, sub_mchid, openid } = merchant
  const partner = mode === 'partner'
  const own: JsonObject = partner ? { sub_mchid } : {}
  const named = partner ? { sub_mchid } : { appid }
  const orders = partner ? wxpay.v3.payscore.partner.serviceorder : wxpay.v3.payscore.serviceorder
  const one = orders._out_order_no_
  const about = (out_order_no: string) => ({ out_order_no })
  return {
    create: (out_order_no: string, more: object = {}): Promise<{ data: JsonObject }> =>
      orders.post({
        ...own,
        appid,
        service_id,
        out_order_no,
        service_introduction: '充电宝租借',
        risk_fund: { name: 'DEPOSIT', amount: 10000 },
        time_range: { start_time: 'OnAccept' },
        notify_url: NOTIFY,
        openid,
        need_user_confirm: true,
        ...more,
      }),
    query: async (out_order_no: string): Promise<JsonObject> =>
      (await orders.get({ params: { ...named, service_id, out_order_no } })).data,
    complete: (out_order_no: string, total: number, more: object = {}) =>
      one.complete.post(
        {
          ...named,
          service_id,
          post_payments: [{ name: '租金', amount: total + 20 }],
          post_discounts: [{ name: '会员优惠', description: '会员减免', amount: 20 }],
          total_amount: total,
          time_range: { end_time: '20991231' },
          ...more,
        },
        about(out_order_no),
      ),
    modify: (out_order_no: string, total: number) =>
      one.modify.post(
        {
          ...named,
          service_id,
          post_payments: [{ name: '租金', amount: total }],
          total_amount: total,
          reason: '少收一小时',
        },
        about(out_order_no),
      ),
    cancel: (out_order_no: string) => one.cancel.post({ ...named, service_id, reason: '不租了' }, about(out_order_no)),
    collect: (out_order_no: string) => one.pay.post({ ...named, service_id }, about(out_order_no)),
    sync: (out_order_no: string) =>
      one.sync.post(
        { ...named, service_id, type: 'Order_Paid', detail: { paid_time: '20260102030405' } },
        about(out_order_no),
      ),
    /** Control calls of a partner's order name the sub-merchant. */
    play: (story: Story, out_order_no: string, name: string, body: JsonObject = {}) =>
      story.control(`/service-orders/${out_order_no}/${name}`, { ...body, ...(partner && { sub_mchid }) }),
  }
}
