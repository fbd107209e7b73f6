import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { openShop, type Shop } from '../kit/shop.ts'
import type { Any } from '../kit/story.ts'
import { OPENED } from './platform.ts'

const gateway = useGateway()

describe('closing a sub-merchant', () => {
  it('is reviewed, confirmed by the platform, and pays out what each account has', async () => {
    const { shop, sub_mchid, closing } = await begin()
    const { applyment_id } = await closing.apply('p1')
    expect(await closing.asked('p1')).toMatchObject({ applyment_id, cancel_state: 'ACCEPTED', sub_mchid })
    expect((await closing.asked('p1')).account_info).toContainEqual({
      out_account_type: 'MARGIN_ACCOUNT',
      amount: OPENED,
    })
    await shop.advance('PT1M')
    expect(await closing.asked('p1')).toMatchObject({ cancel_state: 'REVIEWING' })
    expect(await refusalOf(closing.confirm('p1'))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    await shop.control('/ecommerce-cancel-withdrawals/p1/review')
    expect((await closing.asked('p1')).confirm_cancel.confirm_cancel_url).toContain('/_sandbox/pages/')
    await closing.confirm('p1')
    expect(await closing.asked('p1')).toMatchObject({
      cancel_state: 'FUND_PROCESSING',
      withdraw_state: 'WITHDRAW_PROCESSING',
    })
    expect((await closing.asked('p1')).confirm_cancel).toBeUndefined()
    await shop.advance('P1D')
    const done = await closing.asked('p1')
    expect(done).toMatchObject({ cancel_state: 'FINISH', withdraw_state: 'WITHDRAW_SUCCEED' })
    expect(done.account_withdraw_result.map((one: Any) => one.pay_state)).toEqual(Array(4).fill('PAY_SUCCEED'))
    expect(await shop.account(sub_mchid)).toMatchObject({ basic: 0, operation: 0, deposit: 0, fees: 0 })
    expect(await closing.allowed()).toMatchObject({
      merchant_state: 'HAS_BEEN_CANCELLED',
      validate_result: 'NOT_ALLOW_CANCEL_WITHDRAW',
    })
  })

  it('is revoked when nobody confirms, and stays so', async () => {
    const { shop, closing } = await begin()
    await closing.apply('p1')
    await shop.control('/ecommerce-cancel-withdrawals/p1/review')
    await shop.advance('P30D')
    expect(await closing.asked('p1')).toMatchObject({ cancel_state: 'REVOKED' })
    expect(await refusalOf(closing.confirm('p1'))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    expect(await shop.try('/ecommerce-cancel-withdrawals/p1/review')).toMatchObject({ status: 409 })
  })

  it('is not allowed while a complaint is open', async () => {
    const { shop, sub_mchid, closing } = await begin()
    expect(await closing.allowed()).toMatchObject({ validate_result: 'ALLOW_CANCEL_WITHDRAW' })
    await shop.control('/complaints', { complainted_mchid: sub_mchid })
    expect(await closing.allowed()).toMatchObject({
      merchant_state: 'NORMAL',
      validate_result: 'NOT_ALLOW_CANCEL_WITHDRAW',
      block_reasons: [{ type: 'CONSUMER_COMPLAINT_UNPROCESSED' }],
    })
  })

  it('in the old way is rejected as long as there is money', async () => {
    const { shop, sub_mchid, closing } = await begin()
    const old = shop.wxpay.v3.ecommerce.account
    const apply = (out_apply_no: string) =>
      old.cancelApplications.post({
        sub_mchid,
        out_apply_no,
        application_info: [{ application_type: 'SUB_CANCEL_ACCOUNT_APPLICATION', application_media_id: 'media' }],
      })
    const asked = async (out_apply_no: string) =>
      (
        await shop.wxpay
          .chain('v3/ecommerce/account/cancel-applications/out-apply-no/{out_apply_no}')
          .get({ out_apply_no })
      ).data
    await closing.allowed()
    await apply('a1')
    await shop.control('/ecommerce-cancel-applications/a1/review')
    expect(await asked('a1')).toMatchObject({ cancel_state: 'REJECTED', reject_reason: '商户账户有余额' })
    for (const account_type of ['BASIC', 'OPERATION', 'FEES', 'DEPOSIT']) {
      await shop.control(`/accounts/${sub_mchid}/balance`, { account_type, amount: 0 })
    }
    await apply('a2')
    await shop.control('/ecommerce-cancel-applications/a2/review')
    expect(await asked('a2')).toMatchObject({ cancel_state: 'CANCEL_SUCCESS' })
  })
})

async function begin() {
  const shop = await openShop(gateway)
  const { sub_mchid } = shop.merchant
  return { shop, sub_mchid, closing: closingOf(shop) }
}

/** The calls of a platform that closes its merchant. */
function closingOf({ merchant: { sub_mchid }, wxpay, encrypt, sealed, now }: Shop) {
  const path = 'v3/ecommerce/account/apply-cancel-withdraw'
  const payee_info = {
    account_type: 'ACCOUNT_TYPE_CORPORATE',
    bank_account_info: {
      account_name: encrypt('示例瑜伽馆'),
      account_bank: '工商银行',
      account_number: encrypt('6222020000000000000'),
    },
  }
  return {
    apply: async (out_request_no: string) => {
      const body = { sub_mchid, out_request_no, withdraw: 'APPLY_WITHDRAW', payee_info }
      return (await wxpay.chain(path).post(body, sealed)).data
    },
    asked: async (out_request_no: string) =>
      (await wxpay.chain(`${path}/out-request-no/{out_request_no}`).get({ out_request_no })).data,
    confirm: async (out_request_no: string) =>
      wxpay.chain(`${path}/confirm`).post({
        out_request_no,
        sub_mchid,
        operator_identification: 'operator',
        confirm_time: await now(),
        cancel_contract_version: '1',
      }),
    allowed: async () => (await wxpay.chain(`${path}/validate-cancel/{sub_mchid}`).get({ sub_mchid })).data,
  }
}
