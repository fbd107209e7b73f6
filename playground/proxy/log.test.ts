import { describe, expect, it } from 'vitest'
import { post, proxyTo, recorder } from '../../tests/support/proxy.ts'
import type { ProxyLogEntry } from './index.ts'

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
