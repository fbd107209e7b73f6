import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import WxPay from 'wechatpay-node-v3'
import { PayRequest } from 'wechatpay-node-v3/dist/lib/pay-request.js'
import type { MerchantAnswer } from '../../playground/protocol/gateway/index.ts'
import { startGateway, startReceiver } from './gateway.ts'

/** The host that this SDK has written into its code. */
const HOST = 'https://api.mch.weixin.qq.com'

/** Its own transport with another address, handed in by its own switch; nothing else of it is touched. */
class Transport extends PayRequest {
  readonly #origin: string

  constructor(origin: string) {
    super()
    this.#origin = origin
  }

  override get(url: string, headers: Record<string, string>) {
    return super.get(url.replace(HOST, this.#origin), headers)
  }

  override post(url: string, params: Record<string, unknown>, headers: Record<string, string>) {
    return super.post(url.replace(HOST, this.#origin), params, headers)
  }
}

function createOther(merchant: MerchantAnswer, origin: string): WxPay {
  const { appid, mchid, certificate = '', private_key = '', apiv3_key } = merchant
  // without a serial it reads one out of the certificate, in lower case
  const client = new WxPay({
    appid,
    mchid,
    publicKey: Buffer.from(certificate),
    privateKey: Buffer.from(private_key),
    key: apiv3_key,
  })
  client.createHttp(new Transport(origin))
  return client
}

it('runs the life of an order through an SDK that has nothing in common with ours', async () => {
  const gateway = await startGateway()
  const receiver = await startReceiver()
  const merchant = await gateway.register()
  const client = createOther(merchant, gateway.url)
  const { apiv3_key, platform } = merchant

  const [certificate] = await client.get_certificates(apiv3_key)
  expect(certificate).toMatchObject({ serial_no: platform.serial_no, publicKey: expect.stringMatching(/^-----BEGIN/) })

  const out_trade_no = 'other-0001'
  const order = { description: '测试 & 图书', notify_url: receiver.url, amount: { total: 100, currency: 'CNY' } }
  const ordered = await client.transactions_native({ ...order, out_trade_no })
  expect(ordered).toMatchObject({ status: 200, data: { code_url: expect.stringMatching(/^weixin:/) } })
  expect(await client.transactions_native({ ...order, out_trade_no: 'other-0002' })).toMatchObject({ status: 200 })
  expect(await client.close('other-0002')).toMatchObject({ status: 204 })

  await gateway.control(merchant, 'POST', `/transactions/${out_trade_no}/pay`)
  const paid = await client.query({ out_trade_no })
  expect(paid).toMatchObject({ status: 200, data: { trade_state: 'SUCCESS', amount: { payer_total: 100 } } })

  const { headers, body } = await receiver.next('TRANSACTION.SUCCESS')
  const proof = {
    timestamp: headers['wechatpay-timestamp'] ?? '',
    nonce: headers['wechatpay-nonce'] ?? '',
    serial: headers['wechatpay-serial'] ?? '',
    signature: headers['wechatpay-signature'] ?? '',
    apiSecret: apiv3_key,
  }
  // as text and, as most of its users have it, parsed and written again
  expect(await client.verifySign({ ...proof, body })).toBe(true)
  expect(await client.verifySign({ ...proof, body: JSON.parse(body) })).toBe(true)
  expect(await client.verifySign({ ...proof, body: `${body} ` })).toBe(false)
  const { ciphertext, associated_data, nonce } = JSON.parse(body).resource
  expect(client.decipher_gcm(ciphertext, associated_data, nonce, apiv3_key)).toEqual(paid.data)

  const out_refund_no = 'other-refund'
  const amount = { refund: 30, total: 100, currency: 'CNY' }
  expect(await client.refunds({ out_trade_no, out_refund_no, amount })).toMatchObject({ status: 200 })
  expect(await client.find_refunds(out_refund_no)).toMatchObject({ data: { status: 'SUCCESS', amount } })
  const tooMuch = { out_trade_no, out_refund_no: 'other-more', amount: { ...amount, refund: 71 } }
  expect(await client.refunds(tooMuch)).toMatchObject({
    status: 400,
    error: expect.stringContaining('INVALID_REQUEST'),
  })

  await gateway.control(merchant, 'POST', '/clock', { advance: 'P1DT10H' })
  const bill_date = String(paid.data.success_time).slice(0, 10)
  const { data: bill } = await client.tradebill({ bill_date, bill_type: 'ALL' })
  // it signs the whole address of a download unless it begins with its own host
  const file = await client.downloadBill(bill.download_url.replace(gateway.url, HOST))
  expect(createHash('sha1').update(file.data).digest('hex')).toBe(bill.hash_value)

  await receiver.close()
  await gateway.close()
})
