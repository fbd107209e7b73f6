import { describe, expect, it } from 'vitest'
import { get, post, problemOf, proxyTo, recorder } from '../../tests/support/proxy.ts'

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
