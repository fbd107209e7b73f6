import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { createStory, type JsonObject } from '../kit/story.ts'
import { favorOf, inDays } from './calls.ts'

const gateway = useGateway()

const idsOf = ({ data }: JsonObject, name: string): unknown[] => (data as JsonObject[]).map((one) => one[name])

describe('a coupon', () => {
  it('lives from its stock to its use, and the merchant is told', async () => {
    const story = await createStory(gateway)
    const { favor, create, move, query, send, coupon } = favorOf(story)
    const { mchid, appid } = story.merchant
    const notify_url = 'https://api.test.com/favor'
    const set = await favor.callbacks.post({ mchid, notify_url, switch: true })
    expect(set.data).toMatchObject({ notify_url })
    expect((await favor.callbacks.get({ params: { mchid } })).data).toMatchObject({ mchid, notify_url })

    const stock_id = await create('stock-1')
    expect(await create('stock-1')).toBe(stock_id)
    expect(await query(stock_id)).toMatchObject({ status: 'unactivated', stock_id, distributed_coupons: 0 })
    expect(await refusalOf(send(stock_id, 'early-1'))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    expect((await move(stock_id, 'start')).data).toMatchObject({ stock_id })
    await move(stock_id, 'start')
    expect(await query(stock_id)).toMatchObject({ status: 'running' })

    const coupon_id = await send(stock_id, 'send-1')
    expect(await send(stock_id, 'send-1')).toBe(coupon_id)
    expect(await query(stock_id)).toMatchObject({ distributed_coupons: 1 })
    expect(await coupon(coupon_id)).toMatchObject({
      stock_id,
      status: 'SENDED',
      coupon_name: '瑜伽课满减券',
      normal_coupon_information: { coupon_amount: 1000, transaction_minimum: 5000 },
    })

    const order = async (out_trade_no: string, total: number): Promise<string> => {
      const { pay } = story.wxpay.v3
      const body = { appid, mchid, description: '瑜伽课', out_trade_no, notify_url, amount: { total } }
      await pay.transactions.native.post(body)
      await story.control(`/transactions/${out_trade_no}/pay`)
      const found = await pay.transactions.outTradeNo._out_trade_no_.get({ out_trade_no, params: { mchid } })
      return found.data.transaction_id
    }
    const cheap = await order('cheap-0001', 4999)
    expect(await story.try(`/favor-coupons/${coupon_id}/use`, { transaction_id: cheap })).toMatchObject({ status: 409 })
    const transaction_id = await order('enough-0001', 5000)
    await story.control(`/favor-coupons/${coupon_id}/use`, { transaction_id })
    const used = await coupon(coupon_id)
    expect(used).toMatchObject({ status: 'USED', consume_information: { transaction_id, consume_mchid: mchid } })
    expect(await story.told('COUPON.USE')).toMatchObject([
      { coupon_id, stock_id, status: 'USED', consume_information: { transaction_id, consume_amount: 1000 } },
    ])
    expect(await story.control(`/favor-coupons/${coupon_id}/use`)).toMatchObject({ moved: false, notifications: [] })
    expect(await coupon(coupon_id)).toEqual(used)

    await story.control(`/favor-coupons/${coupon_id}/return`)
    expect(await coupon(coupon_id)).toMatchObject({ status: 'SENDED', available_balance: 1000 })
    await story.advance('P11D')
    expect(await coupon(coupon_id)).toMatchObject({ status: 'EXPIRED' })
    expect(await story.try(`/favor-coupons/${coupon_id}/use`)).toMatchObject({ status: 409 })
    expect(await refusalOf(coupon('nobody'))).toMatchObject({ status: 404, code: 'RESOURCE_NOT_EXISTS' })
  })

  it('is sent as often as stock, user and day allow, also by many at once', async () => {
    const story = await createStory(gateway)
    const { create, move, query, send } = favorOf(story)
    const stock_id = await create('stock-2')
    await move(stock_id, 'start')
    const many = await Promise.allSettled(Array.from({ length: 8 }, (_, at) => send(stock_id, `mine-${at}`)))
    expect(many.filter(({ status }) => status === 'fulfilled')).toHaveLength(2)
    expect(await refusalOf(send(stock_id, 'mine-9'))).toMatchObject({ status: 403, code: 'RULE_LIMIT' })
    await send(stock_id, 'other-1', 'oAnother')
    expect(await refusalOf(send(stock_id, 'third-1', 'oThird'))).toMatchObject({ status: 403, code: 'NOT_ENOUGH' })
    expect(await query(stock_id)).toMatchObject({ distributed_coupons: 3 })

    const daily = await create('stock-3', { max_amount_by_day: 1000 })
    await move(daily, 'start')
    await send(daily, 'day-1')
    expect(await refusalOf(send(daily, 'day-2'))).toMatchObject({ status: 403, code: 'RULE_LIMIT' })
    await story.advance('P1D')
    await send(daily, 'day-2')
  })
})

describe('a stock', () => {
  it('wants a budget that fits and a number of its own', async () => {
    const story = await createStory(gateway)
    const { create, query } = favorOf(story)
    expect(await refusalOf(create('wrong-1', { max_amount: 2999 }))).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(await refusalOf(create('wrong-1', {}, { available_end_time: inDays(-2) }))).toMatchObject({
      code: 'PARAM_ERROR',
    })
    await create('mine-1')
    expect(await refusalOf(create('mine-1', {}, { stock_name: '别的' }))).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(await refusalOf(query('nobody'))).toMatchObject({ status: 404, code: 'RESOURCE_NOT_EXISTS' })
  })

  it('pauses, goes on, and ends with its time', async () => {
    const story = await createStory(gateway)
    const { create, move, query, send, coupon } = favorOf(story)
    const stock_id = await create('stock-4')
    for (const name of ['pause', 'restart'] as const) {
      expect(await refusalOf(move(stock_id, name))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    }
    await move(stock_id, 'start')
    const coupon_id = await send(stock_id, 'keep-1')
    await move(stock_id, 'pause')
    expect(await refusalOf(send(stock_id, 'paused-1'))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    expect(await refusalOf(move(stock_id, 'start'))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    expect(await coupon(coupon_id)).toMatchObject({ status: 'SENDED' })
    await move(stock_id, 'restart')
    await send(stock_id, 'again-1')
    await story.advance('P31D')
    expect(await query(stock_id)).toMatchObject({ status: 'stoped' })
    for (const name of ['start', 'pause', 'restart'] as const) {
      expect(await refusalOf(move(stock_id, name))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    }
    expect(await query(stock_id)).toMatchObject({ status: 'stoped' })
  })

  it('and its coupons are listed by state, user and page', async () => {
    const story = await createStory(gateway)
    const { create, move, send, stocks, coupons, items } = favorOf(story)
    const [one, two] = [await create('list-1'), await create('list-2')]
    await move(one, 'start')
    const running = await stocks({ status: 'running', create_start_time: inDays(-1) })
    expect(idsOf(running, 'stock_id')).toContain(one)
    expect(idsOf(running, 'stock_id')).not.toContain(two)
    expect(idsOf(await stocks({ status: 'unactivated', create_start_time: inDays(-1) }), 'stock_id')).toContain(two)
    const sent = [await send(one, 'u-1'), await send(one, 'u-2')]
    await send(one, 'u-3', 'oAnother')
    await story.control(`/favor-coupons/${sent[0]}/use`)
    const mine = await coupons({ stock_id: one })
    expect(mine).toMatchObject({ total_count: 2, offset: 0, limit: 20 })
    expect(idsOf(mine, 'coupon_id')).toEqual([sent[1], sent[0]])
    expect(idsOf(await coupons({ stock_id: one, status: 'USED' }), 'coupon_id')).toEqual([sent[0]])
    expect(idsOf(await coupons({ stock_id: one, offset: 1, limit: 1 }), 'coupon_id')).toEqual([sent[0]])
    expect(await items(one, 0, 2)).toMatchObject({ total_count: 3, data: ['A1', 'A2'] })
    expect(await items(one, 1, 2)).toMatchObject({ total_count: 3, data: ['A3'] })
    const goods = { add_goods_id_list: ['A9'], delete_goods_id_list: ['A1'], stock_creator_mchid: story.merchant.mchid }
    await story.wxpay.v3.marketing.favor.stocks._stock_id_.modifyGoodsId.post(goods, { stock_id: one })
    expect(await items(one, 0, 9)).toMatchObject({ data: ['A2', 'A3', 'A9'] })
  })

  it('has files of what was used and what came back', async () => {
    const story = await createStory(gateway)
    const { favor, create, move, send } = favorOf(story)
    const stock_id = await create('files-1')
    await move(stock_id, 'start')
    const [one, two] = [await send(stock_id, 'f-1'), await send(stock_id, 'f-2')]
    for (const id of [one, two]) await story.control(`/favor-coupons/${id}/use`)
    await story.control(`/favor-coupons/${two}/return`)
    const load = async ({ url, hash_value }: JsonObject): Promise<string> => {
      const params = Object.fromEntries(new URL(String(url)).searchParams)
      const { data } = await story.wxpay.v3.billdownload.file.get({ params, responseType: 'arraybuffer' })
      expect(createHash('sha1').update(data).digest('hex')).toBe(hash_value)
      return Buffer.from(data).toString('utf8')
    }
    const used = await load((await favor.stocks._stock_id_.useFlow.get({ stock_id })).data)
    expect(used).toContain(one)
    expect(used).not.toContain(two)
    const back = await load((await favor.stocks._stock_id_.refundFlow.get({ stock_id })).data)
    expect(back).toContain(two)
    expect(back).not.toContain(one)
    const bill_date = new Date(Date.now() + 8 * 60 * 60 * 1000).toISOString().slice(0, 10)
    const daily = await favor.stocks._stock_id_.useFlowByDay.get({ stock_id, params: { bill_date } })
    expect(daily.data).toMatchObject({ stock_useflow_count: '1' })
  })

  it('and its coupons are the same in v2', async () => {
    const { merchant, wxpay, control } = await createStory(gateway)
    const { mchid, appid, openid } = merchant
    const own = { ...(await createStory(gateway)), merchant, wxpay }
    const { create, move, coupon } = favorOf(own)
    const stock_id = await create('v2-1')
    await move(stock_id, 'start')
    const { mmpaymkttransfers } = wxpay.v2
    const common = { appid, mch_id: mchid, nonce_str: 'n' }
    const order = { coupon_stock_id: stock_id, openid_count: 1, partner_trade_no: 'v2-coupon-1', openid }
    const { coupon_id } = (await mmpaymkttransfers.send_coupon.post({ ...common, ...order })).data
    expect((await mmpaymkttransfers.send_coupon.post({ ...common, ...order })).data.coupon_id).toBe(coupon_id)
    expect(await coupon(coupon_id)).toMatchObject({ status: 'SENDED', stock_id })
    const stock = await mmpaymkttransfers.query_coupon_stock.post({ ...common, coupon_stock_id: stock_id })
    expect(stock.data).toMatchObject({ coupon_stock_status: '4', is_send_num: '1', coupon_value: '1000' })
    await control(`/favor-coupons/${coupon_id}/use`)
    const found = await mmpaymkttransfers.querycouponsinfo.post({ ...common, coupon_id, openid, stock_id })
    expect(found.data).toMatchObject({ coupon_state: 'USED', coupon_use_value: '1000' })
  })
})
