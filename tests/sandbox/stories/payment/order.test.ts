import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { useStory } from '../kit/story.ts'
import { ordersOf } from './orders.ts'

const gateway = useGateway()
const story = useStory(gateway)
const { fresh, order, byNumber, close, pay } = ordersOf(story)

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
