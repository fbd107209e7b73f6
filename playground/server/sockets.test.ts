import { createServer, type RequestListener } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { rawExchange, rawRequest } from '../../tests/support/raw.ts'
import { createProxy } from '../proxy/index.ts'
import { type Handler, route, toHandler } from './adapter.node.ts'
import { createHttpServer, type Listening, listen } from './listen.node.ts'

const AUTHORIZATION =
  'WECHATPAY2-SHA256-RSA2048 mchid="1900000001",nonce_str="n",signature="c2lnbg==",timestamp="1",serial_no="S"'

let behave: RequestListener
let seen: string[]
let upstream: Listening
let front: Listening

/** A real upstream and a real front, with nothing but sockets between them. */
beforeEach(async () => {
  seen = []
  behave = (_request, answer) => answer.end('{}')
  const upstreamServer = createServer((request, answer) => {
    seen.push(request.url ?? '')
    behave(request, answer)
  })
  upstream = await listen(upstreamServer, 0, { host: '127.0.0.1', name: 'PORT' })
  const proxy = createProxy({
    upstreams: { sandbox: { origin: upstream.origin, fetch: (request) => fetch(request) } },
    limits: { upstreamMs: 300, answerBytes: 1000 },
  })
  const server = createHttpServer()
  const site = { fetch: () => new Response('site') }
  const cut = { fetch: () => Response.error() }
  const signed = new Headers({ 'Wechatpay-Timestamp': '1', 'Request-ID': '08-0', 'X-Sandbox-Note': 'x' })
  const spelled = { fetch: () => new Response('{}', { headers: signed }) }
  const where = { fetch: (_request: Request, env?: { publicUrl?: string }) => new Response(env?.publicUrl) }
  const table: [string, Handler][] = [
    ['/proxy/', toHandler(proxy)],
    ['/cut/', toHandler(cut)],
    ['/where/', toHandler(where, '/where')],
    ['/spelled/', toHandler(spelled)],
  ]
  server.on('request', route(table, toHandler(site)))
  front = await listen(server, 0, { host: '127.0.0.1', name: 'PORT' })
})

afterEach(async () => {
  await front.close()
  await upstream.close()
})

function ask(target: string): Promise<Response> {
  return fetch(front.origin + target, { headers: { authorization: AUTHORIZATION } })
}

it('cuts the connection where an app answers with a network error', async () => {
  await expect(ask('/cut/x')).rejects.toThrow('fetch failed')
  expect(await rawExchange(front.port, rawRequest('/cut/x', {}))).toBe('')
})

it('spells header names as the gateway does: there are SDKs that look them up so', async () => {
  const answer = await rawExchange(front.port, rawRequest('/spelled/x', {}))
  for (const line of ['Wechatpay-Timestamp: 1', 'Request-ID: 08-0', 'X-Sandbox-Note: x', 'Content-Type: ']) {
    expect(answer).toContain(`\r\n${line}`)
  }
})

it('knows where it is reached, behind a proxy that ends HTTPS too', async () => {
  expect(await rawExchange(front.port, rawRequest('/where/', {}))).toContain('http://')
  const https = { 'X-Forwarded-Proto': 'https' }
  const answer = await rawExchange(front.port, rawRequest('/where/', https))
  expect(answer).toContain('https://127.0.0.1/where')
  const named = { ...https, 'X-Forwarded-Host': 'pay.example.com:8443' }
  expect(await rawExchange(front.port, rawRequest('/where/', named))).toContain('https://pay.example.com:8443/where')
  const evil = { 'X-Forwarded-Host': 'a.example/x?' }
  expect(await rawExchange(front.port, rawRequest('/where/', evil))).toContain('http://127.0.0.1/where')
})

describe('targets over a raw socket', () => {
  it.each([
    '/proxy/sandbox/v3/../../etc',
    '/proxy/sandbox/../v3/x',
    '/proxy/sandbox/%2e%2e/v3/x',
    '/proxy/sandbox/v3/%2E%2E/x',
    '/proxy/sandbox/v3/a%2Fb',
    '/proxy/sandbox/v3/a%5cb',
    '/proxy/sandbox//v3/x',
    '/proxy/sandbox/v3/x%00',
  ])('%s is refused and reaches nobody', async (target) => {
    const answer = await rawExchange(front.port, rawRequest(target, { authorization: AUTHORIZATION }))
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer.toLowerCase()).toContain('x-proxy-error: bad_target')
    expect(seen).toEqual([])
  })

  it.each([
    ['a backslash', '/proxy/sandbox\\v3/x'],
    ['absolute form', 'http://evil.example/proxy/sandbox/v3/x'],
    ['authority form', 'evil.example:80'],
    ['a star', '*'],
    ['a host that is none', '/proxy/sandbox/v3/x', 'a b'],
  ])('%s is refused', async (_name, target, host = '127.0.0.1') => {
    const answer = await rawExchange(front.port, rawRequest(target, { authorization: AUTHORIZATION, host }))
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(seen).toEqual([])
  })

  it.each([
    ['CONNECT', 'CONNECT evil.example:80 HTTP/1.1\r\nhost: evil.example\r\n\r\n', 405],
    ['no HTTP at all', 'hello\r\n\r\n', 400],
    [
      'two lengths',
      'POST /proxy/sandbox/v3/x HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nx',
      400,
    ],
    [
      'length and chunks',
      'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      400,
    ],
  ])('%s is refused', async (_name, text, status) => {
    expect(await rawExchange(front.port, text)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(seen).toEqual([])
  })

  it('a good one arrives as it was sent', async () => {
    await rawExchange(front.port, rawRequest('/proxy/sandbox/v3/a%20b?c=%2f..', { authorization: AUTHORIZATION }))
    expect(seen).toEqual(['/v3/a%20b?c=%2f..'])
  })
})

describe('upstreams over sockets', () => {
  it('one that dies half-way is not handed on as half an answer', async () => {
    behave = (_request, answer) => {
      answer.writeHead(200, { 'content-length': '100', 'content-type': 'application/json' })
      answer.write('{"half":', () => answer.destroy())
    }
    const answer = await ask('/proxy/sandbox/v3/x')
    expect([answer.status, answer.headers.get('x-proxy-error')]).toEqual([502, 'upstream_broken'])
  })

  it('one that never ends is cut off, and its connection ended', async () => {
    const ended = new Promise<void>((resolve) => {
      behave = (_request, answer) => {
        answer.on('close', resolve)
        answer.write('{')
      }
    })
    const answer = await ask('/proxy/sandbox/v3/x')
    expect([answer.status, answer.headers.get('x-proxy-error')]).toEqual([504, 'upstream_timeout'])
    await ended
  })

  it('one that sends without end is cut off', async () => {
    behave = (_request, answer) => {
      const more = (): void => void (answer.write('x'.repeat(400)) && setImmediate(more))
      answer.on('drain', more)
      more()
    }
    const answer = await ask('/proxy/sandbox/v3/x')
    expect([answer.status, answer.headers.get('x-proxy-error')]).toEqual([502, 'upstream_too_large'])
  })

  it('one that redirects is shown, not followed', async () => {
    behave = (_request, answer) => answer.writeHead(302, { location: `${upstream.origin}/elsewhere` }).end()
    const answer = await ask('/proxy/sandbox/v3/x')
    expect([answer.status, answer.headers.get('x-proxy-error')]).toEqual([502, 'upstream_redirected'])
    expect(seen).toEqual(['/v3/x'])
  })

  it('one that hangs up without a word does not disturb the next request', async () => {
    behave = (request) => request.socket.destroy()
    expect((await ask('/proxy/sandbox/v3/x')).headers.get('x-proxy-error')).toBe('upstream_unreachable')
    behave = (_request, answer) => answer.end('{"ok":1}')
    expect(await (await ask('/proxy/sandbox/v3/x')).text()).toBe('{"ok":1}')
  })

  it('a client that leaves takes its request to the upstream with it', async () => {
    const leave = new AbortController()
    const ended = new Promise<void>((resolve) => {
      behave = (_request, answer) => {
        answer.on('close', resolve)
        leave.abort()
      }
    })
    const asked = fetch(`${front.origin}/proxy/sandbox/v3/x`, {
      headers: { authorization: AUTHORIZATION },
      signal: leave.signal,
    })
    await expect(asked).rejects.toThrow()
    await ended
  })
})

describe('request bodies over sockets', () => {
  const head = `POST /proxy/sandbox/v3/x HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: ${AUTHORIZATION}\r\ncontent-type: application/json\r\n`

  it('an announced length over the limit is refused unread', async () => {
    const answer = await fetch(`${front.origin}/proxy/sandbox/v3/x`, {
      method: 'POST',
      headers: { authorization: AUTHORIZATION },
      body: new Uint8Array(1024 * 1024 + 1),
    })
    expect([answer.status, answer.headers.get('x-proxy-error')]).toEqual([413, 'body_too_large'])
    expect(seen).toEqual([])
  })

  it('chunks are counted as they come', async () => {
    const chunk = `10000\r\n${'x'.repeat(65_536)}\r\n`
    const answer = await rawExchange(
      front.port,
      `${head}connection: close\r\ntransfer-encoding: chunked\r\n\r\n${chunk.repeat(17)}0\r\n\r\n`,
    )
    expect(answer).toMatch(/^HTTP\/1\.1 413 /)
    expect(seen).toEqual([])
  })
})
