import { describe, expect, it } from 'vitest'
import { Rsa } from 'wechatpay-axios-plugin'
import { useGateway } from '../../sdk/gateway.ts'
import { download, readTable } from './bill/bills.ts'
import { fieldsOf, refusalOf } from './kit/refusal.ts'
import { openShop } from './kit/shop.ts'
import { type Any, NOTIFY } from './kit/story.ts'

const gateway = useGateway()

describe('comments of orders', () => {
  it('are fetched by time and place, as text', async () => {
    const shop = await openShop(gateway)
    const { appid, mchid: mch_id } = shop.merchant
    const fetched = async (more: object): Promise<Any> => {
      const given = { appid, mch_id, sign_type: 'HMAC-SHA256', begin_time: '20200101000000', offset: 0, ...more }
      const raw = { responseType: 'text', transformResponse: [(text: unknown) => text] }
      return (await shop.wxpay.v2.billcommentsp.batchquerycomment.post(given, raw)).data
    }
    expect(await shop.try('/order-comments', { out_trade_no: 'nothing' })).toMatchObject({ status: 409 })
    const numbers: string[] = []
    for (const stars of [5, 1]) {
      const { out_trade_no, transaction_id } = await shop.paid()
      numbers.push(transaction_id)
      await shop.control('/order-comments', { out_trade_no, stars, content: '好' })
    }
    const [first, one, two] = String(await fetched({ end_time: '20990101000000' })).split('\n')
    expect(first).toBe('2')
    expect(one).toMatch(new RegExp(`^\`[-0-9]{10} [:0-9]{8},\`${numbers[0]},\`5,\`好$`))
    expect(two).toContain(`,\`${numbers[1]},\`1,`)
    expect(String(await fetched({ end_time: '20990101000000', offset: 1 })).split('\n')).toEqual(['2', two])
    expect(await fetched({ end_time: '20200102000000' })).toBe('0')
    expect(await fieldsOf(shop.wxpay.v2.billcommentsp.batchquerycomment.post({ appid, mch_id }))).toMatchObject({
      return_code: 'FAIL',
    })
  })
})

describe('money that may be used often', () => {
  it('is in the files of its stock', async () => {
    const shop = await openShop(gateway)
    const { encrypt, sealed, wxpay, merchant } = shop
    const { appid, openid } = merchant
    const { data } = await wxpay.chain('v3/multiuse/users/{openid}/coupons').post(
      {
        stock_id: 'stock1',
        out_request_no: 'send1',
        user_name: encrypt('张三'),
        id_card_number: encrypt('440300199001011234'),
        amount: 100,
        appid,
        card_type: 'ID_CARD',
      },
      { openid, ...sealed },
    )
    await shop.control('/multiuse-coupons/send1/use', { amount: 60 })
    expect(await shop.try('/multiuse-coupons/send1/use', { amount: 41 })).toMatchObject({ status: 409 })
    await shop.control('/multiuse-coupons/send1/refund', { amount: 20 })
    const flow = async (kind: string, stock_id = 'stock1') => {
      const path = `v3/multiuse/stocks/{stock_id}/${kind}`
      const { url } = (await wxpay.chain(path).get({ stock_id })).data
      return readTable((await download(shop, { download_url: url })).toString()).rows
    }
    expect(await flow('send-flow')).toMatchObject([{ 消费金ID: data.coupon_id, 发放面额: '1.00', 用户标识: openid }])
    expect(await flow('use-flow')).toMatchObject([{ 消费金ID: data.coupon_id, 金额: '0.60' }])
    expect(await flow('refund-flow')).toMatchObject([{ 消费金ID: data.coupon_id, 金额: '0.20' }])
    expect(await flow('use-flow', 'stock2')).toEqual([])
  })
})

describe('what a brand allows a partner', () => {
  it('is what it granted, until it grants something else', async () => {
    const shop = await openShop(gateway)
    const granted = async (brand_id: string) =>
      (await shop.wxpay.chain('v3/brand-basic/partner/brands/{brand_id}/product-authorities').get({ brand_id })).data
    expect(await refusalOf(granted('7').then((data) => ({ data })))).toMatchObject({ status: 404 })
    await shop.control('/brand-authorities', { brand_id: '7' })
    expect(await granted('7')).toMatchObject({ authorization_type: 'AUTHORIZATION_TYPE_HOSTING' })
    const product = 'BRAND_PRODUCT_AUTHORITY_BRAND_STORE'
    await shop.control('/brand-authorities/7/grant', { product })
    expect(await granted('7')).toMatchObject({
      authorization_type: 'AUTHORIZATION_TYPE_PARTLY',
      authorization_product: [product],
    })
  })
})

describe('the codes of a shop’s activity', () => {
  it('are as many as asked for, and the same for the same number', async () => {
    const { wxpay } = await openShop(gateway)
    const path = 'v3/marketing/goods-subsidy-activity/retail-store-act/{brand_id}/materials'
    const made = async (out_request_no: string, material_num: number) =>
      (await wxpay.chain(path).post({ out_request_no, material_num }, { brand_id: '7' })).data.material_list
    const first = await made('m1', 3)
    expect(new Set(first.map((one: Any) => one.material_id)).size).toBe(3)
    expect(await made('m1', 3)).toEqual(first)
    expect(await refusalOf(made('m1', 4))).toMatchObject({ code: 'INVALID_REQUEST' })
    expect((await made('m2', 1))[0].material_id).not.toBe(first[0].material_id)
  })
})

describe('a repayment of several details', () => {
  it('is paid as one, and closed as one', async () => {
    const shop = await openShop(gateway)
    const { appid, mchid, sub_mchid, openid } = shop.merchant
    const root = 'v3/repayment/combine-transactions/partner'
    const details = ['d1', 'd2'].map((out_trade_no) => ({ mchid, sub_mchid, out_trade_no }))
    const prepay = (combine_out_trade_no: string, description: string) =>
      shop.wxpay.chain(`${root}/prepay`).post({
        combine_out_trade_no,
        combine_mchid: mchid,
        notify_url: NOTIFY,
        miniprogram_info: { combine_appid: appid, openid },
        sub_orders: details.map((one) => ({
          ...one,
          amount: { total_amount: 300, currency: 'CNY' },
          attach: 'x',
          description,
        })),
      })
    const query = async (combine_out_trade_no: string): Promise<Any> =>
      (await shop.wxpay.chain(`${root}/out-trade-no/{combine_out_trade_no}`).get({ combine_out_trade_no })).data
    const close = (combine_out_trade_no: string, sub_orders: object[]) =>
      shop.wxpay
        .chain(`${root}/out-trade-no/{combine_out_trade_no}/close`)
        .post({ sub_orders }, { combine_out_trade_no })
    const states = async (number: string) => (await query(number)).sub_orders.map((one: Any) => one.trade_state)
    await prepay('r1', '分期')
    expect(await refusalOf(prepay('r1', '别的'))).toMatchObject({ status: 403, code: 'OUT_TRADE_NO_USED' })
    expect(await states('r1')).toEqual(['NOTPAY', 'NOTPAY'])
    await shop.control('/repayment-combine-transactions-partner/r1/pay')
    expect(await states('r1')).toEqual(['SUCCESS', 'SUCCESS'])
    expect(await shop.notified()).toMatchObject([
      { event: 'TRANSACTION.SUCCESS', content: { combine_out_trade_no: 'r1' } },
    ])
    expect(await refusalOf(close('r1', details))).toMatchObject({ status: 400, code: 'ORDERPAID' })
    await prepay('r2', '分期')
    expect(await refusalOf(close('r2', details.slice(1)))).toMatchObject({ code: 'PARAM_ERROR' })
    await close('r2', details)
    expect(await states('r2')).toEqual(['CLOSED', 'CLOSED'])
  })
})

describe('a platform’s batch of transfers', () => {
  it('is what its details are', async () => {
    const shop = await openShop(gateway)
    const { appid, sub_mchid, openid } = shop.merchant
    const root = 'v3/platsolution/mch-transfer/batches'
    const detail = (out_detail_no: string) => ({
      out_detail_no,
      transfer_amount: 100,
      transfer_remark: '课酬',
      openid,
      reservation_id: '12345678',
    })
    const sent = {
      sp_appid: appid,
      sub_mchid,
      sub_appid: appid,
      out_batch_no: 'batch1',
      batch_name: '课酬',
      batch_remark: '课酬',
      total_amount: 200,
      total_num: 2,
      transfer_scene_id: '1001',
      notify_url: NOTIFY,
      transfer_detail_list: [detail('d1'), detail('d2')],
    }
    await shop.wxpay.chain(`${root}/apply`).post(sent)
    const query = async (more: object): Promise<Any> => {
      const params = { sub_mchid, need_query_detail: true, ...more }
      return (await shop.wxpay.chain(`${root}/out-batch-no/{out_batch_no}`).get({ out_batch_no: 'batch1', params }))
        .data
    }
    expect((await query({})).transfer_batch).toMatchObject({
      batch_state: 'ACCEPTED',
      total_amount: 200,
      success_num: 0,
    })
    const [one, two] = (await query({})).data
    await shop.control(`/platsolution-transfer-details/${one.detail_id}/outcome`, { state: 'SUCCESS' })
    const half = await query({ detail_state: 'SUCCESS' })
    expect(half).toMatchObject({ transfer_batch: { batch_state: 'PROCESSING', success_num: 1, success_amount: 100 } })
    expect(half.data).toMatchObject([{ out_detail_no: 'd1', detail_state: 'SUCCESS' }])
    await shop.control(`/platsolution-transfer-details/${two.detail_id}/outcome`, { state: 'FAIL' })
    const done = await query({ offset: 1, limit: 1 })
    expect(done).toMatchObject({ transfer_batch: { batch_state: 'COMPLETED', failed_num: 1, failed_amount: 100 } })
    expect(done.data).toMatchObject([{ out_detail_no: 'd2', detail_state: 'FAIL' }])
  })
})

describe('the card of a brand', () => {
  it('is published once it passed, when it was planned', async () => {
    const shop = await openShop(gateway)
    const root = 'v3/brand/card/card-configs'
    const brand_id = '7'
    const submit = () =>
      shop.wxpay.chain(root).post({
        business_code: 'card1',
        brand_id,
        brand_customer_service: { customer_service_type: 'SERVICE_PHONE', customer_service_phone: '075588888888' },
      })
    const state = async () => (await shop.wxpay.chain(root).get({ params: { brand_id } })).data.applyment_state
    const publish = (more: object) => shop.wxpay.chain(`${root}/publish`).post({ brand_id, ...more })
    const at = new Date(Date.parse(await shop.now()) + 86_400_000).toISOString()
    const planned = { publish_type: 'SCHEDULED_PUBLISH', scheduled_publish_time: at }
    expect(await refusalOf(publish(planned))).toMatchObject({ status: 404 })
    await submit()
    expect(await refusalOf(publish(planned))).toMatchObject({ code: 'INVALID_REQUEST' })
    await shop.control(`/brand-card-card-configs/${brand_id}/review`, { outcome: 'reject' })
    await submit()
    expect(await state()).toBe('AUDITING')
    await shop.control(`/brand-card-card-configs/${brand_id}/review`)
    await publish(planned)
    expect(await state()).toBe('PENDING_PUBLISH')
    await shop.advance('P2D')
    expect(await state()).toBe('PUBLISHED')
    expect(await refusalOf(publish(planned))).toMatchObject({ code: 'INVALID_REQUEST' })
  })
})

describe('what a face is known to be', () => {
  it('is told to who asks for it, once its user allowed it', async () => {
    const shop = await openShop(gateway)
    const { appid } = shop.merchant
    const ask = async (face_sid: string, info_type: string): Promise<Any> =>
      (await shop.wxpay.chain('v3/facemch/users/{face_sid}').get({ face_sid, params: { appid, info_type } })).data
    expect(await refusalOf(ask('unknown', 'ASK_UNIONID'))).toMatchObject({ status: 404, code: 'RESOURCE_NOT_EXISTS' })
    const { face_sid, union_id } = (await shop.control('/face-authorizations', { real_name: '李四' })).object
    expect(await ask(face_sid, 'ASK_UNIONID')).toMatchObject({ union_id })
    const { real_name_info, ...rest } = await ask(face_sid, 'ASK_REAL_NAME')
    expect(Rsa.decrypt(real_name_info.encrypted_real_name, shop.merchant.private_key ?? '')).toBe('李四')
    expect(rest.union_id).toBeUndefined()
  })
})
