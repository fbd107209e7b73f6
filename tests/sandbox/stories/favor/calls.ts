import type { JsonObject, Story } from '../kit/story.ts'

const DAY = 24 * 60 * 60 * 1000
export const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString().replace(/\.\d+Z$/, 'Z')

/** The calls of a merchant about stocks and coupons. */
export function favorOf({ merchant, wxpay }: Story) {
  const { favor } = wxpay.v3.marketing
  const { mchid, appid, openid } = merchant
  const stock = favor.stocks._stock_id_
  const creator = { stock_creator_mchid: mchid }
  return {
    favor,
    create: async (
      out_request_no: string,
      rule: object = {},
      { use = {}, ...more }: { use?: object; [field: string]: unknown } = {},
    ): Promise<string> => {
      const { data } = await favor.couponStocks.post({
        stock_name: '瑜伽课满减券',
        available_begin_time: inDays(-1),
        available_end_time: inDays(30),
        stock_use_rule: {
          max_coupons: 3,
          max_amount: 3000,
          max_coupons_per_user: 2,
          natural_person_limit: false,
          prevent_api_abuse: false,
          ...rule,
        },
        no_cash: false,
        stock_type: 'NORMAL',
        belong_merchant: mchid,
        coupon_use_rule: {
          coupon_available_time: { available_begin_time: inDays(-1), available_end_time: inDays(10) },
          fixed_normal_coupon: { coupon_amount: 1000, transaction_minimum: 5000 },
          available_merchants: [mchid],
          available_items: ['A1', 'A2', 'A3'],
          ...use,
        },
        out_request_no,
        ...more,
      })
      return data.stock_id
    },
    move: (stock_id: string, name: 'start' | 'pause' | 'restart') => stock[name].post(creator, { stock_id }),
    query: async (stock_id: string): Promise<JsonObject> => (await stock.get({ stock_id, params: creator })).data,
    send: async (stock_id: string, out_request_no: string, user: string = openid): Promise<string> =>
      (await favor.users._openid_.coupons.post({ stock_id, out_request_no, appid, ...creator }, { openid: user })).data
        .coupon_id,
    coupon: async (coupon_id: string, user: string = openid): Promise<JsonObject> =>
      (await favor.users._openid_.coupons._coupon_id_.get({ openid: user, coupon_id, params: { appid } })).data,
    coupons: async (params: object, user: string = openid): Promise<JsonObject> =>
      (await favor.users._openid_.coupons.get({ openid: user, params: { appid, ...params } })).data,
    stocks: async (params: object): Promise<JsonObject> =>
      (await favor.stocks.get({ params: { offset: 0, limit: 10, ...creator, ...params } })).data,
    items: async (stock_id: string, offset: number, limit: number): Promise<JsonObject> =>
      (await stock.items.get({ stock_id, params: { ...creator, offset, limit } })).data,
  }
}
