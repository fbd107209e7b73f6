import { describe, expect, it } from 'vitest'
import { useGateway } from '../../sdk/gateway.ts'
import { refusalOf } from './kit/refusal.ts'
import { createStory, NOTIFY, renew, useStory } from './kit/story.ts'

const gateway = useGateway()
const story = useStory(gateway)
const fresh = (prefix?: string) => story.fresh(prefix)

type Kind = 'jsapi' | 'app' | 'native' | 'h5'

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

describe.each([
  ['jsapi', 'prepay_id', /^wx\d{14}\w{20}$/, 'JSAPI'],
  ['app', 'prepay_id', /^wx\d{14}\w{20}$/, 'APP'],
  ['native', 'code_url', /^weixin:\/\/wxpay\/bizpayurl\/up\?pr=\w{7}&groupid=00$/, 'NATIVE'],
  ['h5', 'h5_url', /^http:\/\/127\.0\.0\.1:\d+\/_sandbox\/pages\/\w{32}$/, 'MWEB'],
] as const)('an order of %s', (kind, credential, form, tradeType) => {
  it('is ordered, queried, paid, notified and found by both numbers', async () => {
    const out_trade_no = fresh()
    expect((await order(kind, out_trade_no, { attach: '附加' }))[credential]).toMatch(form)
    expect((await byNumber(out_trade_no)).data).toEqual({
      appid: story.merchant.appid,
      mchid: story.merchant.mchid,
      out_trade_no,
      attach: '附加',
      trade_type: tradeType,
      trade_state: 'NOTPAY',
      trade_state_desc: '订单未支付',
      amount: { total: 100, currency: 'CNY' },
      ...(kind === 'jsapi' && { payer: { openid: story.merchant.openid } }),
      ...(kind === 'h5' && { scene_info: {} }),
    })
    await pay(out_trade_no)
    const paid = (await byNumber(out_trade_no)).data
    expect(paid).toMatchObject({
      trade_state: 'SUCCESS',
      trade_state_desc: '支付成功',
      trade_type: tradeType,
      payer: { openid: story.merchant.openid },
      amount: { total: 100, payer_total: 100, currency: 'CNY', payer_currency: 'CNY' },
    })
    const { transaction_id } = paid
    const params = { mchid: story.merchant.mchid }
    const byId = await story.wxpay.chain('v3/pay/transactions/id/{transaction_id}').get({ transaction_id, params })
    expect(byId.data).toEqual(paid)
    const notice = (await story.notified()).find(({ content }) => content?.out_trade_no === out_trade_no)
    expect(notice).toMatchObject({ event: 'TRANSACTION.SUCCESS', content: paid })
  })

  it('gives a new credential for the same order, and the old one opens nothing any more', async () => {
    const out_trade_no = fresh()
    const first = (await order(kind, out_trade_no))[credential]
    const second = (await order(kind, out_trade_no))[credential]
    expect(second).not.toBe(first)
    expect(second).toMatch(form)
    const open = (ticket: string) => fetch(addressOf(ticket))
    expect((await open(second)).status).toBe(200)
    expect((await open(first)).status).toBeGreaterThanOrEqual(400)
  })
})

function addressOf(ticket: string): string {
  return ticket.startsWith('http') ? ticket : `${gateway.url}/_sandbox/pages?${new URLSearchParams({ ticket })}`
}

describe('the same number again', () => {
  it('with other parameters, or for another way to pay, is refused and changes nothing', async () => {
    const out_trade_no = fresh()
    await order('native', out_trade_no)
    const used = { status: 403, code: 'OUT_TRADE_NO_USED' }
    expect(await refusalOf(order('native', out_trade_no, { amount: { total: 101 } }))).toMatchObject(used)
    expect(await refusalOf(order('app', out_trade_no))).toMatchObject(used)
    expect((await byNumber(out_trade_no)).data.amount.total).toBe(100)
  })

  it('with its fields in another order, or its time in another zone, is the same', async () => {
    const out_trade_no = fresh()
    const expires = Date.now() + 3_600_000
    const zoned = (hours: number, zone: string) =>
      `${new Date(expires + hours * 3_600_000).toISOString().slice(0, 19)}${zone}`
    await order('native', out_trade_no, { time_expire: zoned(8, '+08:00'), attach: '附加' })
    await order('native', out_trade_no, { attach: '附加', time_expire: zoned(0, 'Z') })
    expect(
      await refusalOf(order('native', out_trade_no, { attach: '附加', time_expire: zoned(1, 'Z') })),
    ).toMatchObject({ code: 'OUT_TRADE_NO_USED' })
  })

  it('of a paid, refunded or closed order says so', async () => {
    const [paid, closed] = [fresh(), fresh()]
    await order('native', paid)
    await pay(paid)
    expect(await refusalOf(order('native', paid))).toEqual({ status: 400, code: 'ORDERPAID', message: '订单已支付' })
    await order('native', closed)
    await close(closed)
    expect(await refusalOf(order('native', closed))).toEqual({
      status: 400,
      code: 'ORDER_CLOSED',
      message: '订单已关闭',
    })
  })
})

describe('closing', () => {
  it('answers 204 again and again', async () => {
    const out_trade_no = fresh()
    await order('native', out_trade_no)
    expect((await close(out_trade_no)).status).toBe(204)
    expect((await close(out_trade_no)).status).toBe(204)
    expect(await stateOf(out_trade_no)).toBe('CLOSED')
    expect(await story.try(`/transactions/${out_trade_no}/pay`)).toMatchObject({ status: 409 })
  })

  it('is refused for a paid order, which stays paid', async () => {
    const out_trade_no = fresh()
    await order('native', out_trade_no)
    await pay(out_trade_no)
    expect(await refusalOf(close(out_trade_no))).toMatchObject({ status: 400, code: 'ORDER_PAID' })
    expect(await stateOf(out_trade_no)).toBe('SUCCESS')
  })
})

describe('time', () => {
  it('closes an order after seven days, or when it says', async () => {
    await renew(story)
    const [plain, dated, paid] = [fresh(), fresh(), fresh()]
    await order('native', plain)
    await order('native', paid)
    await pay(paid)
    const inHours = (hours: number) =>
      `${new Date(Date.now() + (hours + 8) * 3_600_000).toISOString().slice(0, 19)}+08:00`
    await order('native', dated, { time_expire: inHours(2) })
    await story.advance('PT1H59M')
    expect(await stateOf(dated)).toBe('NOTPAY')
    await story.advance('PT2M')
    expect(await stateOf(dated)).toBe('CLOSED')
    expect(await stateOf(plain)).toBe('NOTPAY')
    await story.advance('P7D')
    expect(await stateOf(plain)).toBe('CLOSED')
    expect(await stateOf(paid)).toBe('SUCCESS')
    expect(await refusalOf(order('native', plain))).toMatchObject({ code: 'ORDER_CLOSED' })
  })

  it('ends a credential after two hours (H5: five minutes), and the same order gives a new one', async () => {
    await renew(story)
    const [native, h5] = [fresh(), fresh()]
    await order('native', native)
    await order('h5', h5)
    await story.advance('PT6M')
    expect(await story.try(`/transactions/${h5}/pay`)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('支付凭据已过期') },
    })
    await story.advance('PT2H')
    expect((await story.try(`/transactions/${native}/pay`)).status).toBe(409)
    expect(await stateOf(native)).toBe('NOTPAY')
    await order('native', native)
    await pay(native)
    expect(await stateOf(native)).toBe('SUCCESS')
  })

  it('that an order names must be ahead', async () => {
    const past = '2020-01-01T00:00:00+08:00'
    expect(await refusalOf(order('native', fresh(), { time_expire: past }))).toMatchObject({ code: 'PARAM_ERROR' })
    const far = '2099-01-01T00:00:00+08:00'
    expect(await refusalOf(order('native', fresh(), { time_expire: far }))).toMatchObject({ code: 'PARAM_ERROR' })
  })
})

describe('the payer', () => {
  it.each(['not_enough', 'cancel', 'fail'])('that ends with %s may try again', async (outcome) => {
    const out_trade_no = fresh()
    await order('jsapi', out_trade_no)
    await pay(out_trade_no, { outcome })
    expect(await stateOf(out_trade_no)).toBe('NOTPAY')
    await pay(out_trade_no, { outcome: 'success' })
    expect(await stateOf(out_trade_no)).toBe('SUCCESS')
  })

  it('is the one the order names', async () => {
    const out_trade_no = fresh()
    await order('jsapi', out_trade_no)
    expect(await story.try(`/transactions/${out_trade_no}/pay`, { openid: 'oSomebodyElse' })).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('付款人不是下单时指定的用户') },
    })
    expect(await stateOf(out_trade_no)).toBe('NOTPAY')
  })

  it('pays once, however many pay at once', async () => {
    const out_trade_no = fresh()
    await order('native', out_trade_no)
    const answers = await Promise.all(Array.from({ length: 8 }, () => story.try(`/transactions/${out_trade_no}/pay`)))
    expect(answers.filter(({ body }) => body.moved).length).toBe(1)
    const notices = (await story.notified()).filter(({ content }) => content?.out_trade_no === out_trade_no)
    expect(notices).toHaveLength(1)
    expect((await story.get(`/transactions/${out_trade_no}`)).object.money ?? {}).toMatchObject({ kept: 100 })
  })
})

describe('a query', () => {
  it('of another merchant, of an unknown number, or of a sub-merchant sees nothing', async () => {
    const out_trade_no = fresh()
    await order('native', out_trade_no)
    const other = await createStory(gateway)
    const url = story.wxpay.chain('v3/pay/transactions/out-trade-no/{out_trade_no}')
    expect(await refusalOf(url.get({ out_trade_no, params: { mchid: other.merchant.mchid } }))).toMatchObject({
      status: 400,
    })
    expect(await refusalOf(byNumber('no-such-number'))).toEqual({
      status: 404,
      code: 'ORDER_NOT_EXIST',
      message: '订单不存在',
    })
    const { mchid: sp_mchid, sub_mchid } = story.merchant
    const asPartner = story.wxpay.chain('v3/pay/partner/transactions/out-trade-no/{out_trade_no}')
    const query = asPartner.get({ out_trade_no, params: { sp_mchid, sub_mchid } })
    expect(await refusalOf(query)).toMatchObject({ status: 404, code: 'ORDER_NOT_EXIST' })
  })
})

describe('a partner', () => {
  it('orders for a sub-merchant, is notified in its own fields, and shares no numbers with itself', async () => {
    const out_trade_no = fresh()
    const { mchid: sp_mchid, sub_mchid, appid: sp_appid, openid } = story.merchant
    await order('native', out_trade_no, { amount: { total: 5 } })
    await story.wxpay.v3.pay.partner.transactions.jsapi(partnerBody(out_trade_no))
    const url = 'v3/pay/partner/transactions/out-trade-no/{out_trade_no}'
    const query = async () => (await story.wxpay.chain(url).get({ out_trade_no, params: { sp_mchid, sub_mchid } })).data
    expect(await query()).toMatchObject({
      sp_mchid,
      sub_mchid,
      sp_appid,
      trade_state: 'NOTPAY',
      amount: { total: 100 },
    })
    await story.control(`/transactions/${out_trade_no}/pay`, { sub_mchid })
    const paid = await query()
    expect(paid).toMatchObject({ trade_state: 'SUCCESS', trade_type: 'JSAPI', payer: { sp_openid: openid } })
    expect(paid.amount).toMatchObject({ total: 100, payer_total: 100, payer_currency: 'CNY' })
    expect(paid).not.toHaveProperty('mchid')
    const notice = (await story.notified()).find(({ content }) => content?.sub_mchid === sub_mchid)
    expect(notice).toMatchObject({ event: 'TRANSACTION.SUCCESS', content: paid })
    expect(await stateOf(out_trade_no)).toBe('NOTPAY')
    const closing = story.wxpay.chain(`${url}/close`).post({ sp_mchid, sub_mchid }, { out_trade_no })
    expect(await refusalOf(closing)).toMatchObject({ status: 400, code: 'ORDER_PAID' })
  })
})
