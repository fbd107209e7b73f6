import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { refusalOf } from '../kit/refusal.ts'
import { openShop, type Shop } from '../kit/shop.ts'
import { type Any, MODES, type Mode, NOTIFY } from '../kit/story.ts'
import { OPENED } from './transfers.ts'

const gateway = useGateway()

/** The calls about batches, the same for a merchant and for a partner. */
function batchesOf({ merchant, wxpay, encrypt, sealed }: Shop, mode: Mode = 'merchant') {
  const { appid, sub_mchid, openid } = merchant
  const partner = mode === 'partner'
  const base = partner ? 'v3/partner-transfer/batches' : 'v3/transfer/batches'
  const own = partner
    ? { sub_mchid, authorization_type: 'FUND_AUTHORIZATION_TYPE', sp_appid: appid }
    : { appid, transfer_scene_id: '1001', notify_url: NOTIFY }
  const details = (names: string[]) =>
    names.map((name, at) => ({
      out_detail_no: `detail${at + 1}`,
      transfer_amount: 1000 * (at + 1),
      transfer_remark: '课时佣金',
      openid,
      user_name: encrypt(name),
    }))
  const flat = (data: Any): Any => (partner ? data : { ...data.transfer_batch, ...data })
  return {
    create: async (
      out_batch_no: string,
      names: string[] = ['张三', '李四', '王五'],
      more: object = {},
    ): Promise<Any> => {
      const list = details(names)
      const body = {
        ...own,
        out_batch_no,
        batch_name: '九月佣金',
        batch_remark: '九月佣金发放',
        total_amount: list.reduce((sum, { transfer_amount }) => sum + transfer_amount, 0),
        total_num: list.length,
        transfer_detail_list: list,
        ...more,
      }
      return (await wxpay.chain(base).post(body, sealed)).data
    },
    query: async (out_batch_no: string, params: object = { need_query_detail: false }): Promise<Any> =>
      flat((await wxpay.chain(`${base}/out-batch-no/{out_batch_no}`).get({ out_batch_no, params })).data),
    queryById: async (batch_id: string, params: object = { need_query_detail: false }): Promise<Any> =>
      flat((await wxpay.chain(`${base}/batch-id/{batch_id}`).get({ batch_id, params })).data),
    detail: async (out_batch_no: string, out_detail_no: string): Promise<Any> =>
      (
        await wxpay
          .chain(`${base}/out-batch-no/{out_batch_no}/details/out-detail-no/{out_detail_no}`)
          .get({ out_batch_no, out_detail_no })
      ).data,
    detailById: async (batch_id: string, detail_id: string): Promise<Any> =>
      (await wxpay.chain(`${base}/batch-id/{batch_id}/details/detail-id/{detail_id}`).get({ batch_id, detail_id }))
        .data,
  }
}

describe.each(MODES)('a batch of a %s', (mode) => {
  it('is accepted, finished after a while, notified and found with its details', async () => {
    const shop = await openShop(gateway)
    const payer = mode === 'partner' ? shop.merchant.sub_mchid : shop.merchant.mchid
    const batches = batchesOf(shop, mode)
    const made = await batches.create('batch1', ['张三', '姓名不符', '王五'])
    expect(made).toMatchObject({ out_batch_no: 'batch1', batch_id: expect.stringMatching(/^10300\d+$/) })
    expect(await batches.query('batch1')).toMatchObject({ batch_status: 'ACCEPTED', total_amount: 6000, total_num: 3 })
    expect(await batches.detail('batch1', 'detail1')).toMatchObject({ detail_status: 'PROCESSING' })
    expect(await shop.account(payer)).toMatchObject({ operation: OPENED - 6000, locked: 6000, paid: 0 })

    await shop.advance('PT10S')
    const done = await batches.queryById(made.batch_id, {
      need_query_detail: true,
      offset: 0,
      limit: 20,
      detail_status: 'ALL',
    })
    expect(done).toMatchObject({
      out_batch_no: 'batch1',
      batch_status: 'FINISHED',
      success_num: 2,
      success_amount: 4000,
      fail_num: 1,
      fail_amount: 2000,
      transfer_detail_list: [
        { out_detail_no: 'detail1', detail_status: 'SUCCESS' },
        { out_detail_no: 'detail2', detail_status: 'FAIL' },
        { out_detail_no: 'detail3', detail_status: 'SUCCESS' },
      ],
    })
    expect(await shop.account(payer)).toMatchObject({ operation: OPENED - 4000, locked: 0, paid: 4000 })
    const [, failed] = done.transfer_detail_list
    expect(await batches.detailById(made.batch_id, failed.detail_id)).toMatchObject({
      out_batch_no: 'batch1',
      out_detail_no: 'detail2',
      transfer_amount: 2000,
      detail_status: 'FAIL',
      fail_reason: 'NAME_NOT_CORRECT',
    })
    expect(await shop.told('MCHTRANSFER.BATCH.FINISHED')).toMatchObject([
      { out_batch_no: 'batch1', batch_status: 'FINISHED', success_num: 2, fail_amount: 2000 },
    ])
  })

  it('lists the details that are asked for, page by page', async () => {
    const shop = await openShop(gateway)
    const batches = batchesOf(shop, mode)
    await batches.create('batch1', ['张三', '姓名不符', '王五'])
    await batches.create('batch2', ['张三'])
    await shop.advance('PT10S')
    const numbers = async (params: object): Promise<string[]> =>
      (
        await batches.query('batch1', { need_query_detail: true, detail_status: 'ALL', ...params })
      ).transfer_detail_list.map(({ out_detail_no }: Any) => out_detail_no)
    expect(await numbers({})).toEqual(['detail1', 'detail2', 'detail3'])
    expect(await numbers({ detail_status: 'FAIL' })).toEqual(['detail2'])
    expect(await numbers({ offset: 1, limit: 1 })).toEqual(['detail2'])
    expect(await numbers({ need_query_detail: false })).toEqual([])
  })

  it('with the same parameters is the same one, with others it is refused', async () => {
    const shop = await openShop(gateway)
    const batches = batchesOf(shop, mode)
    const first = await batches.create('batch1', ['张三'])
    expect((await batches.create('batch1', ['张三'])).batch_id).toBe(first.batch_id)
    expect(await refusalOf(batches.create('batch1', ['张三', '李四']))).toMatchObject({ code: 'INVALID_REQUEST' })
    expect(await batches.query('batch1')).toMatchObject({ total_num: 1 })
    expect(await refusalOf(batches.query('nothing'))).toMatchObject({ status: 404, code: 'NOT_FOUND' })
    expect(await refusalOf(batches.detail('batch1', 'nothing'))).toMatchObject({ status: 404, code: 'NOT_FOUND' })
  })
})

describe('a batch', () => {
  it('whose sums are wrong, or whose money is not there, is refused and leaves nothing', async () => {
    const shop = await openShop(gateway)
    const batches = batchesOf(shop)
    expect(await refusalOf(batches.create('batch1', ['张三'], { total_amount: 999 }))).toMatchObject({
      status: 400,
      code: 'PARAM_ERROR',
    })
    expect(await refusalOf(batches.create('batch1', ['张三'], { total_num: 2 }))).toMatchObject({ code: 'PARAM_ERROR' })
    await shop.control('/accounts')
    await shop.control(`/accounts/${shop.merchant.mchid}/balance`, { amount: 999 })
    expect(await refusalOf(batches.create('batch1', ['张三']))).toMatchObject({ status: 403, code: 'NOT_ENOUGH' })
    expect(await refusalOf(batches.query('batch1'))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await refusalOf(batches.detail('batch1', 'detail1'))).toMatchObject({ code: 'NOT_FOUND' })
    expect(await shop.account()).toMatchObject({ operation: 999, locked: 0 })
  })

  it('may be closed before it is processed, and the money is back', async () => {
    const shop = await openShop(gateway)
    const batches = batchesOf(shop)
    await batches.create('batch1')
    await shop.control('/transfer-batches/batch1/close', { close_reason: 'OVERDUE_CLOSE' })
    expect(await batches.query('batch1')).toMatchObject({ batch_status: 'CLOSED', close_reason: 'OVERDUE_CLOSE' })
    expect(await shop.account()).toMatchObject({ operation: OPENED, locked: 0, paid: 0 })
    expect(await shop.told('MCHTRANSFER.BATCH.CLOSED')).toMatchObject([{ batch_status: 'CLOSED' }])
    await shop.advance('P1D')
    expect(await shop.told('MCHTRANSFER.BATCH.FINISHED')).toEqual([])
    expect(await shop.try('/transfer-batches/batch1/process')).toMatchObject({ status: 409 })
  })

  it('has a receipt once it is finished', async () => {
    const shop = await openShop(gateway)
    await batchesOf(shop).create('batch1')
    const receipts = shop.wxpay.chain('v3/transfer/bill-receipt')
    const apply = () => receipts.post({ out_batch_no: 'batch1' })
    expect(await refusalOf(apply())).toMatchObject({ code: 'INVALID_REQUEST' })
    await shop.control('/transfer-batches/batch1/process')
    const { data } = await apply()
    expect(data).toMatchObject({ out_batch_no: 'batch1', signature_status: 'ACCEPTED' })
    const one = shop.wxpay.chain('v3/transfer/bill-receipt/{out_batch_no}')
    expect((await one.get({ out_batch_no: 'batch1' })).data).toMatchObject({
      signature_no: data.signature_no,
      signature_status: 'FINISHED',
      hash_value: expect.stringMatching(/^[0-9A-F]{64}$/),
    })
  })
})

it('a batch names all its receivers or none, and those of large amounts always', async () => {
  const shop = await openShop(gateway)
  const { create } = batchesOf(shop)
  const { openid } = shop.merchant
  const line = (at: number, transfer_amount: number, name?: string) => ({
    ...{ out_detail_no: `detail${at}`, transfer_amount, transfer_remark: '课时佣金', openid },
    ...(name !== undefined && { user_name: shop.encrypt(name) }),
  })
  const send = (out_batch_no: string, ...transfer_detail_list: ReturnType<typeof line>[]) =>
    create(out_batch_no, [], {
      transfer_detail_list,
      total_num: transfer_detail_list.length,
      total_amount: transfer_detail_list.reduce((sum, { transfer_amount }) => sum + transfer_amount, 0),
    })
  const wrong = { status: 400, code: 'PARAM_ERROR' }
  expect(await refusalOf(send('large', line(1, 200_000)))).toMatchObject(wrong)
  expect(await refusalOf(send('some', line(1, 1000, '张三'), line(2, 1000)))).toMatchObject(wrong)
  expect(await send('none', line(1, 1000), line(2, 199_999))).toMatchObject({ out_batch_no: 'none' })
  expect(await send('all', line(1, 200_000, '张三'), line(2, 1000, '李四'))).toMatchObject({ out_batch_no: 'all' })
})
