import { describe, expect, it } from 'vitest'
import {
  createProxy,
  type GatewayEnv,
  type LocalUpstream,
  type ProxyLogEntry,
  type ProxyOptions,
  type RemoteUpstream,
  type Upstream,
} from './index.ts'

const AUTHORIZATION =
  'WECHATPAY2-SHA256-RSA2048 mchid="1900000001",nonce_str="n",signature="c2VjcmV0",timestamp="1",serial_no="S"'

interface Received {
  method: string
  url: string
  rawTarget: string | undefined
  headers: Headers
  body: Uint8Array
}

/** An upstream that keeps what it gets and answers what it is told. */
function recorder(answer: () => Response | Promise<Response> = () => new Response('{}')) {
  const received: Received[] = []
  const upstream: RemoteUpstream = {
    origin: 'http://sandbox.invalid',
    async fetch(request, env: GatewayEnv) {
      const { method, url, headers } = request
      const body = new Uint8Array(await request.arrayBuffer())
      received.push({ method, url, rawTarget: env.rawTarget, headers, body })
      return answer()
    },
  }
  return { upstream, received }
}

/** The same without a network between. */
function inThisProcess({ origin, fetch }: RemoteUpstream): LocalUpstream {
  return {
    origin,
    async answer(request, env) {
      const response = await fetch(new Request(origin + env.rawTarget, request), env)
      if (response.type === 'error') return undefined
      const { status, headers } = response
      const body = response.body && new Uint8Array(await response.arrayBuffer())
      return { status, headers: Object.fromEntries(headers), body }
    },
  }
}

function proxyTo(upstream: Upstream, options: Partial<ProxyOptions> = {}) {
  return createProxy({ upstreams: { sandbox: upstream }, ...options })
}

function get(target: string, headers: HeadersInit = {}): [Request, GatewayEnv] {
  const request = new Request(`http://site.test${target}`, { headers: { authorization: AUTHORIZATION, ...headers } })
  return [request, { rawTarget: target }]
}

function post(body: BodyInit | null, headers: HeadersInit = {}): [Request, GatewayEnv] {
  const target = '/proxy/sandbox/v3/x'
  const init = {
    method: 'POST',
    body,
    duplex: 'half',
    headers: { authorization: AUTHORIZATION, 'content-type': 'application/json', ...headers },
  }
  return [new Request(`http://site.test${target}`, init as RequestInit), { rawTarget: target }]
}

async function problemOf(answer: Response) {
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
  const problem = (await answer.json()) as { title: string; detail: string; status: number; code: string }
  expect(problem.status).toBe(answer.status)
  expect(problem.code).toBe(answer.headers.get('x-proxy-error'))
  expect(problem.title).toMatch(/\p{Script=Han}/u)
  expect(problem.detail).toMatch(/\p{Script=Han}/u)
  return problem
}

function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)) })
}

function dying(): ReadableStream<Uint8Array> {
  let first = true
  return new ReadableStream({
    pull(controller) {
      if (first) controller.enqueue(new TextEncoder().encode('{"half":'))
      else controller.error(new Error('gone'))
      first = false
    },
  })
}

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

describe('what it refuses before anything is forwarded', () => {
  const refused: [name: string, target: string, status: number, code: string][] = [
    ['dot segments', '/proxy/sandbox/../v3/x', 400, 'bad_target'],
    ['dot segments at the end', '/proxy/sandbox/v3/x/..', 400, 'bad_target'],
    ['a single dot', '/proxy/sandbox/./v3/x', 400, 'bad_target'],
    ['encoded dot segments', '/proxy/sandbox/v3/%2e%2e/x', 400, 'bad_target'],
    ['half-encoded dot segments', '/proxy/sandbox/v3/.%2E/x', 400, 'bad_target'],
    ['encoded slashes', '/proxy/sandbox/v3/a%2fb', 400, 'bad_target'],
    ['encoded backslashes', '/proxy/sandbox/v3/a%5Cb', 400, 'bad_target'],
    ['backslashes', '/proxy/sandbox/v3\\x', 400, 'bad_target'],
    ['doubled slashes', '/proxy/sandbox//evil.example/v3/x', 400, 'bad_target'],
    ['NUL', '/proxy/sandbox/v3/%00', 400, 'bad_target'],
    ['control characters', '/proxy/sandbox/v3/\u0001', 400, 'bad_target'],
    ['broken escapes', '/proxy/sandbox/v3/%zz', 400, 'bad_target'],
    ['fragments', '/proxy/sandbox/v3/x#y', 400, 'bad_target'],
    ['absolute form', 'http://evil.example/v3/x', 400, 'bad_target'],
    ['what the URL parser rewrites', '/proxy/sandbox/v3/x?a="b"', 400, 'bad_target'],
    ['very long targets', `/proxy/sandbox/v3/${'x'.repeat(9000)}`, 400, 'bad_target'],
    ['another prefix', '/other/sandbox/v3/x', 400, 'bad_target'],
    ['hosts as upstreams', '/proxy/evil.example/v3/x', 404, 'upstream_not_listed'],
    ['an upstream of the prototype', '/proxy/constructor/v3/x', 404, 'upstream_not_listed'],
    ['live while it is off', '/proxy/live/v3/x', 404, 'upstream_not_listed'],
    ['no upstream', '/proxy/', 404, 'upstream_not_listed'],
    ['control calls', '/proxy/sandbox/_sandbox/merchants', 404, 'path_not_listed'],
    ['v2 paths', '/proxy/sandbox/pay/micropay', 404, 'path_not_listed'],
    ['v3 without a path', '/proxy/sandbox/v3', 404, 'path_not_listed'],
    ['a longer name', '/proxy/sandbox/v33/x', 404, 'path_not_listed'],
  ]
  it.each(refused)('%s', async (_name, rawTarget, status, code) => {
    const { upstream, received } = recorder()
    const [request] = get('/proxy/sandbox/v3/x')
    const answer = await proxyTo(upstream).fetch(request, { rawTarget })
    expect(answer.status).toBe(status)
    expect((await problemOf(answer)).code).toBe(code)
    expect(received).toEqual([])
  })

  it.each([
    ['no Authorization', undefined],
    ['a bearer token', 'Bearer secret'],
    ['basic credentials', 'Basic c2VjcmV0'],
  ])('%s', async (_name, authorization) => {
    const { upstream, received } = recorder()
    const request = new Request('http://site.test/proxy/sandbox/v3/x', {
      headers: authorization ? { authorization } : {},
    })
    const answer = await proxyTo(upstream).fetch(request)
    expect(answer.status).toBe(401)
    const problem = await problemOf(answer)
    expect(problem.code).toBe('unsigned')
    expect(JSON.stringify(problem)).not.toContain('secret')
    expect(received).toEqual([])
  })

  it.each([
    ['the real gateway’s v2', false, '/proxy/sandbox/pay/micropay', 404],
    ['v2 where the upstream takes it', true, '/proxy/sandbox/pay/micropay', 200],
    ['control calls there', true, '/proxy/sandbox/_sandbox/merchants', 404],
    ['the spelling of the SDK there', true, '/proxy/sandbox/v2/pay/micropay', 404],
    ['unsigned v3 there', true, '/proxy/sandbox/v3/x', 401],
  ])('%s', async (_name, v2, rawTarget, status) => {
    const { upstream } = recorder()
    const request = new Request(`http://site.test${rawTarget}`, { method: 'POST', body: '<xml/>' })
    const answer = await proxyTo({ ...upstream, v2 }).fetch(request, { rawTarget })
    expect(answer.status).toBe(status)
  })

  it('a password on its way to v2', async () => {
    const { upstream, received } = recorder()
    const headers = { authorization: 'Basic c2VjcmV0' }
    const request = new Request('http://site.test/proxy/sandbox/pay/x', { method: 'POST', body: '<xml/>', headers })
    expect((await proxyTo({ ...upstream, v2: true }).fetch(request)).status).toBe(401)
    expect(received).toEqual([])
  })

  it.each(['HEAD', 'OPTIONS'])('%s', async (method) => {
    const { upstream } = recorder()
    const [{ url, headers }] = get('/proxy/sandbox/v3/x')
    const answer = await proxyTo(upstream).fetch(new Request(url, { method, headers }))
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toBe('GET, POST, PUT, PATCH, DELETE')
    expect(answer.headers.has('access-control-allow-origin')).toBe(false)
  })

  it.each([
    ['Sec-Fetch-Site: cross-site', { 'sec-fetch-site': 'cross-site' }],
    ['Sec-Fetch-Site: same-site', { 'sec-fetch-site': 'same-site' }],
    ['another Origin', { origin: 'http://evil.example' }],
    ['another port', { origin: 'http://site.test:81' }],
    ['an opaque Origin', { origin: 'null' }],
  ])('%s', async (_name, headers) => {
    const { upstream, received } = recorder()
    const answer = await proxyTo(upstream).fetch(...get('/proxy/sandbox/v3/x', headers))
    expect((await problemOf(answer)).code).toBe('cross_site')
    expect(received).toEqual([])
  })

  it('serves the site’s own pages', async () => {
    const { upstream } = recorder()
    const own = { 'sec-fetch-site': 'same-origin', origin: 'http://site.test' }
    expect((await proxyTo(upstream).fetch(...get('/proxy/sandbox/v3/x', own))).status).toBe(200)
  })

  it('compressed bodies', async () => {
    const { upstream, received } = recorder()
    const answer = await proxyTo(upstream).fetch(...post('x', { 'content-encoding': 'gzip' }))
    expect((await problemOf(answer)).code).toBe('body_encoded')
    expect(received).toEqual([])
  })
})

describe('sizes', () => {
  const limits = { textBytes: 10, formBytes: 20, answerBytes: 30 }

  it.each([
    ['application/json', 10],
    ['text/xml', 10],
    ['multipart/form-data; boundary=x', 20],
  ])('%s takes %i bytes and not one more', async (type, size) => {
    const { upstream, received } = recorder()
    const proxy = proxyTo(upstream, { limits })
    expect((await proxy.fetch(...post('x'.repeat(size), { 'content-type': type }))).status).toBe(200)
    const answer = await proxy.fetch(...post('x'.repeat(size + 1), { 'content-type': type }))
    expect((await problemOf(answer)).code).toBe('body_too_large')
    expect(received).toHaveLength(1)
  })

  it('refuses by the announced length without reading', async () => {
    const { upstream } = recorder()
    const answer = await proxyTo(upstream, { limits }).fetch(...post(endless(), { 'content-length': '11' }))
    expect(answer.status).toBe(413)
  })

  it('counts a body of unknown length as it comes', async () => {
    const { upstream, received } = recorder()
    const answer = await proxyTo(upstream).fetch(...post(endless()))
    expect(answer.status).toBe(413)
    expect(received).toEqual([])
  })

  it('forwards nothing of a body whose sender dies', async () => {
    const { upstream, received } = recorder()
    const answer = await proxyTo(upstream).fetch(...post(dying()))
    expect((await problemOf(answer)).code).toBe('body_incomplete')
    expect(received).toEqual([])
  })

  it('refuses a body that stops coming', async () => {
    const { upstream } = recorder()
    const answer = await proxyTo(upstream, { limits: { requestMs: 20 } }).fetch(...post(new ReadableStream()))
    expect((await problemOf(answer)).code).toBe('body_timeout')
  })

  it('cuts off an answer without end', async () => {
    const { upstream } = recorder(() => new Response(endless()))
    const answer = await proxyTo(upstream, { limits }).fetch(...get('/proxy/sandbox/v3/x'))
    expect((await problemOf(answer)).code).toBe('upstream_too_large')
  })
})

describe('an upstream that misbehaves', () => {
  const cases: [name: string, answer: () => Response | Promise<Response>, status: number, code: string][] = [
    ['redirects', () => Response.redirect('http://evil.example/', 302), 502, 'upstream_redirected'],
    ['dies half-way', () => new Response(dying()), 502, 'upstream_broken'],
    ['is not there', () => Promise.reject(new TypeError('fetch failed')), 502, 'upstream_unreachable'],
    ['never answers', () => new Promise<Response>(() => undefined), 504, 'upstream_timeout'],
    ['never ends its answer', () => new Response(new ReadableStream()), 504, 'upstream_timeout'],
  ]
  it.each(cases)('that %s gets its own refusal', async (_name, answer, status, code) => {
    const { upstream } = recorder(answer)
    const refusal = await proxyTo(upstream, { limits: { upstreamMs: 50 } }).fetch(...get('/proxy/sandbox/v3/x'))
    expect(refusal.status).toBe(status)
    expect((await problemOf(refusal)).code).toBe(code)
  })

  const local: [name: string, answer: () => Response | Promise<Response>, code: string][] = [
    ['redirects', () => Response.redirect('http://evil.example/', 302), 'upstream_redirected'],
    ['throws', () => Promise.reject(new Error('bug')), 'upstream_unreachable'],
    ['never answers', () => new Promise<Response>(() => undefined), 'upstream_timeout'],
    ['cuts the connection', () => Response.error(), 'upstream_unreachable'],
    ['says too much', () => new Response('x'.repeat(31)), 'upstream_too_large'],
  ]
  it.each(local)('in this process, that %s gets its own refusal', async (_name, answer, code) => {
    const upstream = inThisProcess(recorder(answer).upstream)
    const limits = { upstreamMs: 50, answerBytes: 30 }
    const refusal = await proxyTo(upstream, { limits }).fetch(...get('/proxy/sandbox/v3/x'))
    expect((await problemOf(refusal)).code).toBe(code)
  })

  it('is named with where it wanted to send the client', async () => {
    const { upstream } = recorder(() => Response.redirect('http://evil.example/', 307))
    const problem = await problemOf(await proxyTo(upstream).fetch(...get('/proxy/sandbox/v3/x')))
    expect(problem.detail).toContain('http://evil.example/')
  })

  it('does not disturb the next request', async () => {
    const answers = [() => new Response(dying()), () => new Response('ok')]
    const { upstream } = recorder(() => answers.shift()?.() ?? new Response(''))
    const proxy = proxyTo(upstream)
    expect((await proxy.fetch(...get('/proxy/sandbox/v3/x'))).status).toBe(502)
    expect(await (await proxy.fetch(...get('/proxy/sandbox/v3/x'))).text()).toBe('ok')
  })
})

describe('rates', () => {
  it('gives each client its burst, then its pace, and forgets the one unheard of longest', async () => {
    let now = 0
    const { upstream } = recorder()
    const proxy = proxyTo(upstream, { rate: { burst: 2, perSecond: 1, maxClients: 2 }, now: () => now })
    const ask = async (client: string) => {
      const [request, env] = get('/proxy/sandbox/v3/x')
      return (await proxy.fetch(request, { ...env, client })).status
    }
    expect([await ask('a'), await ask('a'), await ask('a'), await ask('b')]).toEqual([200, 200, 429, 200])
    now = 1000
    expect([await ask('a'), await ask('a')]).toEqual([200, 429])
    await ask('b')
    await ask('c')
    expect([await ask('a'), await ask('a'), await ask('a')]).toEqual([200, 200, 429])
  })

  it('says when to come back', async () => {
    const { upstream } = recorder()
    const proxy = proxyTo(upstream, { rate: { burst: 1, perSecond: 0.5 }, now: () => 0 })
    await proxy.fetch(...get('/proxy/sandbox/v3/x'))
    const answer = await proxy.fetch(...get('/proxy/sandbox/v3/x'))
    expect(answer.headers.get('retry-after')).toBe('2')
    expect((await problemOf(answer)).code).toBe('rate_limited')
  })

  it('holds only so many requests at once', async () => {
    let release = (_answer: Response): void => undefined
    const { upstream } = recorder(
      () =>
        new Promise((resolve) => {
          release = resolve
        }),
    )
    const proxy = proxyTo(upstream, { limits: { concurrent: 1 } })
    const first = proxy.fetch(...get('/proxy/sandbox/v3/x'))
    expect((await problemOf(await proxy.fetch(...get('/proxy/sandbox/v3/x')))).code).toBe('busy')
    release(new Response('{}'))
    expect((await first).status).toBe(200)
  })
})

describe('its log', () => {
  it('has a line for each request and nothing of query, headers or bodies in it', async () => {
    const entries: ProxyLogEntry[] = []
    const { upstream } = recorder(() => new Response('{"secret":"answer"}'))
    const proxy = proxyTo(upstream, { log: (entry) => entries.push(entry), now: () => 0 })
    const [{ headers }] = post('')
    const request = new Request('http://site.test/proxy/sandbox/v3/x?openid=secret', {
      method: 'POST',
      headers,
      body: '{"secret":1}',
    })
    await proxy.fetch(request)
    await proxy.fetch(new Request('http://site.test/proxy/secret/v3/secret?secret'))
    expect(entries).toEqual([
      { method: 'POST', upstream: 'sandbox', path: '/v3/x', status: 200, duration: 0 },
      { method: 'GET', upstream: '', path: '', status: 404, error: 'upstream_not_listed', duration: 0 },
    ])
  })
})
