import { expect, it } from 'vitest'
import { Rsa } from 'wechatpay-axios-plugin'
import type { MerchantAnswer } from '../../playground/protocol/gateway/index.ts'
import { createClient, useGateway } from './gateway.ts'

/**
 * What the official SDKs with compiled models (Go, Java) send and decode: an optional field that their model leaves out
 * must not be asked for, and an answer whose field has another type does not decode there at all.
 */
const gateway = useGateway()

const orderOf = ({ appid, mchid, openid }: MerchantAnswer, out_trade_no: string) => ({
  appid,
  mchid,
  out_trade_no,
  description: '图书',
  notify_url: 'https://www.example.com/notify',
  amount: { total: 100, currency: 'CNY' },
  payer: { openid },
})

it('takes an order whose store is told by its number alone', async () => {
  const merchant = await gateway.register()
  const client = createClient(gateway, merchant)
  const scene_info = { payer_client_ip: '127.0.0.1', store_info: { id: '0001' } }
  for (const kind of ['jsapi', 'app', 'native']) {
    const { payer, ...order } = orderOf(merchant, `store-${kind}`)
    const body = { ...order, ...(kind === 'jsapi' && { payer }), scene_info }
    expect(await client.v3.pay.transactions[kind].post(body)).toMatchObject({ status: 200 })
  }
  const unnamed = { ...scene_info, store_info: { name: '腾讯大厦分店' } }
  const refused = client.v3.pay.transactions.jsapi.post({ ...orderOf(merchant, 'store-none'), scene_info: unnamed })
  await expect(refused).rejects.toMatchObject({ response: { status: 400, data: { code: 'PARAM_ERROR' } } })
})

it('takes a batch of transfers without a scene', async () => {
  const merchant = await gateway.register()
  const client = createClient(gateway, merchant)
  const { appid, openid } = merchant
  const answer = await client.v3.transfer.batches.post({
    appid,
    out_batch_no: 'batch0001',
    batch_name: '稿费',
    batch_remark: '十一月稿费',
    total_amount: 100,
    total_num: 1,
    transfer_detail_list: [{ out_detail_no: 'detail0001', transfer_amount: 100, transfer_remark: '稿费', openid }],
  })
  expect(answer).toMatchObject({ status: 200, data: { out_batch_no: 'batch0001' } })
})

it('answers the name that a transfer was made with under the key of the merchant', async () => {
  const merchant = await gateway.register()
  const { appid, openid, platform, private_key = '' } = merchant
  const client = createClient(gateway, merchant)
  const user_name = Rsa.encrypt('张三', Rsa.from(platform.certificate, Rsa.KEY_TYPE_PUBLIC))
  const headers = { 'Wechatpay-Serial': platform.serial_no }
  const detail = { out_detail_no: 'named0001d', transfer_amount: 100, transfer_remark: '稿费', openid, user_name }
  const batch = {
    appid,
    out_batch_no: 'named0001',
    batch_name: '稿费',
    batch_remark: '稿费',
    total_amount: 100,
    total_num: 1,
  }
  await client.v3.transfer.batches.post({ ...batch, transfer_detail_list: [detail] }, { headers })
  await gateway.control(merchant, 'POST', '/transfer-batches/named0001/process')
  const details = client.v3.transfer.batches.outBatchNo.$out_batch_no$.details.outDetailNo.$out_detail_no$
  const { data } = await details.get({ out_batch_no: 'named0001', out_detail_no: 'named0001d' })
  expect(Rsa.decrypt(data.user_name, Rsa.from(private_key, Rsa.KEY_TYPE_PRIVATE))).toBe('张三')
})

it('answers a voucher batch with the amount and the ways to pay that it was made with', async () => {
  const merchant = await gateway.register()
  const client = createClient(gateway, merchant)
  const { mchid, appid, openid } = merchant
  const fixed_normal_coupon = { coupon_amount: 100, transaction_minimum: 200 }
  const day = (offset: number) => `${new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 19)}+00:00`
  const made = await client.v3.marketing.favor['coupon-stocks'].post({
    stock_name: '微信支付代金券',
    belong_merchant: mchid,
    available_begin_time: day(-1),
    available_end_time: day(10),
    stock_use_rule: {
      max_coupons: 10,
      max_amount: 1000,
      max_coupons_per_user: 2,
      natural_person_limit: false,
      prevent_api_abuse: false,
    },
    coupon_use_rule: { coupon_available_time: {}, fixed_normal_coupon, trade_type: ['MICROAPP'], combine_use: false },
    no_cash: true,
    stock_type: 'NORMAL',
    out_request_no: 'stock0001',
  })
  const { stock_id } = made.data
  const rule = { max_coupons: 10, fixed_normal_coupon, coupon_type: 'NORMAL', trade_type: ['MICROAPP'] }
  const query = { stock_creator_mchid: mchid }
  const one = await client.v3.marketing.favor.stocks.$stock_id$.get({ stock_id, params: query })
  expect(one.data).toMatchObject({ stock_id, stock_use_rule: { ...rule, combine_use: false } })
  const { data } = await client.v3.marketing.favor.stocks.get({ params: { ...query, offset: 0, limit: 10 } })
  expect(data.data).toContainEqual(expect.objectContaining({ stock_id, stock_use_rule: expect.objectContaining(rule) }))

  await client.v3.marketing.favor.stocks.$stock_id$.start.post(query, { stock_id })
  const grant = { stock_id, out_request_no: 'grant0001', appid, stock_creator_mchid: mchid }
  const { data: granted } = await client.v3.marketing.favor.users.$openid$.coupons.post(grant, { openid })
  const { coupon_id } = granted
  const detail = await client.v3.marketing.favor.users.$openid$.coupons.$coupon_id$.get({
    openid,
    coupon_id,
    params: { appid },
  })
  expect(detail.data).toMatchObject({ coupon_id, no_cash: true, normal_coupon_information: fixed_normal_coupon })
})

it('answers a donation with numbers and objects where the models have them', async () => {
  const merchant = await gateway.register()
  const client = createClient(gateway, merchant)
  const out_trade_no = 'LOVE0001'
  await gateway.control(merchant, 'POST', '/lovefeast-orders', { brand_id: 1001, out_trade_no, amount: 300 })
  const { lovefeast } = client.v3
  const order = {
    brand_id: 1001,
    merchant_order: { out_trade_no, mchid: merchant.mchid },
    amount: { total: 300, payer_total: 300, currency: 'CNY', payer_currency: 'CNY' },
  }
  const path = { openid: merchant.openid, out_trade_no, brand_id: 1001 }
  const one = await lovefeast.users.$openid$.orders.outTradeNo.$out_trade_no$.get(path)
  expect(one.data).toMatchObject(order)
  const list = await lovefeast.users.$openid$.orders.brandId.$brand_id$.get({ ...path, params: { limit: 10 } })
  expect(list.data).toMatchObject({ total_count: 1, data: [order] })
  const brand = await lovefeast.brands.$brand_id$.get(path)
  expect(brand.data).toMatchObject({ donate_count: 1 })
})

it('answers a ride with what was paid for it', async () => {
  const merchant = await gateway.register()
  const client = createClient(gateway, merchant)
  const { appid } = merchant
  const out_trade_no = 'ride0001'
  const made = await client.v3.qrcode.transactions.post({
    appid,
    out_trade_no,
    description: '地铁',
    trade_scene: 'METRO',
    contract_id: 'Wx15463511252015071056489715',
    notify_url: 'https://www.example.com/notify',
    amount: { total: 300, currency: 'CNY' },
    metro_info: { start_time: '2026-11-01T08:00:00+08:00' },
  })
  const amount = { total: 300, payer_total: 300, currency: 'CNY' }
  expect(made.data).toMatchObject({ out_trade_no, sp_mchid: merchant.mchid, amount })
  const found = await client.v3.qrcode.transactions.outTradeNo.$out_trade_no$.get({ out_trade_no })
  expect(found.data).toEqual(made.data)
})

it('lists the uploads of a number package without a state', async () => {
  const client = createClient(gateway, await gateway.register())
  const list = await client.v3.marketing.bank.packages.$package_id$.tasks.get({ package_id: 'pkg0001' })
  expect(list).toMatchObject({ status: 200, data: { total_count: expect.any(Number) } })
})

it('lists activities as whole as one of them is answered', async () => {
  const client = createClient(gateway, await gateway.register())
  const { activities } = client.v3.marketing.paygiftactivity
  const list = await activities.get({ params: { offset: 0, limit: 10 } })
  const [listed] = list.data.data
  const one = await activities.$activity_id$.get({ activity_id: listed.activity_id })
  const { activity_type, activity_status, create_time, update_time } = one.data
  expect(listed).toMatchObject({ activity_type, activity_status, create_time, update_time })
})
