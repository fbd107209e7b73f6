import { describe, expect, it } from 'vitest'
import { orderBody } from '../../../tests/sandbox/kit/order.ts'
import { kit, order, stateOf, ticketOf, visit } from '../../../tests/sandbox/kit/visit.ts'

describe('the cashier', () => {
  it('shows what is to be paid and takes the payment; the merchant hears of it', async () => {
    const client = await kit.register()
    const { number, ticket } = await order(client)
    const page = await visit(ticket)
    expect(page.status).toBe(200)
    for (const part of ['1,234.50', '图书', number, client.merchant.mchid, '等待付款'])
      expect(page.text).toContain(part)
    const paid = await visit(ticket, { form: { action: '0' } })
    expect(paid.text).toContain('支付成功')
    expect(paid.text).not.toContain('确认支付')
    expect(await stateOf(client, number)).toBe('SUCCESS')
    const inbox = (await client.control('GET', '/notifications')).json.data
    expect(inbox).toMatchObject([{ event: 'TRANSACTION.SUCCESS' }])
  })

  it('pays once, however often the form is sent', async () => {
    const client = await kit.register()
    const { ticket } = await order(client)
    const all = await Promise.all(Array.from({ length: 5 }, () => visit(ticket, { form: { action: '0' } })))
    for (const { text } of all) expect(text).toContain('支付成功')
    expect((await client.control('GET', '/notifications')).json.data).toHaveLength(1)
  })

  it.each(['余额不足', '支付失败', '取消'])('tells of %s, and lets the payer try again', async (label) => {
    const client = await kit.register()
    const { number, ticket } = await order(client)
    const [, action = ''] = new RegExp(`value="(\\d)">${label}<`).exec((await visit(ticket)).text) ?? []
    const refused = await visit(ticket, { form: { action } })
    expect(refused.text).toMatch(new RegExp(`class="notice warn"[^>]*>[^<]*${label}`))
    expect(await stateOf(client, number)).toBe('NOTPAY')
    expect((await visit(ticket, { form: { action: '0' } })).text).toContain('支付成功')
  })

  it('does nothing where the order was closed meanwhile, and says so', async () => {
    const client = await kit.register()
    const { number, ticket } = await order(client)
    const body = { mchid: client.merchant.mchid }
    const url = `/v3/pay/transactions/out-trade-no/${number}/close`
    expect((await client.send({ method: 'POST', url, body })).status).toBe(204)
    const late = await visit(ticket, { form: { action: '0' } })
    expect(late.status).toBe(409)
    expect(late.text).toContain('没有生效')
    expect(late.text).toContain('订单已关闭')
    expect(await stateOf(client, number)).toBe('CLOSED')
  })

  it('opens at an H5 address, also with what merchants append to it', async () => {
    const client = await kit.register()
    const scene_info = { payer_client_ip: '1.1.1.1', h5_info: { type: 'Wap' } }
    const body = orderBody(client, 'H5-000001', { scene_info })
    const { json } = await client.send({ method: 'POST', url: '/v3/pay/transactions/h5', body })
    const [, ticket = ''] = /^http:\/\/sandbox\.test\/_sandbox\/pages(\/\w{32})$/.exec(String(json.h5_url)) ?? []
    expect(ticket).not.toBe('')
    const back = encodeURIComponent('https://shop.example/done?no=1')
    for (const address of [`${ticket}&redirect_url=${back}`, `${ticket}?redirect_url=${back}`]) {
      expect((await visit(address)).text).toContain('href="https://shop.example/done?no=1"')
    }
    for (const bad of ['javascript:alert(1)', 'data:text/html,x', '//shop.example', 'shop']) {
      expect((await visit(`${ticket}?redirect_url=${encodeURIComponent(bad)}`)).text, bad).not.toContain('返回商户')
    }
    expect((await visit(`${ticket}&redirect_url=${back}`, { form: { action: '0' } })).text).toContain('支付成功')
  })

  it('knows no ticket that is guessed, empty of meaning, or replaced', async () => {
    const client = await kit.register()
    for (const ticket of [
      'nope',
      'constructor',
      '__proto__',
      's.e30.00',
      'weixin://wxpay/bizpayurl/up?pr=AAAAAAA&groupid=00',
    ]) {
      const page = await visit(ticketOf(ticket))
      expect([page.status, page.text.includes('<form')], ticket).toEqual([404, false])
      expect((await visit(ticketOf(ticket), { form: { action: '0' } })).status).toBe(404)
    }
    const { number, ticket } = await order(client)
    const body = orderBody(client, number, { amount: { total: 123450 } })
    const again = await client.send({ method: 'POST', url: '/v3/pay/transactions/native', body })
    expect(again.status).toBe(200)
    expect((await visit(ticket)).status).not.toBe(200)
    expect((await visit(ticketOf(again.json.code_url))).status).toBe(200)
  })

  it('is over when its time is over', async () => {
    const client = await kit.register()
    const { number, ticket } = await order(client)
    await client.control('POST', '/clock', { advance: 'PT2H1S' })
    const page = await visit(ticket)
    expect(page.status).toBe(410)
    expect(page.text).toContain('过期')
    expect(page.text).not.toContain('<form')
    expect((await visit(ticket, { form: { action: '0' } })).status).toBe(410)
    expect(await stateOf(client, number)).toBe('NOTPAY')
  })
})
