import { describe, expect, it } from 'vitest'
import { type Client, createKit, type Kit } from '../../../tests/sandbox/kit/index.ts'

const kit = await createKit()
const HTML = /<main[\s\S]*<\/main>/

interface Shown {
  status: number
  text: string
  headers: Headers
}

/** What a browser gets; `form` as a person sends it from the page itself. */
async function visit(
  address: string,
  {
    form,
    headers = {},
    own = kit,
  }: { form?: Record<string, string>; headers?: Record<string, string>; own?: Kit } = {},
): Promise<Shown> {
  const init = form
    ? { method: 'POST', body: new URLSearchParams(form), headers: { Origin: 'http://sandbox.test', ...headers } }
    : { headers }
  const answer = await own.sandbox.fetch(new Request(`http://sandbox.test/_sandbox/pages${address}`, init))
  const location = answer.headers.get('Location')
  if (answer.status === 303 && location !== null) {
    const next = new URL(location, `http://sandbox.test/_sandbox/pages${address}`)
    return visit(next.href.slice('http://sandbox.test/_sandbox/pages'.length), { own })
  }
  const text = await answer.text()
  return { status: answer.status, text: HTML.exec(text)?.[0] ?? text, headers: answer.headers }
}

const ticketOf = (ticket: unknown): string => `?ticket=${encodeURIComponent(String(ticket))}`
let count = 0

async function order(client: Client, more: object = {}, kind = 'native'): Promise<{ number: string; ticket: string }> {
  const { mchid, appid } = client.merchant
  const number = `PAGE${String(++count).padStart(8, '0')}`
  const notify_url = 'https://example.com/n'
  const body = {
    appid,
    mchid,
    description: '图书',
    out_trade_no: number,
    amount: { total: 123450 },
    notify_url,
    ...more,
  }
  const { json, status, text } = await client.send({ method: 'POST', url: `/v3/pay/transactions/${kind}`, body })
  expect(status, text).toBe(200)
  return { number, ticket: ticketOf(json.code_url ?? json.prepay_id) }
}

const stateOf = async (client: Client, number: string) =>
  (await client.control('GET', `/transactions/${number}`)).json.state

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
    const { mchid, appid } = client.merchant
    const scene_info = { payer_client_ip: '1.1.1.1', h5_info: { type: 'Wap' } }
    const body = {
      appid,
      mchid,
      description: 'x',
      out_trade_no: 'H5-000001',
      amount: { total: 1 },
      notify_url: 'https://example.com/n',
      scene_info,
    }
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
    const body = {
      appid: client.merchant.appid,
      mchid: client.merchant.mchid,
      description: '图书',
      out_trade_no: number,
      amount: { total: 123450 },
      notify_url: 'https://example.com/n',
    }
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

describe('safety', () => {
  it('shows hostile texts as texts', async () => {
    const client = await kit.register()
    const hostile = '"><img src=x onerror=alert(1)></script><script>alert(2)</script>\u202Egnp.exe\u0007'
    const { ticket } = await order(client, { description: hostile })
    const { text, headers } = await visit(ticket)
    expect(text).not.toMatch(/<img|<script|onerror=alert\(1\)>|[\u202a-\u202e]|(?!\n)\p{Cc}/u)
    expect(text).toContain('&lt;script&gt;alert(2)')
    const policy = headers.get('Content-Security-Policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toMatch(/script-src 'sha256-[\w+/]{43}=';/)
    expect(policy).not.toContain('unsafe')
    expect(headers.get('Referrer-Policy')).toBe('no-referrer')
    expect(headers.get('Cache-Control')).toBe('no-store')
  })

  it('takes no text from its address', async () => {
    const client = await kit.register()
    const { ticket } = await order(client)
    for (const done of ['<b>x</b>', 'pay.<b>', 'constructor', 'pay.constructor', 'account']) {
      const { text } = await visit(`${ticket}&done=${encodeURIComponent(done)}`)
      expect(text, done).not.toContain('<b>')
      expect(text.includes('class="notice') && !done.startsWith('pay.'), done).toBe(false)
    }
  })

  it.each<Record<string, string>>([
    { Origin: 'https://evil.test' },
    { Origin: 'null' },
    { 'Sec-Fetch-Site': 'cross-site' },
    { 'Sec-Fetch-Site': 'same-site' },
  ])('lets a page of another site (%o) look, not act', async (headers) => {
    const client = await kit.register()
    const { number, ticket } = await order(client)
    expect((await visit(ticket, { headers })).status).toBe(200)
    const forged = await visit(ticket, { form: { action: '0' }, headers: { Origin: 'https://evil.test', ...headers } })
    expect(forged.status).toBe(403)
    expect(await stateOf(client, number)).toBe('NOTPAY')
  })

  it('opens a page by number for its own merchant alone', async () => {
    const [one, other] = [await kit.register(), await kit.register()]
    const { number } = await order(one)
    const path = `/transactions/${number}/pages/cashier`
    expect((await other.control('POST', path)).status).toBe(404)
    expect((await one.control('POST', `/transactions/${number}/pages/constructor`)).status).toBe(404)
    const { status, json } = await one.control('POST', path)
    expect([status, json.url]).toEqual([201, `http://sandbox.test/_sandbox/pages/${json.ticket}`])
    expect((await visit(`/${json.ticket}`)).text).toContain(number)
    const [, sealed = '', seal = ''] = String(json.ticket).split('.')
    const turned = `${seal.startsWith('0') ? '1' : '0'}${seal.slice(1)}`
    expect((await visit(`/s.${sealed}.${turned}`)).status).toBe(404)
    const forged = Buffer.from(JSON.stringify([other.merchant.mchid, 'transactions', number, 'cashier'])).toString(
      'base64url',
    )
    expect((await visit(`/s.${forged}.${seal}`)).status).toBe(404)
  })
})
