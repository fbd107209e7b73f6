import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { OPENED, openPlatform } from './platform.ts'

const gateway = useGateway()

describe('a withdrawal', () => {
  it('arrives the next day, is notified, and may come back from the bank', async () => {
    const { shop, sub_mchid, platform } = await openPlatform(gateway)
    const { withdraw_id } = await platform.withdraw('w1', 5000)
    expect(await platform.withdrawn('w1')).toMatchObject({ withdraw_id, status: 'CREATE_SUCCESS', amount: 5000 })
    expect(await shop.account(sub_mchid)).toMatchObject({ basic: OPENED - 5000, withdrawing: 5000 })
    expect(await platform.balance()).toBe(OPENED - 5000)
    await shop.advance('P1D')
    const one = shop.wxpay.chain('v3/ecommerce/fund/withdraw/{withdraw_id}')
    expect((await one.get({ withdraw_id, params: { sub_mchid } })).data).toMatchObject({ status: 'SUCCESS' })
    expect(await shop.account(sub_mchid)).toMatchObject({ withdrawing: 0, paid: 5000 })
    await shop.control('/withdrawals/w1/refund', { reason: '户名不符' })
    expect(await platform.withdrawn('w1')).toMatchObject({ status: 'REFUND', reason: '户名不符' })
    expect(await platform.balance()).toBe(OPENED)
    expect(await shop.told('MCHWITHDRAW.CHANGE')).toMatchObject([
      { status: 'SUCCESS', withdraw_id, sub_mchid, amount: 5000 },
      { status: 'REFUND', reason: '户名不符' },
    ])
    expect(await shop.try('/withdrawals/w1/settle')).toMatchObject({ status: 409 })
  })

  it('fails, and the money is back', async () => {
    const { shop, platform } = await openPlatform(gateway)
    await platform.withdraw('w1', 5000, { account_type: 'OPERATION' })
    await shop.control('/withdrawals/w1/settle', { outcome: 'fail' })
    expect(await platform.withdrawn('w1')).toMatchObject({ status: 'FAIL' })
    expect(await platform.balance('OPERATION')).toBe(OPENED)
    await shop.advance('P2D')
    expect(await shop.told('MCHWITHDRAW.CHANGE')).toHaveLength(1)
  })

  it('of more than there is is refused, as is a number with another amount', async () => {
    const { shop, sub_mchid, platform } = await openPlatform(gateway)
    expect(await refusalOf(platform.withdraw('w1', OPENED + 1))).toMatchObject({ status: 403, code: 'NOT_ENOUGH' })
    expect(await refusalOf(platform.withdrawn('w1'))).toMatchObject({ status: 404, code: 'RESOURCE_NOT_EXISTS' })
    const first = await platform.withdraw('w1', 1)
    expect(await platform.withdraw('w1', 1)).toEqual(first)
    expect(await refusalOf(platform.withdraw('w1', 2))).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(await shop.account(sub_mchid)).toMatchObject({ basic: OPENED - 1, withdrawing: 1 })
  })

  it('of the platform’s own money is another one', async () => {
    const { shop, platform } = await openPlatform(gateway)
    const { fund } = shop.wxpay.v3.merchant
    await platform.withdraw('w1', 1)
    const body = { out_request_no: 'w1', amount: 7, account_type: 'FEES' }
    const { data } = await fund.withdraw.post(body)
    const one = shop.wxpay.chain('v3/merchant/fund/withdraw/withdraw-id/{withdraw_id}')
    const { withdraw_id } = data
    expect((await one.get({ withdraw_id })).data).toMatchObject({
      out_request_no: 'w1',
      amount: 7,
      account_type: 'FEES',
    })
    expect(await shop.account()).toMatchObject({ fees: OPENED - 7, withdrawing: 7, basic: OPENED })
  })
})
