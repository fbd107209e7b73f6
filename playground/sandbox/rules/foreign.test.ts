import { describe, expect, it } from 'vitest'
import { type Client, createKit } from '../../../tests/sandbox/kit/index.ts'
import { order } from '../../../tests/sandbox/kit/order.ts'

const kit = await createKit()
let count = 0

function orderV2({ merchant, sendXml }: Client, appid: string) {
  count++
  const fields = {
    appid,
    mch_id: merchant.mchid,
    nonce_str: 'n',
    body: '图书',
    out_trade_no: `foreign-${count}`,
    total_fee: '100',
    spbill_create_ip: '127.0.0.1',
    notify_url: 'https://www.example.com/notify',
    trade_type: 'NATIVE',
  }
  return sendXml({ url: '/pay/unifiedorder', fields })
}

describe('an app', () => {
  it('of another merchant is refused where the operation documents that, in v3 and v2', async () => {
    const [client, other] = [await kit.register(), await kit.register()]
    const code = 'APPID_MCHID_NOT_MATCH'
    expect(await order(client, 'foreign-01', { appid: other.merchant.appid })).toMatchObject({
      status: 400,
      json: { code },
    })
    const got = await orderV2(client, other.merchant.appid)
    expect(got).toMatchObject({ status: 200, signed: true, fields: { result_code: 'FAIL', err_code: code } })
  })

  it('of the merchant itself, of an example and of nobody is taken', async () => {
    const client = await kit.register()
    for (const appid of [client.merchant.appid, 'wxd678efh567hg6787', 'wx0123456789abcdef']) {
      expect((await order(client, `foreign-${appid}`, { appid })).status).toBe(200)
      expect((await orderV2(client, appid)).fields.result_code).toBe('SUCCESS')
    }
  })
})
