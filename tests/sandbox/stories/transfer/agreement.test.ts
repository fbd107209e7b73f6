import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { openShop } from '../kit/shop.ts'
import { MODES } from '../kit/story.ts'
import { OPENED, payerOf, transfersOf } from './transfers.ts'

const gateway = useGateway()

describe.each(MODES)('a transfer of a %s', (mode) => {
  it('needs no confirmation once the user has agreed, until that ends', async () => {
    const shop = await openShop(gateway)
    const payer = payerOf(shop, mode)
    const transfers = transfersOf(shop, mode)
    expect(await transfers.authorize('agree1')).toMatchObject({ state: 'WAIT_USER_CONFIRM' })
    await shop.control('/transfer-authorizations/agree1/confirm')
    const agreed = await transfers.authorization('agree1')
    expect(agreed).toMatchObject({ state: 'TAKING_EFFECT', authorization_id: expect.stringMatching(/^2012025/) })
    expect(await refusalOf(transfers.authorize('agree1'))).toMatchObject({ code: 'INVALID_REQUEST' })

    const { authorization_id } = agreed
    expect(await transfers.createAuthorized('bill1', authorization_id)).toMatchObject({
      out_bill_no: 'bill1',
      state: 'ACCEPTED',
      openid: shop.merchant.openid,
    })
    expect(await transfers.query('bill1')).toMatchObject({ state: 'SUCCESS' })
    expect(await shop.account(payer)).toMatchObject({ operation: OPENED - 2000, locked: 0, paid: 2000 })

    expect(await transfers.endAuthorization('agree1')).toMatchObject({
      state: 'CLOSED',
      close_info: { close_reason: 'CLOSE_VIA_MCH_API' },
    })
    expect(await transfers.endAuthorization('agree1')).toMatchObject({ state: 'CLOSED' })
    expect(await refusalOf(transfers.createAuthorized('bill2', authorization_id))).toMatchObject({
      status: 403,
      code: 'NO_AUTH',
    })
    expect(await refusalOf(transfers.query('bill2'))).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    expect(await shop.told('MCHTRANSFER.AUTHORIZATION.CONFIRMED')).toMatchObject([{ authorization_id }])
    expect(await shop.told('MCHTRANSFER.AUTHORIZATION.CLOSED')).toMatchObject([{ state: 'CLOSED' }])
  })

  it('asks for the agreement together with the first money', async () => {
    const shop = await openShop(gateway)
    const transfers = transfersOf(shop, mode)
    await transfers.createAuthorizing('bill1', 'agree1')
    expect(await transfers.authorization('agree1')).toMatchObject({ state: 'WAIT_USER_CONFIRM' })
    await shop.control('/transfer-bills/bill1/confirm', { authorize: true })
    expect(await transfers.query('bill1')).toMatchObject({ state: 'SUCCESS' })
    const { state, authorization_id } = await transfers.authorization('agree1')
    expect(state).toBe('TAKING_EFFECT')
    await transfers.createAuthorized('bill2', authorization_id)
    expect(await transfers.query('bill2')).toMatchObject({ state: 'SUCCESS' })

    await transfers.createAuthorizing('bill3', 'agree3')
    await shop.control('/transfer-bills/bill3/confirm', { authorize: false })
    expect(await transfers.query('bill3')).toMatchObject({ state: 'SUCCESS' })
    expect(await transfers.authorization('agree3')).toMatchObject({ state: 'WAIT_USER_CONFIRM' })
    await shop.advance('P1D')
    expect(await transfers.authorization('agree3')).toMatchObject({
      state: 'CLOSED',
      close_info: mode === 'merchant' ? { close_reason: 'USER_OVERDUE_UNCONFIRMED' } : {},
    })
  })
})

describe('a sub-merchant', () => {
  it('agrees that the partner transfers, or takes it back', async () => {
    const shop = await openShop(gateway)
    const { sub_mchid } = shop.merchant
    const base = 'v3/fund-app/mch-transfer/partner/sub-mch-authorizations'
    const ask = (out_apply_no: string) => shop.wxpay.chain(base).post({ sub_mchid, out_apply_no })
    const query = async () => (await shop.wxpay.chain(`${base}/{sub_mchid}`).get({ sub_mchid })).data
    expect((await ask('apply1')).data).toMatchObject({ state: 'INVITED', out_apply_no: 'apply1' })
    expect(await query()).toMatchObject({ state: 'UNAUTHORIZED', apply_order: { state: 'INVITED' } })
    await shop.control(`/transfer-grants/${sub_mchid}/answer`, { outcome: 'reject' })
    expect(await query()).toMatchObject({ state: 'UNAUTHORIZED', apply_order: { state: 'REJECTED' } })
    expect((await ask('apply2')).data).toMatchObject({ state: 'INVITED', out_apply_no: 'apply2' })
    await shop.control(`/transfer-grants/${sub_mchid}/answer`)
    expect(await query()).toMatchObject({ state: 'AUTHORIZED', authorization_time: expect.any(String) })
    expect(await refusalOf(ask('apply3'))).toMatchObject({ code: 'INVALID_REQUEST' })
    await shop.control(`/transfer-grants/${sub_mchid}/cancel`)
    expect(await query()).toMatchObject({ state: 'CANCELED' })
  })
})
