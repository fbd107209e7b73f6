import { describe, expect, it } from 'vitest'
import { useGateway } from '../../sdk/gateway.ts'
import { fieldsOf } from './kit/refusal.ts'
import { NOTIFY, useStory } from './kit/story.ts'

const gateway = useGateway()
const story = useStory(gateway)

const base = () => ({ appid: story.merchant.appid, mch_id: story.merchant.mchid, nonce_str: 'n' })
const partner = () => ({ ...base(), sub_mch_id: story.merchant.sub_mchid })
const order = (out_trade_no: string, more: object) =>
  fieldsOf(
    story.wxpay.v2.pay.unifiedorder({
      ...{ body: '瑜伽课', out_trade_no, total_fee: 100, spbill_create_ip: '127.0.0.1', notify_url: NOTIFY },
      trade_type: 'JSAPI',
      ...more,
    }),
  )
const query = (more: object) => fieldsOf(story.wxpay.v2.pay.orderquery(more))
const close = (more: object) => fieldsOf(story.wxpay.v2.pay.closeorder(more))

describe('a v2 order of a partner', () => {
  it('is the sub-merchant’s: found, paid, refunded and closed with its number, and not without', async () => {
    const [out_trade_no, other] = [story.fresh(), story.fresh()]
    const { sub_mchid, openid } = story.merchant
    expect(await order(out_trade_no, { ...partner(), sub_openid: openid })).toMatchObject({
      result_code: 'SUCCESS',
      sub_mch_id: sub_mchid,
    })
    expect(await query({ ...base(), out_trade_no })).toMatchObject({ err_code: 'ORDERNOTEXIST' })
    expect(await query({ ...partner(), out_trade_no })).toMatchObject({ trade_state: 'NOTPAY' })
    await story.control(`/transactions/${out_trade_no}/pay`)
    expect(await query({ ...partner(), out_trade_no })).toMatchObject({ trade_state: 'SUCCESS', sub_openid: openid })
    const notice = (await story.notified()).find(({ text }) => text.includes(`[${out_trade_no}]`))
    expect(notice?.text).toContain(`<sub_mch_id>${sub_mchid}</sub_mch_id>`)
    const refund = { out_trade_no, out_refund_no: out_trade_no, total_fee: 100, refund_fee: 40 }
    expect(await fieldsOf(story.wxpay.v2.secapi.pay.refund({ ...partner(), ...refund }))).toMatchObject({
      result_code: 'SUCCESS',
    })
    await order(other, { ...partner(), sub_openid: openid })
    expect(await close({ ...base(), out_trade_no: other })).toMatchObject({ err_code: 'ORDERNOTEXIST' })
    expect(await close({ ...partner(), out_trade_no: other })).toMatchObject({ result_code: 'SUCCESS' })
    expect(await query({ ...partner(), out_trade_no: other })).toMatchObject({ trade_state: 'CLOSED' })
  })
})

it('a v2 order in an official account names who pays', async () => {
  const out_trade_no = story.fresh()
  expect(await order(out_trade_no, base())).toMatchObject({
    err_code: 'INVALID_REQUEST',
    err_code_des: expect.stringContaining('openid'),
  })
  expect(await query({ ...base(), out_trade_no })).toMatchObject({ err_code: 'ORDERNOTEXIST' })
  expect(await order(out_trade_no, { ...base(), openid: story.merchant.openid })).toMatchObject({
    result_code: 'SUCCESS',
  })
})
