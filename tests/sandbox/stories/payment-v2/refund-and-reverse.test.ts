import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { fieldsOf } from '../kit/refusal.ts'
import { useStory } from '../kit/story.ts'
import { ordersOf } from './orders.ts'

const gateway = useGateway()
const story = useStory(gateway)
const { fresh, base, order, query, refund, refundsOf, pay } = ordersOf(story)

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
