import { createDecipheriv, createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { Rsa } from 'wechatpay-axios-plugin'
import { useGateway } from '../../../sdk/gateway.ts'
import { atNoon, download, readTable } from '../bill/bills.ts'
import { refusalOf } from '../kit/refusal.ts'
import { ordersOf, service_id } from './service-orders.ts'

const gateway = useGateway()

describe('the bill of a payscore service', () => {
  it('comes encrypted, with the orders that were paid on its day', async () => {
    const { story, day } = await atNoon(gateway)
    const orders = ordersOf(story, 'merchant')
    for (const number of ['paid-1', 'open-1']) {
      await orders.create(number)
      await orders.play(story, number, 'confirm')
    }
    await orders.complete('paid-1', 300)
    await story.advance('P1D')
    const ask = (more: object = {}) =>
      story.wxpay.v3.payscore.merchantBill.get({
        params: { bill_date: day, service_id, encryption_algorithm: 'AEAD_AES_256_GCM', ...more },
      })
    const { data } = await ask()
    const [part] = data.download_bill_list
    const bytes = await download(story, part)
    const key = Rsa.decrypt(part.encrypt_key, Rsa.from(story.merchant.private_key ?? '', Rsa.KEY_TYPE_PRIVATE))
    const opening = createDecipheriv('aes-256-gcm', key, part.nonce).setAuthTag(bytes.subarray(-16))
    const text = Buffer.concat([opening.update(bytes.subarray(0, -16)), opening.final()])
    expect(createHash('sha1').update(text).digest('hex')).toBe(part.hash_value)
    const { rows, summary } = readTable(text.toString())
    expect(rows.map((row) => [row.商户服务订单号, row['支付金额（元）']])).toEqual([['paid-1', '3.00']])
    expect(summary).toMatchObject({ 服务订单总数: '1', '支付总金额（元）': '3.00' })
    expect(await refusalOf(ask({ service_id: 'another' }))).toMatchObject({ status: 400, code: 'NO_STATEMENT_EXIST' })
  })
})
