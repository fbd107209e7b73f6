import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { useGateway } from '../../../sdk/gateway.ts'
import { fieldsOf, refusalOf } from '../kit/refusal.ts'
import { createStory } from '../kit/story.ts'
import { ask, atNoon, download, order, pay, payForSubMerchant, readTable, refund } from './bills.ts'

const gateway = useGateway()

describe('a trade bill', () => {
  it('is there at ten on the next day, and its totals are those of the orders', async () => {
    const { story, day } = await atNoon(gateway)
    const { mchid, appid, openid } = story.merchant
    await pay(story, 'order-first', 10_001)
    await order(story, 'order-unpaid', 77)
    await story.advance('PT1M')
    await pay(story, 'order-second', 250)
    await refund(story, 'order-first', { total: 10_001, part: 301 })
    await gateway.sandbox.settled()
    expect(await refusalOf(ask(story, { bill_date: day }))).toMatchObject({ status: 400, code: 'STATEMENT_CREATING' })
    const future = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
    expect(await refusalOf(ask(story, { bill_date: future }))).toMatchObject({ status: 400, code: 'PARAM_ERROR' })
    await story.advance('PT21H50M')
    expect(await refusalOf(ask(story, { bill_date: day }))).toMatchObject({ code: 'STATEMENT_CREATING' })
    await story.advance('PT10M')
    const bill = await ask(story, { bill_date: day })
    expect(bill).toMatchObject({ hash_type: 'SHA1', hash_value: expect.stringMatching(/^[0-9a-f]{40}$/) })
    const bytes = await download(story, bill)
    expect(createHash('sha1').update(bytes).digest('hex')).toBe(bill.hash_value)
    const { heading, rows, summary } = readTable(bytes.toString())
    expect(heading).toEqual([
      ...['交易时间', '公众账号ID', '商户号', '特约商户号', '设备号', '微信订单号', '商户订单号', '用户标识'],
      ...['交易类型', '交易状态', '付款银行', '货币种类', '应结订单金额', '代金券金额', '微信退款单号', '商户退款单号'],
      ...['退款金额', '充值券退款金额', '退款类型', '退款状态', '商品名称', '商户数据包', '手续费', '费率'],
      ...['订单金额', '申请退款金额', '费率备注'],
    ])
    expect(rows).toHaveLength(3)
    expect(rows[0]).toMatchObject({
      交易时间: expect.stringMatching(new RegExp(`^${day} 12:00:\\d\\d$`)),
      公众账号ID: appid,
      商户号: mchid,
      特约商户号: '0',
      商户订单号: 'order-first',
      用户标识: openid,
      交易类型: 'NATIVE',
      交易状态: 'SUCCESS',
      应结订单金额: '100.01',
      退款金额: '0.00',
      商品名称: '瑜伽课， 一节',
      手续费: '0.00000',
      费率: '0.00%',
      订单金额: '100.01',
    })
    expect(rows[2]).toMatchObject({
      交易状态: 'REFUND',
      商户订单号: 'order-first',
      商户退款单号: 'r-order-first',
      退款金额: '3.01',
      退款状态: 'SUCCESS',
      退款类型: 'ORIGINAL',
      订单金额: '0.00',
      申请退款金额: '3.01',
    })
    expect(summary).toEqual({
      总交易单数: '3',
      应结订单总金额: '102.51',
      退款总金额: '3.01',
      充值券退款总金额: '0.00',
      手续费总金额: '0.00000',
      订单总金额: '102.51',
      申请退款总金额: '3.01',
    })
  })

  it('holds payments or refunds alone, packed if asked for', async () => {
    const { story, day } = await atNoon(gateway)
    await pay(story, 'order-one', 100)
    await refund(story, 'order-one', { total: 100, part: 40 })
    await gateway.sandbox.settled()
    await story.advance('P1D')
    const of = async (bill_type: string) => {
      const bill = await ask(story, { bill_date: day, bill_type, tar_type: 'GZIP' })
      const text = gunzipSync(await download(story, bill))
      expect(createHash('sha1').update(text).digest('hex')).toBe(bill.hash_value)
      return readTable(text.toString())
    }
    const success = await of('SUCCESS')
    expect(success.rows.map((row) => row.交易状态)).toEqual(['SUCCESS'])
    expect(success.heading).not.toContain('微信退款单号')
    const refunds = await of('REFUND')
    expect(refunds.rows.map((row) => row.交易状态)).toEqual(['REFUND'])
    expect(refunds.heading).toContain('退款成功时间')
    expect(refunds.rows[0]?.退款成功时间).toMatch(new RegExp(`^${day} `))
    expect((await of('ALL')).rows).toHaveLength(2)
  })

  it('does not exist for a day without trade, nor after three months', async () => {
    const { story, day } = await atNoon(gateway)
    await pay(story, 'order-one', 100)
    await story.advance('P2D')
    const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
    expect(await refusalOf(ask(story, { bill_date: next }))).toMatchObject({ status: 400, code: 'NO_STATEMENT_EXIST' })
    await ask(story, { bill_date: day })
    await story.advance('P95D')
    expect(await refusalOf(ask(story, { bill_date: day }))).toMatchObject({ code: 'NO_STATEMENT_EXIST' })
  })

  it('can be fetched for five minutes, by nobody else', async () => {
    const { story, day } = await atNoon(gateway)
    await pay(story, 'order-one', 100)
    await story.advance('P1D')
    const bill = await ask(story, { bill_date: day })
    const other = await createStory(gateway)
    expect((await download(other, bill).catch((error) => error.response)).status).toBe(400)
    expect((await download(story, bill)).length).toBeGreaterThan(100)
    await story.advance('PT5M1S')
    expect((await download(story, bill).catch((error) => error.response)).status).toBe(400)
  })

  it('of a sub-merchant has its orders alone', async () => {
    const { story, day } = await atNoon(gateway)
    const { sub_mchid } = story.merchant
    await pay(story, 'order-own', 100)
    await payForSubMerchant(story, 'order-theirs', 20)
    await story.advance('P1D')
    const numbers = async (params: object) =>
      readTable((await download(story, await ask(story, { bill_date: day, ...params }))).toString()).rows.map(
        (row) => `${row.商户订单号} ${row.特约商户号}`,
      )
    expect(await numbers({})).toEqual(['order-own 0', `order-theirs ${sub_mchid}`])
    expect(await numbers({ sub_mchid })).toEqual([`order-theirs ${sub_mchid}`])
  })
})

describe('v2 downloadbill', () => {
  it('answers the table itself, and its own code where there is none', async () => {
    const { story, compact } = await atNoon(gateway)
    const { appid, mchid: mch_id } = story.merchant
    const body = (bill_date: string) => ({ appid, mch_id, bill_date, bill_type: 'ALL', nonce_str: 'n' })
    const request = (bill_date: string) => story.wxpay.v2.pay.downloadbill(body(bill_date))
    await pay(story, 'order-one', 100)
    expect(await fieldsOf(request(compact))).toMatchObject({ return_code: 'FAIL', error_code: '20003' })
    await story.advance('P1D')
    const file = await story.wxpay.v2.pay.downloadbill(body(compact), { transformResponse: [(data: unknown) => data] })
    // the SDK has taken the byte order mark away
    const { rows } = readTable(`\uFEFF${String(file.data).replace('\uFEFF', '')}`)
    expect(rows.map((row) => row.商户订单号)).toEqual(['order-one'])
    expect(await fieldsOf(request('20990101'))).toMatchObject({ return_code: 'FAIL', error_code: '20001' })
    expect(await fieldsOf(request('20200101'))).toMatchObject({ return_code: 'FAIL', error_code: '20002' })
  })
})
