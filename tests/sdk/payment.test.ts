import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Aes, Formatter, Rsa } from 'wechatpay-axios-plugin'
import type { MerchantAnswer } from '../../playground/protocol/gateway/index.ts'
import { createClient, type Gateway, type Received, type Receiver, startGateway, startReceiver } from './gateway.ts'

let gateway: Gateway
let receiver: Receiver

beforeAll(async () => {
  gateway = await startGateway()
  receiver = await startReceiver()
})
afterAll(async () => {
  await gateway.close()
  await receiver.close()
})

describe.each(['certificate', 'public-key'] as const)('a payment through the SDK, trusting the %s', (mode) => {
  it('is ordered, paid, notified, refunded and notified again', async () => {
    const merchant = await gateway.register()
    const wxpay = createClient(gateway, merchant, mode)
    const { mchid, appid, openid } = merchant
    const out_trade_no = `T${Date.now()}${mode.length}`

    const ordered = await wxpay.v3.pay.transactions.native({
      appid,
      mchid,
      description: 'QQ公仔',
      out_trade_no,
      notify_url: receiver.url,
      amount: { total: 888 },
    })
    expect(ordered.data.code_url).toMatch(/^weixin:\/\/wxpay\/bizpayurl\/up\?pr=\w{7}&groupid=00$/)
    const query = () => wxpay.v3.pay.transactions.outTradeNo._out_trade_no_.get({ out_trade_no, params: { mchid } })
    expect((await query()).data).toMatchObject({
      mchid,
      appid,
      out_trade_no,
      trade_state: 'NOTPAY',
      amount: { total: 888, currency: 'CNY' },
    })

    const paid = await gateway.control(merchant, 'POST', `/transactions/${out_trade_no}/pay`)
    expect(paid.status).toBe(200)
    const payment = open(await nextFor('TRANSACTION.SUCCESS', out_trade_no, merchant), merchant)
    const found = (await query()).data
    expect(payment).toEqual(found)
    expect(found).toMatchObject({ trade_state: 'SUCCESS', payer: { openid }, amount: { total: 888, payer_total: 888 } })
    expect(found.transaction_id).toMatch(/^4200\d{24}$/)
    const byId = await wxpay.v3.pay.transactions.id._transaction_id_.get({
      transaction_id: found.transaction_id,
      params: { mchid },
    })
    expect(byId.data).toEqual(found)

    const out_refund_no = `R${out_trade_no}`
    const refund = {
      transaction_id: found.transaction_id,
      out_refund_no,
      reason: '退货',
      notify_url: receiver.url,
      amount: { refund: 300, total: 888, currency: 'CNY' },
    }
    const refunded = await wxpay.v3.refund.domestic.refunds.post(refund)
    expect(refunded.data).toMatchObject({
      out_refund_no,
      out_trade_no,
      status: 'PROCESSING',
      amount: { refund: 300, total: 888 },
    })
    const notice = open(await nextFor('REFUND.SUCCESS', out_refund_no, merchant), merchant)
    expect(notice).toMatchObject({
      mchid,
      out_trade_no,
      out_refund_no,
      refund_status: 'SUCCESS',
      amount: { refund: 300, payer_refund: 300 },
    })
    const state = await wxpay.v3.refund.domestic.refunds._out_refund_no_.get({ out_refund_no })
    expect(state.data).toMatchObject({ ...refunded.data, status: 'SUCCESS', success_time: notice.success_time })
    expect((await query()).data.trade_state).toBe('REFUND')

    await expect(
      wxpay.v3.refund.domestic.refunds.post({
        ...refund,
        out_refund_no: `${out_refund_no}b`,
        amount: { refund: 589, total: 888, currency: 'CNY' },
      }),
    ).rejects.toMatchObject({
      response: { status: 400, data: { code: 'INVALID_REQUEST', message: '累计退款金额超过订单金额' } },
    })
  })
})

describe('through the SDK', () => {
  it('an order is closed with 204, and closed stays closed', async () => {
    const merchant = await gateway.register()
    const wxpay = createClient(gateway, merchant)
    const { mchid, appid } = merchant
    const order = {
      appid,
      mchid,
      description: 'x',
      out_trade_no: 'closing-0001',
      notify_url: receiver.url,
      amount: { total: 1 },
    }
    await wxpay.v3.pay.transactions.native(order)
    const closing = wxpay.chain('v3/pay/transactions/out-trade-no/{out_trade_no}/close')
    expect(await closing.post({ mchid }, { out_trade_no: 'closing-0001' })).toMatchObject({ status: 204, data: '' })
    expect((await closing.post({ mchid }, { out_trade_no: 'closing-0001' })).status).toBe(204)
    await expect(wxpay.v3.pay.transactions.native(order)).rejects.toMatchObject({
      response: { data: { code: 'ORDER_CLOSED' } },
    })
  })

  it('two merchants with the same number see their own order', async () => {
    const merchants = await Promise.all([gateway.register(), gateway.register()])
    const out_trade_no = 'same-number'
    for (const [at, merchant] of merchants.entries()) {
      const { mchid, appid } = merchant
      await createClient(gateway, merchant).v3.pay.transactions.native({
        appid,
        mchid,
        description: `d${at}`,
        out_trade_no,
        notify_url: receiver.url,
        amount: { total: at + 1 },
      })
    }
    for (const [at, merchant] of merchants.entries()) {
      const { data } = await createClient(gateway, merchant)
        .chain('v3/pay/transactions/out-trade-no/{out_trade_no}')
        .get({ out_trade_no, params: { mchid: merchant.mchid } })
      expect(data.amount.total).toBe(at + 1)
    }
    const [one, other] = merchants as [MerchantAnswer, MerchantAnswer]
    expect((await gateway.control(one, 'POST', `/transactions/${out_trade_no}/pay`)).status).toBe(200)
    const { data } = await createClient(gateway, other)
      .chain('v3/pay/transactions/out-trade-no/{out_trade_no}')
      .get({ out_trade_no, params: { mchid: other.mchid } })
    expect(data.trade_state).toBe('NOTPAY')
  })
})

/** Of this merchant: both tests share the receiver. */
async function nextFor(event: string, number: string, merchant: MerchantAnswer): Promise<Received> {
  await receiver.next(event)
  for (;;) {
    const found = receiver.received.find((one) => isFor(one, number, { event, merchant }))
    if (found) return found
    await new Promise((resolve) => setImmediate(resolve))
  }
}

function isFor(
  one: Received,
  number: string,
  { event, merchant }: { event: string; merchant: MerchantAnswer },
): boolean {
  if (!one.body.includes(`"event_type":"${event}"`)) return false
  try {
    return JSON.stringify(open(one, merchant)).includes(number)
  } catch {
    return false
  }
}

/** Verifies and decrypts as a merchant's backend does, with the SDK alone. */
function open({ headers, body }: Received, { platform, apiv3_key }: MerchantAnswer) {
  const keys: Record<string, string> = {
    [platform.serial_no]: platform.certificate,
    [platform.public_key_id]: platform.public_key,
  }
  const message = Formatter.response(headers['wechatpay-timestamp'] ?? '', headers['wechatpay-nonce'] ?? '', body)
  const key = Rsa.from(keys[headers['wechatpay-serial'] ?? ''] ?? '', Rsa.KEY_TYPE_PUBLIC)
  expect(Rsa.verify(message, headers['wechatpay-signature'] ?? '', key)).toBe(true)
  const { ciphertext, nonce, associated_data } = JSON.parse(body).resource
  return JSON.parse(Aes.AesGcm.decrypt(ciphertext, apiv3_key, nonce, associated_data))
}
