import { describe, expect, it } from 'vitest'
import { useGateway } from '../../sdk/gateway.ts'
import { refusalOf } from './kit/refusal.ts'
import { createStory, type JsonObject, type Story } from './kit/story.ts'

const gateway = useGateway()

const DAY = 24 * 60 * 60 * 1000
const inDays = (days: number): string => new Date(Date.now() + days * DAY).toISOString().replace(/\.\d+Z$/, 'Z')

/** The calls of a merchant about stocks, codes and coupons of its own. */
function couponsOf({ merchant, wxpay }: Story) {
  const { busifavor } = wxpay.v3.marketing
  const { mchid, appid, openid } = merchant
  const stocks = busifavor.stocks
  const one = stocks._stock_id_
  const about = (stock_id: string, coupon_code: string) => ({ stock_id, coupon_code })
  return {
    busifavor,
    create: async (
      out_request_no: string,
      coupon_code_mode = 'WECHATPAY_MODE',
      rule: object = {},
      times: object = {},
    ): Promise<string> =>
      (
        await stocks.post({
          stock_name: '瑜伽课满减券',
          belong_merchant: mchid,
          goods_name: '瑜伽课程',
          stock_type: 'NORMAL',
          coupon_use_rule: {
            coupon_available_time: {
              available_begin_time: inDays(-1),
              available_end_time: inDays(30),
              available_day_after_receive: 3,
              ...times,
            },
            fixed_normal_coupon: { discount_amount: 1000, transaction_minimum: 5000 },
            use_method: 'OFF_LINE',
          },
          stock_send_rule: { max_coupons: 3, max_coupons_per_user: 2, ...rule },
          out_request_no,
          coupon_code_mode,
        })
      ).data.stock_id,
    query: async (stock_id: string): Promise<JsonObject> => (await one.get({ stock_id })).data,
    send: async (stock_id: string, out_request_no: string, more: object = {}): Promise<string> =>
      (await busifavor.coupons.send.post({ openid, appid, stock_id, out_request_no, ...more })).data.coupon_code,
    coupon: async (coupon_code: string): Promise<JsonObject> =>
      (await busifavor.users._openid_.coupons._coupon_code_.appids._appid_.get({ openid, coupon_code, appid })).data,
    list: async (params: object): Promise<JsonObject> =>
      (await busifavor.users._openid_.coupons.get({ openid, params: { appid, ...params } })).data,
    use: (stock_id: string, coupon_code: string, use_request_no: string) =>
      busifavor.coupons.use.post({ ...about(stock_id, coupon_code), appid, use_time: inDays(0), use_request_no }),
    giveBack: (stock_id: string, coupon_code: string, return_request_no: string) =>
      busifavor.coupons.return.post({ ...about(stock_id, coupon_code), return_request_no }),
    deactivate: (stock_id: string, coupon_code: string, deactivate_request_no: string) =>
      busifavor.coupons.deactivate.post({ ...about(stock_id, coupon_code), deactivate_request_no }),
    upload: async (stock_id: string, upload_request_no: string, codes: string[]): Promise<JsonObject> =>
      (await one.couponcodes.post({ coupon_code_list: codes, upload_request_no }, { stock_id })).data,
    codes: async (stock_id: string, params: object = {}): Promise<JsonObject> =>
      (await one.couponcodes.get({ stock_id, params })).data,
  }
}

const RULE_LIMIT = { status: 403, code: 'RULE_LIMIT' }

describe('a coupon of a merchant', () => {
  it('lives from its stock to its use and back, and the merchant is told of the sending', async () => {
    const story = await createStory(gateway)
    const { mchid, openid } = story.merchant
    const { busifavor, create, query, send, coupon, use, giveBack } = couponsOf(story)
    const notify_url = 'https://api.test.com/busifavor'
    await busifavor.callbacks.post({ mchid, notify_url })
    expect((await busifavor.callbacks.get({ params: { mchid } })).data).toMatchObject({ mchid, notify_url })

    const stock_id = await create('stock-1')
    expect(await create('stock-1')).toBe(stock_id)
    expect(await query(stock_id)).toMatchObject({ stock_state: 'RUNNING', stock_id, belong_merchant: mchid })
    const code = await send(stock_id, 'send-1')
    expect(await send(stock_id, 'send-1')).toBe(code)
    expect(await story.told('COUPON.SEND')).toMatchObject([
      { coupon_code: code, stock_id, openid, send_merchant: mchid },
    ])
    expect(await coupon(code)).toMatchObject({
      coupon_state: 'SENDED',
      send_request_no: 'send-1',
      stock_name: '瑜伽课满减券',
    })
    expect(await query(stock_id)).toMatchObject({ send_count_information: { total_send_num: 1 } })

    const refused = async (call: Promise<unknown>) => expect(await refusalOf(call)).toMatchObject(RULE_LIMIT)
    await refused(giveBack(stock_id, code, 'back-0'))
    expect((await use(stock_id, code, 'use-1')).data).toMatchObject({ stock_id, openid })
    await use(stock_id, code, 'use-1')
    const used = await coupon(code)
    expect(used).toMatchObject({ coupon_state: 'USED', use_request_no: 'use-1' })
    await refused(use(stock_id, code, 'use-2'))
    await refused(couponsOf(story).deactivate(stock_id, code, 'off-1'))
    expect(await coupon(code)).toEqual(used)

    await giveBack(stock_id, code, 'back-1')
    await giveBack(stock_id, code, 'back-1')
    expect(await coupon(code)).toMatchObject({ coupon_state: 'SENDED' })
    await story.advance('P4D')
    expect(await coupon(code)).toMatchObject({ coupon_state: 'EXPIRED' })
    await refused(use(stock_id, code, 'use-3'))
    expect(await refusalOf(use(stock_id, '000', 'use-4'))).toMatchObject({ status: 400, code: 'PARAM_ERROR' })
    expect(await refusalOf(coupon('000'))).toMatchObject({ status: 404, code: 'RESOURCE_NOT_EXISTS' })
  })

  it('is made invalid by the merchant or deleted by the user', async () => {
    const story = await createStory(gateway)
    const { create, send, coupon, use, deactivate, list } = couponsOf(story)
    const stock_id = await create('stock-2')
    const [one, two] = [await send(stock_id, 's-1'), await send(stock_id, 's-2')]
    await deactivate(stock_id, one, 'off-1')
    await deactivate(stock_id, one, 'off-1')
    expect(await refusalOf(deactivate(stock_id, one, 'off-2'))).toMatchObject(RULE_LIMIT)
    await story.control(`/busifavor-coupons/${two}/delete`)
    expect(await coupon(one)).toMatchObject({ coupon_state: 'DEACTIVATED' })
    expect(await coupon(two)).toMatchObject({ coupon_state: 'DELETED' })
    for (const code of [one, two]) expect(await refusalOf(use(stock_id, code, `u-${code}`))).toMatchObject(RULE_LIMIT)
    const codesOf = ({ data }: JsonObject): unknown[] => (data as JsonObject[]).map(({ coupon_code }) => coupon_code)
    const mine = await list({ stock_id })
    expect(mine).toMatchObject({ total_count: 2, offset: 0, limit: 20 })
    expect(codesOf(mine)).toEqual([two, one])
    expect(codesOf(await list({ stock_id, coupon_state: 'DEACTIVATED' }))).toEqual([one])
    expect(codesOf(await list({ stock_id, offset: 1, limit: 1 }))).toEqual([one])
  })

  it('is sent as often as stock and user allow, and more when the budget grows', async () => {
    const story = await createStory(gateway)
    const { busifavor, create, query, send } = couponsOf(story)
    const stock_id = await create('stock-3')
    await send(stock_id, 'a-1')
    await send(stock_id, 'a-2')
    expect(await refusalOf(send(stock_id, 'a-3'))).toMatchObject(RULE_LIMIT)
    await send(stock_id, 'b-1', { openid: 'oAnother' })
    expect(await refusalOf(send(stock_id, 'c-1', { openid: 'oThird' }))).toMatchObject(RULE_LIMIT)
    const budget = (current_max_coupons: number, target_max_coupons: number) =>
      busifavor.stocks._stock_id_.budget.patch(
        { current_max_coupons, target_max_coupons, modify_budget_request_no: `b-${target_max_coupons}` },
        { stock_id },
      )
    expect(await refusalOf(budget(2, 5))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    expect((await budget(3, 5)).data).toMatchObject({ max_coupons: 5 })
    await send(stock_id, 'c-1', { openid: 'oThird' })
    await busifavor.stocks._stock_id_.patch({ stock_name: '新名字', out_request_no: 'm-1' }, { stock_id })
    expect(await query(stock_id)).toMatchObject({ stock_name: '新名字', stock_send_rule: { max_coupons: 5 } })

    await story.control(`/busifavor-stocks/${stock_id}/pause`)
    expect(await refusalOf(send(stock_id, 'd-1', { openid: 'oFourth' }))).toMatchObject(RULE_LIMIT)
    await story.control(`/busifavor-stocks/${stock_id}/resume`)
    await send(stock_id, 'd-1', { openid: 'oFourth' })
    await story.advance('P31D')
    expect(await query(stock_id)).toMatchObject({ stock_state: 'STOPED' })
    expect(await refusalOf(send(stock_id, 'e-1'))).toMatchObject(RULE_LIMIT)
  })

  it('takes its code from what the merchant uploaded', async () => {
    const story = await createStory(gateway)
    const { busifavor, create, query, send, upload, codes } = couponsOf(story)
    const stock_id = await create('stock-4', 'MERCHANT_UPLOAD')
    expect(await upload(stock_id, 'up-1', ['C1', 'C2'])).toMatchObject({ total_count: 2, success_count: 2 })
    expect(await upload(stock_id, 'up-2', ['C2', 'C3'])).toMatchObject({ success_codes: ['C3'], exist_codes: ['C2'] })
    expect(await query(stock_id)).toMatchObject({ coupon_code_count: { total_count: 3, available_count: 3 } })
    expect(await send(stock_id, 's-1')).toBe('C1')
    expect(await query(stock_id)).toMatchObject({ coupon_code_count: { total_count: 3, available_count: 2 } })
    expect(await codes(stock_id)).toMatchObject({
      total_count: 3,
      data: [{ code: 'C1', code_status: 'DISPATCHED' }, {}, {}],
    })
    expect(await codes(stock_id, { offset: 1, limit: 2 })).toMatchObject({ total_count: 3, data: [{ code: 'C3' }] })
    const one = busifavor.stocks._stock_id_.couponcodes._coupon_code_
    const about = (coupon_code: string) => ({
      stock_id,
      coupon_code,
      params: { delete_request_no: `d-${coupon_code}` },
    })
    expect((await one.get({ stock_id, coupon_code: 'C2' })).data).toMatchObject({
      code_information: { code: 'C2', code_status: 'AVAILABLE' },
      coupon_information: { stock_name: '瑜伽课满减券' },
    })
    expect(await refusalOf(one.delete(about('C1')))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    await one.delete(about('C2'))
    expect(await refusalOf(one.get({ stock_id, coupon_code: 'C2' }))).toMatchObject({ status: 404 })
    expect(await send(stock_id, 's-2')).toBe('C3')
    expect(await refusalOf(send(stock_id, 's-3', { openid: 'oAnother' }))).toMatchObject(RULE_LIMIT)
  })

  it('with a code of the merchant is sent once', async () => {
    const story = await createStory(gateway)
    const { create, send } = couponsOf(story)
    const stock_id = await create('stock-5', 'MERCHANT_API')
    expect(await refusalOf(send(stock_id, 's-0'))).toMatchObject({ status: 400, code: 'PARAM_ERROR' })
    expect(await send(stock_id, 's-1', { coupon_code: 'MINE1' })).toBe('MINE1')
    expect(await refusalOf(send(stock_id, 's-2', { coupon_code: 'MINE1' }))).toMatchObject(RULE_LIMIT)
  })

  it('belongs to one order, and is subsidised once', async () => {
    const story = await createStory(gateway)
    const { mchid, sub_mchid } = story.merchant
    const { busifavor, create, send } = couponsOf(story)
    const stock_id = await create('stock-6')
    const coupon_code = await send(stock_id, 's-1')
    const order = (out_trade_no: string) => ({
      stock_id,
      coupon_code,
      out_trade_no,
      out_request_no: `o-${out_trade_no}`,
    })
    await busifavor.coupons.associate.post(order('order-1'))
    await busifavor.coupons.associate.post(order('order-1'))
    expect(await refusalOf(busifavor.coupons.associate.post(order('order-2')))).toMatchObject(RULE_LIMIT)
    expect(await refusalOf(busifavor.coupons.disassociate.post(order('order-2')))).toMatchObject(RULE_LIMIT)
    await busifavor.coupons.disassociate.post(order('order-1'))
    await busifavor.coupons.associate.post(order('order-2'))

    const { payReceipts, returnReceipts } = busifavor.subsidy
    const money = { payer_merchant: mchid, payee_merchant: sub_mchid, description: '补差' }
    const transaction_id = '4200000000202601010000000001'
    const pay = (out_subsidy_no: string) =>
      payReceipts.post({ stock_id, coupon_code, transaction_id, amount: 100, out_subsidy_no, ...money })
    const paid = (await pay('subsidy-1')).data
    expect((await pay('subsidy-1')).data).toEqual(paid)
    expect(await refusalOf(pay('subsidy-2'))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    const { subsidy_receipt_id } = paid
    expect((await payReceipts._subsidy_receipt_id_.get({ subsidy_receipt_id })).data).toEqual(paid)
    expect((await payReceipts.get({ params: { stock_id, coupon_code } })).data.pay_receipt_list).toEqual([paid])
    const giveBack = (out_subsidy_return_no: string, amount: number) =>
      returnReceipts.post({
        stock_id,
        coupon_code,
        transaction_id,
        refund_id: '50000000382026010100000001',
        amount,
        out_subsidy_return_no,
        ...money,
      })
    const back = (await giveBack('return-1', 60)).data
    expect(await refusalOf(giveBack('return-2', 41))).toMatchObject({ status: 403, code: 'NOT_ENOUGH' })
    await giveBack('return-3', 40)
    const { subsidy_return_receipt_id } = back
    expect((await returnReceipts._subsidy_return_receipt_id_.get({ subsidy_return_receipt_id })).data).toMatchObject({
      amount: 60,
      subsidy_receipt_id,
    })
  })

  it('is not used before its time: days after it was received, nor before its stock begins', async () => {
    for (const times of [{ wait_days_after_receive: 2 }, { available_begin_time: inDays(2) }]) {
      const story = await createStory(gateway)
      const { create, send, use, coupon } = couponsOf(story)
      const stock_id = await create('stock', 'WECHATPAY_MODE', {}, times)
      const code = await send(stock_id, 'send-1')
      expect(await refusalOf(use(stock_id, code, 'use-1'))).toMatchObject(RULE_LIMIT)
      expect(await coupon(code)).toMatchObject({ coupon_state: 'SENDED' })
      await story.advance('P2DT1S')
      expect((await use(stock_id, code, 'use-1')).status).toBe(200)
    }
  })
})
