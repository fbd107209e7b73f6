import { createDecipheriv, createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { Rsa } from 'wechatpay-axios-plugin'
import { useGateway } from '../../sdk/gateway.ts'
import { fieldsOf, refusalOf } from './kit/refusal.ts'
import { createStory, NOTIFY, type Story } from './kit/story.ts'

const gateway = useGateway()

interface Table {
  heading: string[]
  rows: Record<string, string>[]
  summary: Record<string, string>
}

/** As a merchant reads a bill: BOM, back-ticks, summary in the last two lines. */
function readTable(text: string): Table {
  expect(text.startsWith('\uFEFF')).toBe(true)
  const lines = text.slice(1).trimEnd().split('\r\n')
  const values = (line = '') => line.split(',').map((cell) => cell.replace(/^`/, ''))
  const heading = values(lines[0])
  const zip = (names: string[], cells: string[]) => Object.fromEntries(names.map((name, at) => [name, cells[at] ?? '']))
  return {
    heading,
    rows: lines.slice(1, -2).map((line) => zip(heading, values(line))),
    summary: zip(values(lines.at(-2)), values(lines.at(-1))),
  }
}

async function order(story: Story, out_trade_no: string, total: number): Promise<void> {
  const { appid, mchid } = story.merchant
  await story.wxpay.v3.pay.transactions.native({
    appid,
    mchid,
    description: '瑜伽课, 一节',
    out_trade_no,
    notify_url: NOTIFY,
    amount: { total },
  })
}

async function pay(story: Story, out_trade_no: string, total: number): Promise<void> {
  await order(story, out_trade_no, total)
  await story.control(`/transactions/${out_trade_no}/pay`)
}

const refund = (story: Story, out_trade_no: string, { total, part }: { total: number; part: number }) =>
  story.wxpay.v3.refund.domestic.refunds.post({
    out_trade_no,
    out_refund_no: `r-${out_trade_no}`,
    amount: { refund: part, total, currency: 'CNY' },
  })

const ask = async (story: Story, params: object, kind: 'tradebill' | 'fundflowbill' = 'tradebill') =>
  (await story.wxpay.v3.bill[kind].get({ params })).data

/** Downloaded with a signed request; the answer has no signature. */
async function download(story: Story, { download_url }: { download_url: string }): Promise<Buffer> {
  const { pathname, searchParams } = new URL(download_url)
  const answer = await story.wxpay.v3.billdownload.file.get({
    params: Object.fromEntries(searchParams),
    responseType: 'arraybuffer',
    transformResponse: [(data: unknown) => data],
  })
  expect(pathname).toBe('/v3/billdownload/file')
  expect(answer.headers['wechatpay-signature']).toBeUndefined()
  const bytes = Buffer.from(answer.data)
  // SDKs tell by the type whether they hand out a text or bytes
  const type = { efbb: 'text/plain', '1f8b': 'application/x-gzip' }[bytes.toString('hex', 0, 2)]
  expect(answer.headers['content-type']).toBe(type ?? 'application/octet-stream')
  return bytes
}

/** A story that begins at noon, so that no test crosses midnight. */
async function atNoon(): Promise<{ story: Story; day: string; compact: string }> {
  const story = await createStory(gateway)
  const today = (await story.now()).slice(0, 10)
  const next = new Date(Date.parse(`${today}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
  await story.control('/clock', { at: `${next}T12:00:00+08:00` })
  return { story, day: next, compact: next.replaceAll('-', '') }
}

describe('a trade bill', () => {
  it('is there at ten on the next day, and its totals are those of the orders', async () => {
    const { story, day } = await atNoon()
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
    const { story, day } = await atNoon()
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
    const { story, day } = await atNoon()
    await pay(story, 'order-one', 100)
    await story.advance('P2D')
    const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)
    expect(await refusalOf(ask(story, { bill_date: next }))).toMatchObject({ status: 400, code: 'NO_STATEMENT_EXIST' })
    await ask(story, { bill_date: day })
    await story.advance('P95D')
    expect(await refusalOf(ask(story, { bill_date: day }))).toMatchObject({ code: 'NO_STATEMENT_EXIST' })
  })

  it('can be fetched for five minutes, by nobody else', async () => {
    const { story, day } = await atNoon()
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
    const { story, day } = await atNoon()
    const { appid: sp_appid, mchid: sp_mchid, sub_mchid } = story.merchant
    await pay(story, 'order-own', 100)
    await story.wxpay.v3.pay.partner.transactions.native({
      sp_appid,
      sp_mchid,
      sub_mchid,
      description: 'x',
      out_trade_no: 'order-theirs',
      notify_url: NOTIFY,
      amount: { total: 20 },
    })
    await story.control('/transactions/order-theirs/pay', { sub_mchid })
    await story.advance('P1D')
    const numbers = async (params: object) =>
      readTable((await download(story, await ask(story, { bill_date: day, ...params }))).toString()).rows.map(
        (row) => `${row.商户订单号} ${row.特约商户号}`,
      )
    expect(await numbers({})).toEqual(['order-own 0', `order-theirs ${sub_mchid}`])
    expect(await numbers({ sub_mchid })).toEqual([`order-theirs ${sub_mchid}`])
  })
})

describe('a fund flow bill', () => {
  it('has every movement and the balance after it', async () => {
    const { story, day } = await atNoon()
    await pay(story, 'order-yesterday', 1000)
    await story.advance('P1D')
    const second = (await story.now()).slice(0, 10)
    await pay(story, 'order-today', 500)
    await refund(story, 'order-today', { total: 500, part: 200 })
    await gateway.sandbox.settled()
    await story.advance('P1D')
    const bill = await ask(story, { bill_date: second }, 'fundflowbill')
    const { rows, summary } = readTable((await download(story, bill)).toString())
    expect(rows.map((row) => [row.业务类型, row.收支类型, row['收支金额（元）'], row['账户结余（元）']])).toEqual([
      ['交易', '收入', '5.00', '15.00'],
      ['退款', '支出', '2.00', '13.00'],
    ])
    expect(summary).toEqual({ 资金流水总笔数: '2', 收入笔数: '1', 收入金额: '5.00', 支出笔数: '1', 支出金额: '2.00' })
    expect(second).not.toBe(day)
  })
})

describe('the fund flow bill of sub-merchants', () => {
  it.each([
    ['packed', { tar_type: 'GZIP' }],
    ['as it is', {}],
  ])('comes encrypted for the merchant alone, %s', async (_, packing) => {
    const { story, day } = await atNoon()
    const { appid: sp_appid, mchid: sp_mchid, sub_mchid, private_key = '' } = story.merchant
    await pay(story, 'order-own', 100)
    await story.wxpay.v3.pay.partner.transactions.native({
      sp_appid,
      sp_mchid,
      sub_mchid,
      description: 'x',
      out_trade_no: 'order-theirs',
      notify_url: NOTIFY,
      amount: { total: 20 },
    })
    await story.control('/transactions/order-theirs/pay', { sub_mchid })
    await story.advance('P1D')
    const params = { sub_mchid, bill_date: day, account_type: 'BASIC', algorithm: 'AEAD_AES_256_GCM', ...packing }
    const { data } = await story.wxpay.v3.bill.subMerchantFundflowbill.get({ params })
    const [part] = data.download_bill_list
    expect(data).toMatchObject({
      download_bill_count: 1,
      download_bill_list: [{ bill_sequence: 1, hash_type: 'SHA1' }],
    })
    const bytes = await download(story, part)
    const key = Rsa.decrypt(part.encrypt_key, Rsa.from(private_key, Rsa.KEY_TYPE_PRIVATE))
    const opening = createDecipheriv('aes-256-gcm', key, part.nonce).setAuthTag(bytes.subarray(-16))
    const plain = Buffer.concat([opening.update(bytes.subarray(0, -16)), opening.final()])
    const text = 'tar_type' in packing ? gunzipSync(plain) : plain
    expect(createHash('sha1').update(text).digest('hex')).toBe(part.hash_value)
    const { rows, summary } = readTable(text.toString())
    expect(rows.map((row) => row.业务凭证号)).toEqual(['order-theirs'])
    expect(summary).toMatchObject({ 收入金额: '0.20', 支出金额: '0.00' })
  })
})

describe('v2 downloadbill', () => {
  it('answers the table itself, and its own code where there is none', async () => {
    const { story, compact } = await atNoon()
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
