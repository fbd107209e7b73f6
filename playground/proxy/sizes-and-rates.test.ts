import { describe, expect, it } from 'vitest'
import { dying, endless, get, post, problemOf, proxyTo, recorder } from '../../tests/support/proxy.ts'

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
