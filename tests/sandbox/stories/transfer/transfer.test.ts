import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { openShop, type Shop } from '../kit/shop.ts'
import { MODES } from '../kit/story.ts'
import { OPENED, payerOf, transfersOf } from './transfers.ts'

const gateway = useGateway()

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

it('numbers are each merchant’s own', async () => {
  const [one, other] = [await openShop(gateway), await openShop(gateway)]
  const number = 'theirs000001'
  await transfersOf(one).create(number)
  expect(await transfersOf(other).create(number, { transfer_amount: 7 })).toMatchObject({ out_bill_no: number })
  expect(await one.account()).toMatchObject({ locked: 2000 })
  expect(await other.account()).toMatchObject({ locked: 7 })
})

describe('the scene of a transfer', () => {
  it.each([
    ['1000', ['活动名称', '奖励说明'], '活动奖励'],
    ['1005', ['岗位类型', '报酬说明'], '劳务报酬'],
    ['1011', ['赔付原因'], '商家赔付'],
  ])('%s has its own report and its own words for the user', async (transfer_scene_id, types, user_recv_perception) => {
    const shop = await openShop(gateway)
    const { create } = transfersOf(shop, 'merchant')
    const report = (...names: string[]) => names.map((info_type) => ({ info_type, info_content: '真实的内容' }))
    const scene = { transfer_scene_id, user_recv_perception, transfer_scene_report_infos: report(...types) }
    const foreign = { ...scene, transfer_scene_report_infos: report('采购商品名称') }
    expect(await refusalOf(create('bill1', foreign))).toMatchObject({
      status: 400,
      code: 'PARAM_ERROR',
      message: '未传入完整且对应的转账场景报备信息，请根据接口文档检查',
    })
    if (types.length > 1) {
      const less = { ...scene, transfer_scene_report_infos: report(...types.slice(1)) }
      expect(await refusalOf(create('bill1', less))).toMatchObject({ code: 'PARAM_ERROR' })
    }
    const twice = { ...scene, transfer_scene_report_infos: report(...types, ...types) }
    expect(await refusalOf(create('bill1', twice))).toMatchObject({ code: 'PARAM_ERROR' })
    expect(await refusalOf(create('bill1', { ...scene, user_recv_perception: '工资' }))).toMatchObject({
      status: 400,
      code: 'INVALID_REQUEST',
      message: '暂不支持展示当前传入的用户收款感知',
    })
    expect(await create('bill1', scene)).toMatchObject({ state: 'WAIT_USER_CONFIRM' })
  })
})

it('a transfer is of whole cents', async () => {
  const { create } = transfersOf(await openShop(gateway), 'merchant')
  expect(await refusalOf(create('bill1', { transfer_amount: 100.5 }))).toMatchObject({ code: 'PARAM_ERROR' })
})
