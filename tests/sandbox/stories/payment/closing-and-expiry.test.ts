import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { renew, useStory } from '../kit/story.ts'
import { ordersOf } from './orders.ts'

const story = useStory(useGateway())
const { fresh, order, stateOf, close, pay } = ordersOf(story)

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
