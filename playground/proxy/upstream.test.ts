import { describe, expect, it } from 'vitest'
import { dying, get, inThisProcess, problemOf, proxyTo, recorder } from '../../tests/support/proxy.ts'

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
