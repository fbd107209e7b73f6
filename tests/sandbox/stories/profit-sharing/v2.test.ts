import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { fieldsOf } from '../kit/refusal.ts'
import { openShop } from '../kit/shop.ts'
import { sharingOf } from './sharing.ts'

const gateway = useGateway()

describe('sharing by the old interface', () => {
  it('is the same sharing, in v2’s own words', async () => {
    const shop = await openShop(gateway)
    const { appid, mchid } = shop.merchant
    const base = { appid, mch_id: mchid, sign_type: 'HMAC-SHA256' }
    const json = (value: object): string => JSON.stringify(value)
    const call = async (path: string, fields: object): Promise<Record<string, string>> => {
      const answer = await fieldsOf(shop.wxpay.chain(`v2/${path}`).post({ ...base, ...fields }))
      await shop.settled()
      return answer
    }
    const { out_trade_no, transaction_id } = await shop.paid()
    await shop.advance('PT1M')
    const receiver = { type: 'MERCHANT_ID', account: '1900000501' }
    const partOf = (amount: number) => [{ ...receiver, amount, description: '分给门店' }]
    const part = (amount: number) => json({ receiver: partOf(amount) })
    const share = (out_order_no: string, amount: number, kind = 'multiprofitsharing') =>
      call(`secapi/pay/${kind}`, { transaction_id, out_order_no, receivers: part(amount) })

    expect(await share('old1', 100)).toMatchObject({ result_code: 'FAIL', err_code: 'RECEIVER_INVALID' })
    await call('pay/profitsharingaddreceiver', { receiver: json({ ...receiver, relation_type: 'STORE' }) })
    expect(await share('old1', 301)).toMatchObject({ result_code: 'FAIL', err_code: 'RULE_LIMIT' })
    // clients send the bare list as well
    const first = { transaction_id, out_order_no: 'old1', receivers: json(partOf(100)) }
    const shared = await call('secapi/pay/multiprofitsharing', first)
    expect(shared).toMatchObject({ result_code: 'SUCCESS', out_order_no: 'old1' })
    const found = await call('pay/profitsharingquery', { transaction_id, out_order_no: 'old1' })
    expect(found).toMatchObject({ status: 'FINISHED' })
    expect(JSON.parse(found.receivers ?? '')).toMatchObject({
      receiver: [{ account: '1900000501', result: 'SUCCESS' }],
    })
    expect(await sharingOf(shop).query(transaction_id, 'old1')).toMatchObject({ state: 'FINISHED' })
    const left = await call('pay/profitsharingorderamountquery', { transaction_id })
    expect(left).toMatchObject({ unsplit_amount: '900' })

    const giveBack = (out_return_no: string, return_amount: number) =>
      call('secapi/pay/profitsharingreturn', {
        out_order_no: 'old1',
        out_return_no,
        return_account_type: 'MERCHANT_ID',
        return_account: '1900000501',
        return_amount,
        description: '用户退款',
      })
    expect(await giveBack('back1', 40)).toMatchObject({ result_code: 'SUCCESS' })
    expect(await giveBack('back2', 61)).toMatchObject({ result_code: 'FAIL', err_code: 'INVALID_REQUEST' })
    const returned = { out_order_no: 'old1', out_return_no: 'back1' }
    expect(await call('pay/profitsharingreturnquery', returned)).toMatchObject({
      result: 'SUCCESS',
      return_amount: '40',
    })
    expect(await shop.pots(out_trade_no)).toEqual({ kept: 40, frozen: 900, shared: 60, refunded: 0 })
    await call('secapi/pay/profitsharingfinish', { transaction_id, out_order_no: 'old2', description: '完结' })
    expect(await shop.pots(out_trade_no)).toEqual({ kept: 940, frozen: 0, shared: 60, refunded: 0 })
    expect(await share('old3', 1)).toMatchObject({ result_code: 'FAIL', err_code: 'INVALID_REQUEST' })
    expect(await call('pay/profitsharingmerchantratioquery', {})).toMatchObject({ max_ratio: '3000' })
  })
})
