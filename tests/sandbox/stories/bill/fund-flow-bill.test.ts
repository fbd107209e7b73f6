import { createDecipheriv, createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { Rsa } from 'wechatpay-axios-plugin'
import { useGateway } from '../../../sdk/gateway.ts'
import { ask, atNoon, download, pay, payForSubMerchant, readTable, refund } from './bills.ts'

const gateway = useGateway()

describe('a fund flow bill', () => {
  it('has every movement and the balance after it', async () => {
    const { story, day } = await atNoon(gateway)
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
    const { story, day } = await atNoon(gateway)
    const { sub_mchid, private_key = '' } = story.merchant
    await pay(story, 'order-own', 100)
    await payForSubMerchant(story, 'order-theirs', 20)
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
