import { describe, expect, it } from 'vitest'
import { kit, order, stateOf, visit } from '../../../tests/sandbox/kit/visit.ts'

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
