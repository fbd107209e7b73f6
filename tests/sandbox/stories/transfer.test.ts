import { describe, expect, it } from 'vitest'
import { useGateway } from '../../sdk/gateway.ts'
import { refusalOf } from './kit/refusal.ts'
import { openShop, type Shop } from './kit/shop.ts'
import { type Any, MODES, type Mode, NOTIFY } from './kit/story.ts'

const gateway = useGateway()

const OPENED = 10_000_000

/** The calls about transfers, the same for a merchant and for a partner. */
function transfersOf({ merchant, wxpay, encrypt, sealed, settled }: Shop, mode: Mode = 'merchant') {
  const { appid, sub_mchid, openid } = merchant
  const partner = mode === 'partner'
  const own = partner ? { sub_mchid } : {}
  const base = partner ? 'v3/fund-app/mch-transfer/partner/' : 'v3/fund-app/mch-transfer/'
  const authorizing = partner ? 'user-confirm-authorizations' : 'user-confirm-authorization'
  const authorization = partner
    ? `${authorizing}/{out_authorization_no}`
    : `${authorizing}/out-authorization-no/{out_authorization_no}`
  const bodyOf = (out_bill_no: string, more: object = {}) => ({
    ...own,
    appid,
    out_bill_no,
    openid,
    transfer_amount: 2000,
    transfer_remark: '新会员开通有礼',
    notify_url: NOTIFY,
    user_recv_perception: '现金奖励',
    transfer_scene_id: '1000',
    transfer_scene_report_infos: [{ info_type: '活动名称', info_content: '新会员有礼' }],
    ...more,
  })
  return {
    bodyOf,
    create: async (out_bill_no: string, more: object = {}): Promise<Any> =>
      (await wxpay.chain(`${base}transfer-bills`).post(bodyOf(out_bill_no, more), sealed)).data,
    createAuthorizing: async (out_bill_no: string, out_authorization_no: string): Promise<Any> =>
      (
        await wxpay.chain(`${base}transfer-bills/pre-transfer-with-authorization`).post(
          bodyOf(out_bill_no, {
            authorization_info: { user_display_name: '张三', out_authorization_no, authorization_notify_url: NOTIFY },
          }),
        )
      ).data,
    createAuthorized: async (out_bill_no: string, authorization_id: string): Promise<Any> => {
      const { openid: _, ...body } = bodyOf(out_bill_no, { authorization_id })
      const { data } = await wxpay.chain(`${base}transfer-bills/transfer`).post(body)
      await settled()
      return data
    },
    query: async (out_bill_no: string): Promise<Any> =>
      (await wxpay.chain(`${base}transfer-bills/out-bill-no/{out_bill_no}`).get({ out_bill_no, params: own })).data,
    cancel: async (out_bill_no: string): Promise<Any> => {
      const one = wxpay.chain(`${base}transfer-bills/out-bill-no/{out_bill_no}/cancel`)
      const { data } = await one.post(partner ? own : undefined, { out_bill_no })
      await settled()
      return data
    },
    authorize: async (out_authorization_no: string): Promise<Any> => {
      const address = partner ? { notify_url: NOTIFY } : { authorization_notify_url: NOTIFY }
      const body = { out_authorization_no, appid, openid, transfer_scene_id: '1000', user_display_name: '张三' }
      return (await wxpay.chain(base + authorizing).post({ ...body, ...address })).data
    },
    authorization: async (out_authorization_no: string): Promise<Any> =>
      (await wxpay.chain(base + authorization).get({ out_authorization_no })).data,
    endAuthorization: async (out_authorization_no: string): Promise<Any> =>
      (await wxpay.chain(`${base + authorization}/close`).post(undefined, { out_authorization_no })).data,
    named: (name: string) => ({ user_name: encrypt(name) }),
  }
}

/** Who pays: the merchant, or the partner's sub-merchant. */
const payerOf = ({ merchant }: Shop, mode: Mode): string => (mode === 'partner' ? merchant.sub_mchid : merchant.mchid)

describe.each(MODES)('a transfer of a %s', (mode) => {
  it('waits for its user, arrives, is notified and found', async () => {
    const shop = await openShop(gateway)
    const payer = payerOf(shop, mode)
    const transfers = transfersOf(shop, mode)
    const made = await transfers.create('bill1')
    expect(made).toMatchObject({ out_bill_no: 'bill1', package_info: expect.stringMatching(/==$/) })
    if (mode === 'merchant') expect(made.state).toBe('WAIT_USER_CONFIRM')
    expect(await transfers.query('bill1')).toMatchObject({
      transfer_bill_no: made.transfer_bill_no,
      state: 'WAIT_USER_CONFIRM',
      transfer_amount: 2000,
      openid: shop.merchant.openid,
    })
    expect(await shop.account(payer)).toMatchObject({ operation: OPENED - 2000, locked: 2000, paid: 0 })

    await shop.control('/transfer-bills/bill1/confirm')
    expect(await transfers.query('bill1')).toMatchObject({ state: 'SUCCESS' })
    expect(await shop.account(payer)).toMatchObject({ operation: OPENED - 2000, locked: 0, paid: 2000 })
    const told = await shop.told('MCHTRANSFER.BILL.FINISHED')
    expect(told).toMatchObject([{ out_bill_no: 'bill1', state: 'SUCCESS', transfer_amount: 2000 }])
    expect(told[0]).toHaveProperty(mode === 'partner' ? 'sub_mchid' : 'mch_id', payer)
    expect(await refusalOf(transfers.cancel('bill1'))).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
  })

  it('is cancelled before the user confirms, and the money is back', async () => {
    const shop = await openShop(gateway)
    const transfers = transfersOf(shop, mode)
    await transfers.create('bill1')
    expect(await transfers.cancel('bill1')).toMatchObject({ out_bill_no: 'bill1', state: 'CANCELING' })
    expect(await transfers.query('bill1')).toMatchObject({ state: 'CANCELLED' })
    expect(await transfers.cancel('bill1')).toMatchObject({ state: 'CANCELLED' })
    expect(await shop.account(payerOf(shop, mode))).toMatchObject({ operation: OPENED, locked: 0, paid: 0 })
    expect(await shop.told('MCHTRANSFER.BILL.FINISHED')).toMatchObject([{ state: 'CANCELLED' }])
    expect(await shop.try('/transfer-bills/bill1/confirm')).toMatchObject({ status: 409 })
  })

  it('fails when nobody confirms for a day, once', async () => {
    const shop = await openShop(gateway)
    const transfers = transfersOf(shop, mode)
    await transfers.create('bill1')
    await shop.advance('PT23H59M')
    expect(await transfers.query('bill1')).toMatchObject({ state: 'WAIT_USER_CONFIRM' })
    await shop.advance('PT2M')
    expect(await transfers.query('bill1')).toMatchObject({ state: 'FAIL', fail_reason: 'OVERDUE_CLOSE' })
    await shop.advance('P2D')
    expect(await shop.told('MCHTRANSFER.BILL.FINISHED')).toHaveLength(1)
    expect(await shop.account(payerOf(shop, mode))).toMatchObject({ operation: OPENED, locked: 0 })
    expect(await shop.try('/transfer-bills/bill1/confirm')).toMatchObject({ status: 409 })
    expect(await refusalOf(transfers.cancel('bill1'))).toMatchObject({ code: 'INVALID_REQUEST' })
  })

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

describe('a transfer', () => {
  it('with the same parameters is the same one, with others it is refused', async () => {
    const shop = await openShop(gateway)
    const transfers = transfersOf(shop)
    const first = await transfers.create('bill1')
    expect(await transfers.create('bill1')).toEqual(first)
    const other = transfers.create('bill1', { transfer_amount: 2001 })
    expect(await refusalOf(other)).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
    expect(await shop.account()).toMatchObject({ operation: OPENED - 2000, locked: 2000 })
    await shop.control('/transfer-bills/bill1/confirm')
    expect(await transfers.create('bill1')).toMatchObject({ state: 'SUCCESS' })
    expect(await shop.account()).toMatchObject({ operation: OPENED - 2000, locked: 0 })
  })

  it('is found by the number of WeChat Pay, and by nobody else', async () => {
    const shop = await openShop(gateway)
    const { transfer_bill_no } = await transfersOf(shop).create('bill1')
    const byNumber = ({ wxpay }: Shop) =>
      wxpay
        .chain('v3/fund-app/mch-transfer/transfer-bills/transfer-bill-no/{transfer_bill_no}')
        .get({ transfer_bill_no })
    expect((await byNumber(shop)).data).toMatchObject({ out_bill_no: 'bill1', mch_id: shop.merchant.mchid })
    const other = await openShop(gateway)
    expect(await refusalOf(byNumber(other))).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    expect(await refusalOf(transfersOf(other).query('bill1'))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await refusalOf(transfersOf(other).cancel('bill1'))).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('of more than there is is refused, and works with the same number after a deposit', async () => {
    const shop = await openShop(gateway)
    const { mchid } = shop.merchant
    const transfers = transfersOf(shop)
    await shop.control('/accounts')
    await shop.control(`/accounts/${mchid}/balance`, { amount: 1999 })
    expect(await refusalOf(transfers.create('bill1'))).toMatchObject({ status: 403, code: 'NOT_ENOUGH' })
    expect(await refusalOf(transfers.query('bill1'))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await shop.account()).toMatchObject({ operation: 1999, locked: 0 })
    await shop.control(`/accounts/${mchid}/balance`, { amount: 2000 })
    expect(await transfers.create('bill1')).toMatchObject({ state: 'WAIT_USER_CONFIRM' })
    const balance = await shop.wxpay.chain('v3/merchant/fund/balance/{account_type}').get({ account_type: 'OPERATION' })
    expect(balance.data).toEqual({ available_amount: 0, pending_amount: 2000 })
  })

  it('of 2000 yuan wants the name; a name that is not the user’s fails it', async () => {
    const shop = await openShop(gateway)
    const transfers = transfersOf(shop)
    const large = { transfer_amount: 200_000 }
    expect(await refusalOf(transfers.create('bill1', large))).toMatchObject({ status: 400, code: 'PARAM_ERROR' })
    await transfers.create('bill1', { ...large, ...transfers.named('姓名不符') })
    await shop.control('/transfer-bills/bill1/confirm')
    expect(await transfers.query('bill1')).toMatchObject({ state: 'FAIL', fail_reason: 'NAME_NOT_CORRECT' })
    await transfers.create('bill2', { ...large, ...transfers.named('张三') })
    await shop.control('/transfer-bills/bill2/confirm', { outcome: 'fail', fail_reason: 'TRANSFER_RISK' })
    expect(await transfers.query('bill2')).toMatchObject({ state: 'FAIL', fail_reason: 'TRANSFER_RISK' })
    expect(await shop.account()).toMatchObject({ operation: OPENED, locked: 0, paid: 0 })
    expect(await shop.told('MCHTRANSFER.BILL.FINISHED')).toMatchObject([{ state: 'FAIL' }, { state: 'FAIL' }])
  })

  it('is confirmed on the page that its package opens, until a day has passed', async () => {
    const shop = await openShop(gateway)
    const { package_info } = await transfersOf(shop).create('bill1')
    const page = (): Promise<Response> =>
      fetch(`${gateway.url}/_sandbox/pages?ticket=${encodeURIComponent(package_info)}`)
    const open = await page()
    expect(open.status).toBe(200)
    expect(await open.text()).toContain('确认收款')
    await shop.advance('P1D')
    const over = await (await page()).text()
    expect(over).toContain('转账失败')
    expect(over).not.toContain('确认收款')
  })

  it('has a receipt once it arrived, whose digest is the file’s', async () => {
    const shop = await openShop(gateway)
    const { wxpay, settled } = shop
    const transfers = transfersOf(shop)
    await transfers.create('bill1')
    const apply = (out_bill_no: string) =>
      wxpay.chain('v3/fund-app/mch-transfer/elecsign/out-bill-no').post({ out_bill_no })
    expect(await refusalOf(apply('bill1'))).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(await refusalOf(apply('nothing'))).toMatchObject({ code: 'NOT_FOUND' })
    await shop.control('/transfer-bills/bill1/confirm')
    expect((await apply('bill1')).data).toMatchObject({ state: 'GENERATING' })
    await settled()
    const one = wxpay.chain('v3/fund-app/mch-transfer/elecsign/out-bill-no/{out_bill_no}')
    const { data } = await one.get({ out_bill_no: 'bill1' })
    expect(data).toMatchObject({ state: 'FINISHED', hash_type: 'SHA256' })
    const { searchParams, pathname } = new URL(data.download_url)
    const file = await wxpay.chain(pathname.slice(1)).get({
      params: Object.fromEntries(searchParams),
      responseType: 'arraybuffer',
      transformResponse: [(body: unknown) => body],
    })
    const digest = await crypto.subtle.digest('SHA-256', new Uint8Array(file.data))
    expect(Buffer.from(digest).toString('hex').toUpperCase()).toBe(data.hash_value)
  })
})

describe('a transfer to a QQ wallet', () => {
  it('waits for its user, and arrives or is cancelled', async () => {
    const shop = await openShop(gateway)
    const { wxpay, settled } = shop
    const { appid, openid, mchid } = shop.merchant
    const base = 'v3/fund-app/mch-transfer/transfer-to-qq-wallet-bills'
    const create = (out_bill_no: string) =>
      wxpay.chain(base).post({
        appid,
        out_bill_no,
        openid,
        transfer_amount: 500,
        transfer_remark: '奖励',
        notify_url: NOTIFY,
        transfer_scene_id: '1401',
        transfer_scene_report_infos: [{ info_type: '活动名称', info_content: '新会员有礼' }],
      })
    const one = wxpay.chain(`${base}/{out_bill_no}`)
    expect((await create('qq1')).data).toMatchObject({ mchid, state: 'WAIT_USER_CONFIRM' })
    await shop.control('/qq-wallet-bills/qq1/confirm')
    expect((await one.get({ out_bill_no: 'qq1' })).data).toMatchObject({ state: 'SUCCESS' })
    await create('qq2')
    await wxpay.chain(`${base}/{out_bill_no}/cancel`).post(undefined, { out_bill_no: 'qq2' })
    await settled()
    expect((await one.get({ out_bill_no: 'qq2' })).data).toMatchObject({ state: 'CANCELLED' })
    expect(await shop.account()).toMatchObject({ operation: OPENED - 500, locked: 0, paid: 500 })
    expect(await shop.told('MCHTRANSFER.QQWALLETBILL.FINISHED')).toMatchObject([
      { out_bill_no: 'qq1', state: 'SUCCESS' },
      { out_bill_no: 'qq2', state: 'CANCELLED' },
    ])
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

it('numbers are each merchant’s own', async () => {
  const [one, other] = [await openShop(gateway), await openShop(gateway)]
  const number = 'theirs000001'
  await transfersOf(one).create(number)
  expect(await transfersOf(other).create(number, { transfer_amount: 7 })).toMatchObject({ out_bill_no: number })
  expect(await one.account()).toMatchObject({ locked: 2000 })
  expect(await other.account()).toMatchObject({ locked: 7 })
})
