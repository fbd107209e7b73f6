import { describe, expect, it } from 'vitest'
import { kit, stateOf, ticketOf, visit } from '../../../tests/sandbox/kit/visit.ts'

describe('a payment code', () => {
  it('is waited with until the merchant takes it, then asks for the password', async () => {
    const client = await kit.register()
    const start = await visit('')
    const [, kind = ''] = /name="code" value="([^"]+)">要输密码/.exec(start.text) ?? []
    const waiting = await visit('', { form: { code: kind } })
    const [, number = ''] = /id="number">(\d{18})</.exec(waiting.text) ?? []
    expect(waiting.text).toContain('等待商户')
    const fields = {
      appid: client.merchant.appid,
      body: '图书',
      out_trade_no: 'CODE-0001',
      total_fee: '100',
      spbill_create_ip: '1.1.1.1',
      auth_code: number,
      mch_id: client.merchant.mchid,
      nonce_str: 'x'.repeat(32),
    }
    expect((await client.sendXml({ url: '/pay/micropay', fields })).fields).toMatchObject({ err_code: 'USERPAYING' })
    const page = await visit(ticketOf(number))
    expect(page.text).toContain('type="password"')
    const missing = await visit(ticketOf(number), { form: { action: '1' } })
    expect([missing.status, missing.text.includes('请填写')]).toEqual([422, true])
    const paid = await visit(ticketOf(number), { form: { action: '1', 'field.password': '123456' } })
    expect(paid.text).toContain('支付成功')
    expect(await stateOf(client, 'CODE-0001')).toBe('SUCCESS')
  })

  it('that nobody took from a page opens none', async () => {
    const client = await kit.register()
    const auth_code = '130000000000000001'
    const fields = {
      appid: client.merchant.appid,
      body: 'x',
      out_trade_no: 'CODE-0002',
      total_fee: '1',
      spbill_create_ip: '1.1.1.1',
      auth_code,
      mch_id: client.merchant.mchid,
      nonce_str: 'x'.repeat(32),
    }
    expect((await client.sendXml({ url: '/pay/micropay', fields })).fields).toMatchObject({ err_code: 'USERPAYING' })
    expect((await visit(ticketOf(auth_code))).status).toBe(404)
  })
})
