import { describe, expect, it } from 'vitest'
import { type Client, createKit } from '../../../tests/sandbox/kit/index.ts'
import keys from '../../../tests/vectors/keys.json' with { type: 'json' }
import type { NotificationEntry } from '../../protocol/gateway/index.ts'
import {
  decryptResource,
  importApiV3Key,
  importVerifyingKey,
  readCertificate,
  verifyAnswer,
} from '../../signature/index.ts'
import type { LogEntry } from '../index.ts'

const kit = await createKit()
const call = (method: string, path: string, init: RequestInit = {}) =>
  kit.sandbox.fetch(new Request(`http://x/_sandbox${path}`, { method, ...init }))

async function paidOrder(client: Client, notify_url: string) {
  const { mchid, appid } = client.merchant
  const body = { appid, mchid, description: 'x', out_trade_no: 'order-0001', amount: { total: 1 }, notify_url }
  expect((await client.send({ method: 'POST', url: '/v3/pay/transactions/native', body })).status).toBe(200)
  expect((await client.control('POST', '/transactions/order-0001/pay')).status).toBe(200)
}

describe('registering', () => {
  it('makes no private key for a visitor who brings a public one', async () => {
    const response = await call('POST', '/merchants', { body: JSON.stringify({ public_key: keys.public_key }) })
    const merchant = await response.json()
    expect(merchant).not.toHaveProperty('private_key')
    expect(readCertificate(merchant.certificate).serial).toBe(merchant.serial_no)
    expect(merchant.apiv3_key).toHaveLength(32)
    expect(response.headers.get('Access-Control-Allow-Origin')).toBeNull()
  })

  it.each([
    ['a private key', JSON.stringify({ public_key: keys.private_key }), 'PUBLIC_KEY_INVALID'],
    ['no PEM', JSON.stringify({ public_key: 'x' }), 'PUBLIC_KEY_INVALID'],
    ['another field', JSON.stringify({ key: 1 }), 'BODY_INVALID'],
    ['no JSON', '{', 'BODY_INVALID'],
    ['a list', '[]', 'BODY_INVALID'],
    ['too much', `{"public_key":"${'x'.repeat(70_000)}"}`, 'BODY_INVALID'],
  ])('refuses %s with a problem', async (_, body, code) => {
    const response = await call('POST', '/merchants', { body })
    expect(response.headers.get('Content-Type')).toContain('application/problem+json')
    expect(await response.json()).toMatchObject({ status: 400, code, detail: expect.stringMatching(/[一-龥]/) })
  })
})

describe('a page of another site', () => {
  it.each<Record<string, string>>([
    { 'Sec-Fetch-Site': 'cross-site', Origin: 'http://evil.test' },
    { 'Sec-Fetch-Site': 'same-site', Origin: 'http://x:81' },
    { Origin: 'http://evil.test' },
    { Origin: 'null' },
  ])('%o gets nothing done', async (headers) => {
    const response = await call('POST', '/merchants', { headers: { ...headers, 'Content-Type': 'text/plain' } })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ code: 'CROSS_SITE' })
  })

  it.each<Record<string, string>>([{ 'Sec-Fetch-Site': 'same-origin', Origin: 'http://x' }, { Origin: 'http://x' }])(
    '%o is our own',
    async (headers) => {
      expect((await call('POST', '/merchants', { headers })).status).toBe(201)
    },
  )
})

describe('control calls', () => {
  it('tell their health', async () => {
    expect(await (await call('GET', '/health')).json()).toEqual({
      ok: true,
      name: 'sandbox',
      operations: kit.behaviour.operations.length,
    })
  })

  it('want the token of their merchant', async () => {
    const [one, other] = [await kit.register(), await kit.register()]
    await paidOrder(one, 'https://example.com/x')
    for (const token of [
      '',
      'Bearer',
      'Bearer x',
      `Bearer ${one.merchant.control_token}x`,
      `Bearer ${one.merchant.mchid}_${'x'.repeat(43)}`,
    ]) {
      const response = await call('GET', '/notifications', { headers: { Authorization: token } })
      expect(response.status, token).toBe(401)
    }
    expect((await call('GET', '/keys', { headers: { Authorization: '' } })).status).toBe(401)
    expect((await one.control('GET', '/keys')).json).toEqual({ apiv2_key: one.merchant.apiv2_key })
    expect((await one.control('GET', '/notifications')).json.data).toHaveLength(1)
    expect((await other.control('GET', '/notifications')).json.data).toEqual([])
    expect((await other.control('POST', '/transactions/order-0001/pay')).status).toBe(404)
  })

  it.each(['/transactions/x/close', '/nothing/x/pay', '/constructor/x/pay', '/transactions/x/constructor', '/x'])(
    'does not know POST %s',
    async (path) => {
      const client = await kit.register()
      expect((await client.control('POST', path)).status).toBe(404)
    },
  )
})

describe('notifications', () => {
  it('stay in the in-box where nothing can be sent, verifiable and decryptable', async () => {
    const client = await kit.register()
    await paidOrder(client, 'https://example.com/notify')
    const [entry] = (await client.control('GET', '/notifications')).json.data as never as NotificationEntry[]
    expect(entry).toMatchObject({
      event: 'TRANSACTION.SUCCESS',
      status: 'inbox',
      attempts: [],
      url: 'https://example.com/notify',
    })
    const { platform, apiv3_key } = client.merchant
    const trusted = new Map([[platform.serial_no, await importVerifyingKey(platform.certificate)]])
    const { headers = {}, body = '' } = entry ?? {}
    expect(await verifyAnswer({ status: 200, headers, body, keys: trusted, now: Date.now() })).toMatchObject({
      ok: true,
    })
    const envelope = JSON.parse(body)
    expect(envelope).toMatchObject({
      resource_type: 'encrypt-resource',
      summary: '支付成功',
      resource: { original_type: 'transaction', associated_data: 'transaction' },
    })
    const plaintext = JSON.parse(await decryptResource(await importApiV3Key(apiv3_key), envelope.resource))
    expect(plaintext).toMatchObject({ out_trade_no: 'order-0001', trade_state: 'SUCCESS' })
  })

  it.each([
    ['http://127.0.0.1:9/n', true],
    ['http://127.1:9/n', true],
    ['http://localhost:9/n', true],
    ['https://example.com/n', false],
    ['http://127.0.0.1.example.com/n', false],
    ['http://10.0.0.1/n', false],
    ['http://169.254.169.254/n', false],
  ])('to %s: sent %s', async (address, sent) => {
    const asked: Request[] = []
    const deliver = async (request: Request) => {
      asked.push(request)
      return new Response(null, { status: 204 })
    }
    const own = await createKit({ deliver })
    const client = await own.register()
    await paidOrder(client, address)
    await own.sandbox.settled()
    expect(asked.map(({ redirect, method }) => [redirect, method])).toEqual(sent ? [['manual', 'POST']] : [])
    const [entry] = (await client.control('GET', '/notifications')).json.data as never as NotificationEntry[]
    expect(entry?.status).toBe(sent ? 'delivered' : 'inbox')
    expect(await asked[0]?.text()).toBe(sent ? entry?.body : undefined)
  })

  it.each([
    [
      'a redirect',
      async () => new Response(null, { status: 302, headers: { Location: 'http://example.com' } }),
      { status: 302 },
    ],
    ['an error', async () => new Response('no', { status: 500 }), { status: 500 }],
    ['nobody there', () => Promise.reject(new TypeError('fetch failed')), { error: '无法连接通知地址' }],
  ])('answered by %s have failed', async (_, deliver, attempt) => {
    const own = await createKit({ deliver })
    const client = await own.register()
    await paidOrder(client, 'http://127.0.0.1:9/n')
    await own.sandbox.settled()
    const [entry] = (await client.control('GET', '/notifications')).json.data as never as NotificationEntry[]
    expect(entry).toMatchObject({ status: 'failed', attempts: [attempt] })
  })
})

describe('the log', () => {
  it('tells what happened and no secret', async () => {
    const lines: LogEntry[] = []
    const own = await createKit({ log: (entry) => lines.push(entry) })
    const client = await own.register()
    await paidOrder(client, 'https://example.com/n')
    await client.send({ url: `/v3/certificates?secret=1`, tamper: { signature: 'x' } })
    expect(lines).toEqual([
      {
        method: 'POST',
        path: '/v3/pay/transactions/native',
        status: 200,
        operation: 'post /v3/pay/transactions/native',
      },
      {
        method: 'GET',
        path: '/v3/certificates',
        status: 401,
        operation: 'get /v3/certificates',
        refusal: 'SIGN_ERROR',
      },
    ])
  })
})
