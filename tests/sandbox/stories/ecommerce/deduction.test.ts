import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { openShop, type Shop } from '../kit/shop.ts'
import { type Any, NOTIFY } from '../kit/story.ts'

const gateway = useGateway()

describe('a combined deduction', () => {
  it('needs a contract that the user signed and did not end', async () => {
    const shop = await openShop(gateway)
    const papay = papayOf(shop)
    await papay.presign('c1')
    expect(await refusalOf(papay.contract('c1'))).toMatchObject({ status: 404, code: 'RESOURCE_NOT_EXISTS' })
    await shop.control('/ecommerce-entrust-contracts/c1/sign')
    const { contract_id } = await papay.contract('c1')
    expect((await papay.deduct('d1', contract_id)).sub_orders).toMatchObject([
      { out_trade_no: 'd1-1', trade_type: 'PAP', trade_state: 'SUCCESS', amount: { total_amount: 30 } },
      { out_trade_no: 'd1-2', trade_state: 'SUCCESS', amount: { total_amount: 70 } },
    ])
    expect(await shop.pots('d1-2')).toMatchObject({ kept: 70 })
    await papay.terminate('c1')
    expect(await papay.contract('c1')).toMatchObject({ contract_terminate_info: { contract_termination_remark: '停' } })
    expect(await refusalOf(papay.deduct('d2', contract_id))).toMatchObject({ code: 'CONTRACT_NOT_EXIST' })
    expect((await shop.told('ECOMMERCE_ENTRUST.SIGN')).length).toBe(1)
    expect(await shop.told('ECOMMERCE_ENTRUST.TERMINATE')).toMatchObject([
      { out_contract_code: 'c1', contract_termination_mode: 'MCH_API_TERMINATE' },
    ])
  })

  it('is reversed as a whole, and the money goes back', async () => {
    const shop = await openShop(gateway)
    const papay = papayOf(shop)
    await papay.presign('c1')
    await shop.control('/ecommerce-entrust-contracts/c1/sign')
    await papay.deduct('d1', (await papay.contract('c1')).contract_id)
    await papay.reverse('d1')
    expect((await papay.asked('d1')).sub_orders.map((one: Any) => one.trade_state)).toEqual(['REVOKED', 'REVOKED'])
    expect(await shop.pots('d1-1')).toMatchObject({ kept: 0, refunded: 30 })
    expect(await refusalOf(papay.asked('d9'))).toMatchObject({ status: 404, code: 'ORDER_NOT_EXIST' })
  })
})

describe('after-sales sharing', () => {
  it('takes the fee from what the order still has, once', async () => {
    const shop = await openShop(gateway)
    const { sub_mchid } = shop.merchant
    const { out_trade_no, transaction_id } = await shop.paid({ sharing: false, sub_mchid })
    const orders = shop.wxpay.chain('v3/ecommerce/profitsharing/after-sales-orders')
    const share = (amount: number) =>
      orders.post({
        sub_mchid,
        transaction_id,
        amount,
        type: 'SERVICE_FEE_INCOME',
        scene: 'REFUND_TICKET',
        refund_id: '50000000382019052709732678859',
      })
    expect(await refusalOf(share(1001))).toMatchObject({ status: 403, code: 'RULE_LIMIT' })
    await share(50)
    expect(await shop.pots(out_trade_no)).toMatchObject({ kept: 950, shared: 50 })
    expect(await refusalOf(share(51))).toMatchObject({ code: 'INVALID_REQUEST' })
    await shop.advance('PT1M')
    const { data } = await orders.get({ params: { sub_mchid, transaction_id } })
    expect(data).toMatchObject({ amount: 50, result: 'SUCCESS' })
  })
})

/** The calls of a platform that deducts from its users. */
function papayOf({ merchant, wxpay }: Shop) {
  const { appid, mchid, sub_mchid } = merchant
  const contracts = 'v3/ecommerce/combine-papay/contracts'
  const one = `${contracts}/plan-id/{plan_id}/out-contract-code/{out_contract_code}`
  const orders = 'v3/ecommerce/combine-papay/transactions'
  const sub = (out_trade_no: string, total_amount: number) => ({
    mchid,
    sub_mchid,
    out_trade_no,
    amount: { total_amount, currency: 'CNY' },
    description: '瑜伽课',
  })
  return {
    presign: (out_contract_code: string) =>
      wxpay.chain(`${contracts}/pre-entrust-sign`).post({
        appid,
        plan_id: 12535,
        out_contract_code,
        contract_display_account: '张三',
        notify_url: NOTIFY,
      }),
    contract: async (out_contract_code: string) =>
      (await wxpay.chain(one).get({ plan_id: 12535, out_contract_code })).data,
    terminate: (out_contract_code: string) =>
      wxpay
        .chain(`${one}/terminate`)
        .post({ contract_termination_remark: '停' }, { plan_id: 12535, out_contract_code }),
    deduct: async (combine_out_trade_no: string, contract_id: string) => {
      const sub_orders = [sub(`${combine_out_trade_no}-1`, 30), sub(`${combine_out_trade_no}-2`, 70)]
      const order = { combine_appid: appid, combine_mchid: mchid, combine_out_trade_no, contract_id, sub_orders }
      return (await wxpay.chain(orders).post(order)).data
    },
    asked: async (combine_out_trade_no: string) =>
      (await wxpay.chain(`${orders}/{combine_out_trade_no}`).get({ combine_out_trade_no })).data,
    reverse: (combine_out_trade_no: string) =>
      wxpay
        .chain(`${orders}/{combine_out_trade_no}/reverse`)
        .post(
          { combine_appid: appid, sub_orders: [{ mchid, sub_mchid, out_trade_no: `${combine_out_trade_no}-1` }] },
          { combine_out_trade_no },
        ),
  }
}
