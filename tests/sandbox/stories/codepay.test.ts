import { describe, expect, it } from 'vitest'
import { useGateway } from '../../sdk/gateway.ts'
import { fieldsOf, refusalOf } from './kit/refusal.ts'
import { NOTIFY, useStory } from './kit/story.ts'

const gateway = useGateway()
const story = useStory(gateway)
const fresh = (prefix?: string) => story.fresh(prefix)

/** 18 digits; the last two say what happens at the payer's. */
const code = (ending: string): string => `${fresh('1300000000')}${ending}`

async function scan(out_trade_no: string, auth_code: string, more: object = {}) {
  const { appid, mchid } = story.merchant
  const body = {
    appid,
    mchid,
    description: '瑜伽课',
    out_trade_no,
    payer: { auth_code },
    amount: { total: 100 },
    scene_info: { store_info: { id: '0001' } },
    ...more,
  }
  return (await story.wxpay.v3.pay.transactions.codepay(body)).data
}
const query = async (out_trade_no: string) =>
  (
    await story.wxpay
      .chain('v3/pay/transactions/out-trade-no/{out_trade_no}')
      .get({ out_trade_no, params: { mchid: story.merchant.mchid } })
  ).data
const stateOf = async (out_trade_no: string) => (await query(out_trade_no)).trade_state
const reverse = (out_trade_no: string) => {
  const { appid, mchid } = story.merchant
  return story.wxpay
    .chain('v3/pay/transactions/out-trade-no/{out_trade_no}/reverse')
    .post({ appid, mchid }, { out_trade_no })
}
const held = async (out_trade_no: string) => (await story.get(`/transactions/${out_trade_no}`)).object.money ?? {}

describe('a payment code', () => {
  it('pays at once', async () => {
    const out_trade_no = fresh()
    const paid = await scan(out_trade_no, code('88'))
    expect(paid).toMatchObject({
      out_trade_no,
      trade_type: 'MICROPAY',
      trade_state: 'SUCCESS',
      payer: { openid: story.merchant.openid },
      amount: { total: 100, payer_total: 100 },
    })
    expect(await query(out_trade_no)).toMatchObject({ transaction_id: paid.transaction_id, trade_state: 'SUCCESS' })
    expect(await refusalOf(scan(out_trade_no, code('88')))).toMatchObject({ code: 'ORDERPAID' })
  })

  it('that asks for the password waits for the payer, who types it', async () => {
    const out_trade_no = fresh()
    const auth = code('01')
    expect(await scan(out_trade_no, auth)).toMatchObject({ trade_state: 'USERPAYING' })
    expect(await scan(out_trade_no, auth)).toMatchObject({ trade_state: 'USERPAYING' })
    const { object } = await story.get(`/transactions/${out_trade_no}`)
    expect((await fetch(object.cashier_url)).status).toBe(200)
    await story.control(`/transactions/${out_trade_no}/pay`, { outcome: 'success' })
    expect(await query(out_trade_no)).toMatchObject({
      trade_state: 'SUCCESS',
      payer: { openid: story.merchant.openid },
    })
  })

  it.each(['not_enough', 'cancel', 'fail'])('whose payer ends with %s has failed for good', async (outcome) => {
    const out_trade_no = fresh()
    await scan(out_trade_no, code('01'))
    await story.control(`/transactions/${out_trade_no}/pay`, { outcome })
    expect(await query(out_trade_no)).toMatchObject({ trade_state: 'PAYERROR', trade_state_desc: '支付失败' })
    expect((await story.try(`/transactions/${out_trade_no}/pay`)).status).toBe(409)
    expect(await held(out_trade_no)).toMatchObject({ kept: 0, refunded: 0 })
  })

  it('whose payer types nothing fails after a while', async () => {
    const out_trade_no = fresh()
    await scan(out_trade_no, code('01'))
    await story.advance('PT5M1S')
    expect(await stateOf(out_trade_no)).toBe('PAYERROR')
  })

  it.each([
    ['02', '余额不足，请用户更换支付方式'],
    ['03', '二维码已过期，请用户在微信上刷新后再试'],
    ['04', '付款码检验错误，请扫描微信支付的付款码'],
  ])('ending in %s is refused, and there is no order', async (ending, message) => {
    const out_trade_no = fresh()
    const got = await refusalOf(scan(out_trade_no, code(ending)))
    expect(got).toEqual({ status: 403, code: 'TRADE_ERROR', message })
    expect(await refusalOf(query(out_trade_no))).toMatchObject({ code: 'ORDER_NOT_EXIST' })
  })

  it('works once', async () => {
    const auth = code('88')
    await scan(fresh(), auth)
    expect(await refusalOf(scan(fresh(), auth))).toMatchObject({ status: 403, code: 'TRADE_ERROR' })
  })

  it('of the sample works as often as it is tried', async () => {
    await scan(fresh(), '130061098828009406')
    expect(await scan(fresh(), '130061098828009406')).toMatchObject({ trade_state: 'SUCCESS' })
  })
})

describe('taking back', () => {
  it('returns the money of a paid order, once', async () => {
    const out_trade_no = fresh()
    await scan(out_trade_no, code('88'))
    expect((await reverse(out_trade_no)).data).toMatchObject({ out_trade_no })
    expect(await stateOf(out_trade_no)).toBe('REVOKED')
    expect(await held(out_trade_no)).toMatchObject({ kept: 0, refunded: 100 })
    expect((await reverse(out_trade_no)).status).toBe(200)
    expect(await held(out_trade_no)).toMatchObject({ kept: 0, refunded: 100 })
    expect((await story.try(`/transactions/${out_trade_no}/pay`)).status).toBe(409)
  })

  it('ends one that waits for the password', async () => {
    const out_trade_no = fresh()
    await scan(out_trade_no, code('01'))
    await reverse(out_trade_no)
    expect(await stateOf(out_trade_no)).toBe('REVOKED')
  })

  it('is refused for other orders, refunded ones, unknown ones, and after a week', async () => {
    const { appid, mchid } = story.merchant
    const native = fresh()
    await story.wxpay.v3.pay.transactions.native({
      appid,
      mchid,
      description: 'x',
      out_trade_no: native,
      notify_url: NOTIFY,
      amount: { total: 1 },
    })
    const invalid = { status: 400, code: 'INVALID_REQUEST' }
    expect(await refusalOf(reverse(native))).toMatchObject(invalid)
    expect(await stateOf(native)).toBe('NOTPAY')
    const returned = fresh()
    await scan(returned, code('88'))
    const amount = { refund: 1, total: 100, currency: 'CNY' }
    await story.wxpay.v3.refund.domestic.refunds.post({ out_trade_no: returned, out_refund_no: fresh(), amount })
    expect(await refusalOf(reverse(returned))).toMatchObject(invalid)
    expect(await refusalOf(reverse('no-such-one'))).toMatchObject({ status: 404, code: 'ORDER_NOT_EXIST' })
    const old = fresh()
    await scan(old, code('88'))
    await story.advance('P7DT1S')
    expect(await refusalOf(reverse(old))).toMatchObject(invalid)
    expect(await stateOf(old)).toBe('SUCCESS')
  })
})

describe('v2 micropay', () => {
  const micropay = (out_trade_no: string, auth_code: string) => {
    const { appid, mchid: mch_id } = story.merchant
    return fieldsOf(
      story.wxpay.v2.pay.micropay({
        appid,
        mch_id,
        body: '瑜伽课',
        out_trade_no,
        total_fee: 100,
        spbill_create_ip: '127.0.0.1',
        auth_code,
        nonce_str: 'n',
      }),
    )
  }

  it('pays, and v3 finds the order', async () => {
    const out_trade_no = fresh()
    const paid = await micropay(out_trade_no, code('88'))
    expect(paid).toMatchObject({ result_code: 'SUCCESS', trade_type: 'MICROPAY', total_fee: '100', cash_fee: '100' })
    expect(await query(out_trade_no)).toMatchObject({ trade_state: 'SUCCESS', transaction_id: paid.transaction_id })
  })

  it('waits for the password with USERPAYING, and the order is there', async () => {
    const out_trade_no = fresh()
    expect(await micropay(out_trade_no, code('01'))).toMatchObject({
      return_code: 'SUCCESS',
      result_code: 'FAIL',
      err_code: 'USERPAYING',
    })
    expect(await stateOf(out_trade_no)).toBe('USERPAYING')
    await story.control(`/transactions/${out_trade_no}/pay`)
    expect(await stateOf(out_trade_no)).toBe('SUCCESS')
  })

  it.each([
    ['02', 'NOTENOUGH'],
    ['03', 'AUTHCODEEXPIRE'],
    ['04', 'AUTH_CODE_INVALID'],
  ])('of a code ending in %s fails with %s', async (ending, err_code) => {
    const out_trade_no = fresh()
    expect(await micropay(out_trade_no, code(ending))).toMatchObject({ result_code: 'FAIL', err_code })
    expect(await refusalOf(query(out_trade_no))).toMatchObject({ code: 'ORDER_NOT_EXIST' })
  })
})
