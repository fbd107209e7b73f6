import { describe, expect, it } from 'vitest'
import { signV2 } from '../../../../playground/signature/index.ts'
import { useGateway } from '../../../sdk/gateway.ts'
import { fieldsOf, refusalOf } from '../kit/refusal.ts'
import { NOTIFY, renew, useStory } from '../kit/story.ts'
import { ordersOf } from './orders.ts'

const story = useStory(useGateway())
const { fresh, order, query, close, pay, byV3 } = ordersOf(story)

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
