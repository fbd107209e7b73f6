import { describe, expect, it } from 'vitest'
import { signV2 } from '../../../playground/signature/index.ts'
import { useGateway } from '../../sdk/gateway.ts'
import { fieldsOf, refusalOf } from './kit/refusal.ts'
import { NOTIFY, renew, useStory } from './kit/story.ts'

const gateway = useGateway()
const story = useStory(gateway)
const fresh = (prefix?: string) => story.fresh(prefix)

const base = () => ({ appid: story.merchant.appid, mch_id: story.merchant.mchid, nonce_str: 'n' })

const order = (out_trade_no: string, trade_type = 'NATIVE', more: object = {}) =>
  fieldsOf(
    story.wxpay.v2.pay.unifiedorder({
      ...base(),
      body: '瑜伽课',
      out_trade_no,
      total_fee: 100,
      spbill_create_ip: '127.0.0.1',
      notify_url: NOTIFY,
      trade_type,
      ...(trade_type === 'JSAPI' && { openid: story.merchant.openid }),
      ...more,
    }),
  )
const query = (number: object) => fieldsOf(story.wxpay.v2.pay.orderquery({ ...base(), ...number }))
const close = (out_trade_no: string) => fieldsOf(story.wxpay.v2.pay.closeorder({ ...base(), out_trade_no }))
const refund = (out_trade_no: string, { number, fee }: { number: string; fee: number }) =>
  fieldsOf(
    story.wxpay.v2.secapi.pay.refund({
      ...base(),
      out_trade_no,
      out_refund_no: number,
      total_fee: 100,
      refund_fee: fee,
      notify_url: NOTIFY,
    }),
  )
const refundsOf = (number: object) => fieldsOf(story.wxpay.v2.pay.refundquery({ ...base(), ...number }))
const pay = (out_trade_no: string, body?: object) => story.control(`/transactions/${out_trade_no}/pay`, body)
const byV3 = async (out_trade_no: string) =>
  (
    await story.wxpay
      .chain('v3/pay/transactions/out-trade-no/{out_trade_no}')
      .get({ out_trade_no, params: { mchid: story.merchant.mchid } })
  ).data

describe.each([
  ['JSAPI', undefined],
  ['APP', undefined],
  ['NATIVE', 'code_url'],
  ['MWEB', 'mweb_url'],
])('a v2 order of %s', (tradeType, extra) => {
  it('is ordered, paid, notified in XML, and found by v2 and v3', async () => {
    const out_trade_no = fresh()
    const ordered = await order(out_trade_no, tradeType)
    expect(ordered).toMatchObject({
      return_code: 'SUCCESS',
      result_code: 'SUCCESS',
      trade_type: tradeType,
      prepay_id: expect.stringMatching(/^wx\d{14}\w{20}$/),
    })
    expect('code_url' in ordered).toBe(extra === 'code_url')
    expect('mweb_url' in ordered).toBe(extra === 'mweb_url')
    const unpaid = await query({ out_trade_no })
    expect(unpaid).toMatchObject({ trade_state: 'NOTPAY', total_fee: '100' })
    expect(unpaid).not.toHaveProperty('transaction_id')
    await pay(out_trade_no)
    const paid = await query({ out_trade_no })
    expect(paid).toMatchObject({
      trade_state: 'SUCCESS',
      openid: story.merchant.openid,
      cash_fee: '100',
      fee_type: 'CNY',
      time_end: expect.stringMatching(/^\d{14}$/),
    })
    const { transaction_id = '' } = paid
    expect(await query({ transaction_id })).toMatchObject({ out_trade_no, trade_state: 'SUCCESS' })
    expect(await byV3(out_trade_no)).toMatchObject({
      transaction_id,
      trade_state: 'SUCCESS',
      trade_type: tradeType,
      amount: { total: 100, payer_total: 100 },
      payer: { openid: story.merchant.openid },
    })
    const notice = (await story.notified()).find(({ text }) => text.includes(`[${out_trade_no}]`))
    expect(notice?.text).toContain(`<transaction_id>${transaction_id}</transaction_id>`)
    expect(notice?.text).toMatch(/<sign><!\[CDATA\[[0-9A-F]{32}\]\]><\/sign>/)
  })
})

describe('a v2 order', () => {
  it('again gives a new credential, and says OUT_TRADE_NO_USED, ORDERPAID, ORDERCLOSED', async () => {
    const [one, other] = [fresh(), fresh()]
    const first = await order(one)
    const again = await order(one)
    expect(again.code_url).not.toBe(first.code_url)
    expect(await order(one, 'NATIVE', { total_fee: 1 })).toMatchObject({
      result_code: 'FAIL',
      err_code: 'OUT_TRADE_NO_USED',
    })
    await pay(one)
    expect(await order(one)).toMatchObject({ err_code: 'ORDERPAID' })
    expect(await close(one)).toMatchObject({ err_code: 'ORDERPAID' })
    await order(other)
    expect(await close(other)).toMatchObject({ result_code: 'SUCCESS', result_msg: 'OK' })
    expect(await close(other)).toMatchObject({ err_code: 'ORDERCLOSED' })
    expect(await order(other)).toMatchObject({ err_code: 'ORDERCLOSED' })
    expect(await query({ out_trade_no: 'nothing-here' })).toMatchObject({ err_code: 'ORDERNOTEXIST' })
  })

  it('is notified with the kind of signature that it was ordered with', async () => {
    const out_trade_no = fresh()
    await order(out_trade_no, 'NATIVE', { sign_type: 'HMAC-SHA256' })
    await pay(out_trade_no)
    const text = (await story.notified()).find((notice) => notice.text.includes(`[${out_trade_no}]`))?.text ?? ''
    const fields = Object.fromEntries(
      [...text.matchAll(/<(\w+)>(?:<!\[CDATA\[)?([^\]<]*)/g)].slice(1).map(([, name, value]) => [name, value]),
    )
    expect(fields.sign_type).toBe('HMAC-SHA256')
    expect(fields.sign).toBe(signV2(fields, story.merchant.apiv2_key, 'HMAC-SHA256'))
  })

  it('made by v3 is found, and v3 refuses its number', async () => {
    const out_trade_no = fresh()
    const { appid, mchid } = story.merchant
    const body = { appid, mchid, description: 'x', out_trade_no, notify_url: NOTIFY, amount: { total: 7 } }
    await story.wxpay.v3.pay.transactions.native(body)
    expect(await query({ out_trade_no })).toMatchObject({ trade_state: 'NOTPAY', total_fee: '7' })
    expect(await order(out_trade_no)).toMatchObject({ err_code: 'OUT_TRADE_NO_USED' })
    const other = fresh()
    await order(other)
    const again = story.wxpay.v3.pay.transactions.native({ ...body, out_trade_no: other, amount: { total: 100 } })
    expect(await refusalOf(again)).toMatchObject({ code: 'OUT_TRADE_NO_USED' })
  })

  it('expires when it says', async () => {
    await renew(story)
    const out_trade_no = fresh()
    const now = await story.now()
    const end = new Date(Date.parse(now) + (8 + 1) * 3_600_000).toISOString().slice(0, 19).replace(/\D/g, '')
    await order(out_trade_no, 'NATIVE', { time_expire: end })
    await story.advance('PT59M')
    expect(await query({ out_trade_no })).toMatchObject({ trade_state: 'NOTPAY' })
    await story.advance('PT2M')
    expect(await query({ out_trade_no })).toMatchObject({ trade_state: 'CLOSED' })
  })
})

describe('a v2 refund', () => {
  it('is accepted, notified and found by any of the four numbers, and by v3', async () => {
    const out_trade_no = fresh()
    await order(out_trade_no)
    await pay(out_trade_no)
    const [one, two] = [`${out_trade_no}-r1`, `${out_trade_no}-r2`]
    const accepted = await refund(out_trade_no, { number: one, fee: 30 })
    expect(accepted).toMatchObject({ result_code: 'SUCCESS', refund_fee: '30', total_fee: '100', cash_fee: '100' })
    await refund(out_trade_no, { number: two, fee: 20 })
    await gateway.sandbox.settled()
    const { refund_id = '', transaction_id = '' } = accepted
    const single = { refund_count: '1', out_refund_no_0: one, refund_fee_0: '30', refund_status_0: 'SUCCESS' }
    expect(await refundsOf({ out_refund_no: one })).toMatchObject(single)
    expect(await refundsOf({ refund_id })).toMatchObject(single)
    const both = {
      refund_count: '2',
      total_refund_count: '2',
      out_refund_no_0: one,
      out_refund_no_1: two,
      refund_fee_1: '20',
      refund_success_time_1: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/),
    }
    expect(await refundsOf({ out_trade_no })).toMatchObject(both)
    expect(await refundsOf({ transaction_id })).toMatchObject(both)
    expect(await refundsOf({ out_refund_no: 'nothing-here' })).toMatchObject({ err_code: 'REFUNDNOTEXIST' })
    const v3 = await story.wxpay.chain('v3/refund/domestic/refunds/{out_refund_no}').get({ out_refund_no: two })
    expect(v3.data).toMatchObject({ status: 'SUCCESS', amount: { refund: 20, total: 100 } })
    const notices = (await story.notified()).filter(({ text }) => text.includes(refund_id))
    expect(notices.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^<root>[\s\S]*refund_status>[\s\S]*SUCCESS/),
    ])
    expect(await query({ out_trade_no })).toMatchObject({ trade_state: 'REFUND' })
  })

  it('is refused with the codes of v2, and changes nothing', async () => {
    const [out_trade_no, unpaid] = [fresh(), fresh()]
    await order(out_trade_no)
    await order(unpaid)
    await pay(out_trade_no)
    expect(await refund(unpaid, { number: fresh(), fee: 1 })).toMatchObject({ err_code: 'ERROR' })
    expect(await refund('nothing-here', { number: fresh(), fee: 1 })).toMatchObject({
      err_code: 'INVALID_TRANSACTIONID',
    })
    expect(await refund(out_trade_no, { number: fresh(), fee: 101 })).toMatchObject({ err_code: 'ERROR' })
    const number = fresh()
    await refund(out_trade_no, { number, fee: 60 })
    expect(await refund(out_trade_no, { number, fee: 60 })).toMatchObject({ result_code: 'SUCCESS' })
    expect(await refund(out_trade_no, { number, fee: 40 })).toMatchObject({ err_code: 'ERROR' })
    await story.control(`/transactions/${out_trade_no}/account`, { account: 'gone' })
    expect(await refund(out_trade_no, { number: fresh(), fee: 1 })).toMatchObject({ err_code: 'USER_ACCOUNT_ABNORMAL' })
    expect((await story.get(`/transactions/${out_trade_no}`)).object.money).toMatchObject({ kept: 40, refunded: 60 })
    await story.advance('P366D')
    expect(await refund(out_trade_no, { number: fresh(), fee: 1 })).toMatchObject({ result_code: 'FAIL' })
  })
})

describe('v2 reverse', () => {
  const reverse = (out_trade_no: string) => fieldsOf(story.wxpay.v2.secapi.pay.reverse({ ...base(), out_trade_no }))
  const micropay = (out_trade_no: string) =>
    fieldsOf(
      story.wxpay.v2.pay.micropay({
        ...base(),
        body: '瑜伽课',
        out_trade_no,
        total_fee: 100,
        spbill_create_ip: '127.0.0.1',
        auth_code: `${fresh('1200000000')}88`,
      }),
    )

  it('takes back what a payment code paid, within a week', async () => {
    const [one, late, native] = [fresh(), fresh(), fresh()]
    await micropay(one)
    expect(await reverse(one)).toMatchObject({ result_code: 'SUCCESS', recall: 'N' })
    expect(await query({ out_trade_no: one })).toMatchObject({ trade_state: 'REVOKED' })
    expect(await reverse(one)).toMatchObject({ result_code: 'SUCCESS' })
    await order(native)
    expect(await reverse(native)).toMatchObject({ err_code: 'TRADE_ERROR' })
    expect(await reverse('nothing-here')).toMatchObject({ err_code: 'INVALID_TRANSACTIONID' })
    await micropay(late)
    await story.advance('P7DT1S')
    expect(await reverse(late)).toMatchObject({ err_code: 'REVERSE_EXPIRE' })
    expect(await query({ out_trade_no: late })).toMatchObject({ trade_state: 'SUCCESS' })
  })
})

describe('a v2 combined order', () => {
  it('is ordered, paid and found with its parts', async () => {
    const number = fresh()
    const { appid: combine_appid, mchid: combine_mch_id, openid } = story.merchant
    const head = {
      combine_appid,
      combine_mch_id,
      combine_out_trade_no: number,
      sign_type: 'HMAC-SHA256',
      nonce_str: 'n',
    }
    const sub = (at: number, total_fee: number) => ({
      appid: combine_appid,
      mch_id: combine_mch_id,
      body: `课程 ${at}`,
      attach: '附加',
      out_trade_no: `${number}-${at}`,
      fee_type: 'CNY',
      total_fee,
    })
    const request = {
      ...head,
      spbill_create_ip: '127.0.0.1',
      notify_url: NOTIFY,
      trade_type: 'JSAPI',
      combine_openid: openid,
      scene_info: JSON.stringify({ payer_client_ip: '127.0.0.1' }),
      sub_order_list: JSON.stringify({ order_num: 2, order_list: [sub(1, 100), sub(2, 50)] }),
    }
    const ordered = await fieldsOf(story.wxpay.v2.pay.combinedorder(request))
    expect(ordered).toMatchObject({ result_code: 'SUCCESS', prepay_id: expect.stringMatching(/^wx/) })
    await story.control(`/combine-orders/${number}/pay`)
    const found = await fieldsOf(story.wxpay.v2.pay.querycombinedorder(head))
    expect(found).toMatchObject({ trade_state: 'SUCCESS' })
    expect(JSON.parse(found.sub_order_list ?? '')).toMatchObject({
      order_num: 2,
      order_list: [
        { out_trade_no: `${number}-1`, amount: { total_amount: 100 } },
        { out_trade_no: `${number}-2`, amount: { total_amount: 50 } },
      ],
    })
    expect(await byV3(`${number}-1`)).toMatchObject({ trade_state: 'SUCCESS', amount: { total: 100 } })
    const notice = (await story.notified()).find(({ text }) => text.includes(`[${number}]`))
    expect(notice?.text).toContain('sub_order_list')
    const sub_order_list = JSON.stringify({ order: [{ mchid: combine_mch_id, out_trade_no: `${number}-1` }] })
    const closed = await fieldsOf(story.wxpay.v2.pay.closecombinedorder({ ...head, sub_order_list }))
    expect(closed).toMatchObject({ err_code: 'ORDERPAID' })
  })
})
