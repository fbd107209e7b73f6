import { describe, expect, it } from 'vitest'
import { AUTHORIZATION, get, inThisProcess, proxyTo, recorder } from '../../tests/support/proxy.ts'

describe('what it forwards', () => {
  it.each([false, true])('carries method, target and body byte for byte (in process: %s)', async (inProcess) => {
    const { upstream: plain, received } = recorder()
    const upstream = inProcess ? inThisProcess(plain) : plain
    const bytes = new Uint8Array([0x7b, 0x22, 0xff, 0x00, 0x0d, 0x0a, 0x7d])
    const target = '/proxy/sandbox/v3/a%20b/{c}?q=%2F%E4%B8%AD&r=../x//y'
    const request = new Request(`http://site.test${encodeURI('/proxy')}`, {
      method: 'PATCH',
      body: bytes,
      headers: { authorization: AUTHORIZATION },
    })
    const answer = await proxyTo(upstream).fetch(request, { rawTarget: target.replace('{c}', '%7Bc%7D') })
    expect(answer.status).toBe(200)
    expect(received[0]).toMatchObject({ method: 'PATCH', rawTarget: '/v3/a%20b/%7Bc%7D?q=%2F%E4%B8%AD&r=../x//y' })
    expect(received[0]?.url).toBe(`http://sandbox.invalid${received[0]?.rawTarget}`)
    expect(received[0]?.body).toEqual(bytes)
  })

  it('hands on the headers of the wire and no others', async () => {
    const { upstream, received } = recorder()
    await proxyTo(upstream).fetch(
      ...get('/proxy/sandbox/v3/x', {
        accept: 'application/json',
        'accept-language': 'zh-CN',
        'user-agent': 'test',
        'wechatpay-serial': 'PUB_KEY_ID_1',
        cookie: 'session=secret',
        referer: 'http://site.test/page',
        'x-forwarded-for': '10.0.0.1',
        'x-anything': 'else',
      }),
    )
    expect([...(received[0]?.headers.keys() ?? [])].sort()).toEqual(
      ['accept', 'accept-language', 'authorization', 'user-agent', 'wechatpay-serial'].sort(),
    )
  })

  it('hands back signature headers and body untouched, drops cookies, and lets no answer run as a page', async () => {
    const body = '{"b":1, "a" : "é"}\n'
    const { upstream } = recorder(
      () =>
        new Response(body, {
          headers: {
            'content-type': 'text/html',
            'wechatpay-timestamp': '1',
            'wechatpay-nonce': 'n',
            'wechatpay-signature': 's==',
            'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
            'wechatpay-serial': 'S',
            'request-id': '08-0',
            'set-cookie': 'a=b',
            'access-control-allow-origin': '*',
            server: 'x',
          },
        }),
    )
    const answer = await proxyTo(upstream).fetch(...get('/proxy/sandbox/v3/x'))
    expect(await answer.text()).toBe(body)
    expect(Object.fromEntries(answer.headers)).toEqual({
      'content-type': 'text/html',
      'wechatpay-timestamp': '1',
      'wechatpay-nonce': 'n',
      'wechatpay-signature': 's==',
      'wechatpay-signature-type': 'WECHATPAY2-SHA256-RSA2048',
      'wechatpay-serial': 'S',
      'request-id': '08-0',
      'cache-control': 'no-store',
      'content-security-policy': "sandbox; default-src 'none'",
      'x-content-type-options': 'nosniff',
    })
  })

  it.each([200, 400, 401, 404, 500, 502])('hands back the gateway’s own status %i as an answer', async (status) => {
    const { upstream } = recorder(() => new Response('{"code":"X"}', { status }))
    const answer = await proxyTo(upstream).fetch(...get('/proxy/sandbox/v3/x'))
    expect([answer.status, await answer.text()]).toEqual([status, '{"code":"X"}'])
    expect(answer.headers.has('x-proxy-error')).toBe(false)
  })

  it('hands back 204 without a body', async () => {
    const { upstream } = recorder(() => new Response(null, { status: 204 }))
    const answer = await proxyTo(upstream).fetch(...get('/proxy/sandbox/v3/x'))
    expect([answer.status, answer.body]).toEqual([204, null])
  })

  it('lets a malformed Authorization of the right scheme reach the gateway, which explains it', async () => {
    const { upstream, received } = recorder()
    await proxyTo(upstream).fetch(...get('/proxy/sandbox/v3/x', { authorization: 'WECHATPAY2-SHA256-RSA2048 mchid=1' }))
    expect(received).toHaveLength(1)
  })
})
