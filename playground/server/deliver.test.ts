import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createSocketServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import { names } from '../../tests/support/name-server.ts'
import { OWN_ADDRESS } from '../sandbox/index.ts'
import { createDeliver } from './deliver.node.ts'
import { createOwn } from './own.node.ts'
import { type Address, createReach } from './reach.node.ts'

const opened: Pick<Server, 'close' | 'closeAllConnections'>[] = []
afterEach(() => {
  for (const server of opened.splice(0)) {
    server.closeAllConnections()
    server.close()
  }
})

/** A real receiver on loopback. */
async function receiver(answer: RequestListener, host = '127.0.0.1') {
  const seen: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (text) => {
      body += text
    })
    request.on('end', () => {
      seen.push(`${request.method} ${request.headers.host} ${request.url} ${body}`)
      answer(request, response)
    })
  })
  opened.push(server)
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  return { seen, port: (server.address() as AddressInfo).port }
}

const post = (url: string): Request => new Request(url, { method: 'POST', body: '{"id":1}' })
const ok: RequestListener = (_, response) => response.writeHead(204).end()

describe('delivering', () => {
  it('posts the bytes to the address that was checked, and asks for it once', async () => {
    const { seen, port } = await receiver(ok)
    const { asked, resolve } = names({ 'shop.test': ['127.0.0.1'] })
    const deliver = createDeliver(createReach([], resolve))
    const answer = await deliver(post(`http://shop.test:${port}/notify?a=%2F`))
    expect(answer.status).toBe(204)
    expect(seen).toEqual([`POST shop.test:${port} /notify?a=%2F {"id":1}`])
    expect(asked).toEqual(['shop.test'])
  })

  it('is not led elsewhere by a name that changes its address', async () => {
    const { seen, port } = await receiver(ok)
    // the second answer would be refused: whoever asked twice would have connected to it
    const answers: Address[][] = [[{ address: '127.0.0.1', family: 4 }], [{ address: '10.0.0.1', family: 4 }]]
    const deliver = createDeliver(createReach([], async () => answers.shift() ?? []))
    expect((await deliver(post(`http://rebind.test:${port}/`))).status).toBe(204)
    await expect(deliver(post(`http://rebind.test:${port}/`))).rejects.toMatchObject({ code: 'NOTIFY_REFUSED' })
    expect(seen).toHaveLength(1)
  })

  it.each([
    'http://10.0.0.1/',
    'http://metadata.test/',
    'http://mixed.test/',
    'http://0.0.0.0/',
    'file:///etc/hostname',
  ])('opens no connection for %s', async (url) => {
    const { resolve } = names({ 'metadata.test': ['169.254.169.254'], 'mixed.test': ['127.0.0.1', '192.0.2.1'] })
    const deliver = createDeliver(createReach([], resolve))
    await expect(deliver(post(url))).rejects.toMatchObject({ code: 'NOTIFY_REFUSED' })
  })

  it('sends nothing to the server that sends, by whatever name', async () => {
    const { seen, port } = await receiver(ok)
    const other = await receiver(ok)
    const own = createOwn()
    own.add(port)
    const { resolve } = names({ 'me.test': ['127.0.0.1'], 'both.test': ['127.0.0.2', '::1'] })
    const deliver = createDeliver(createReach(['0.0.0.0/0'], resolve), own)
    const [outside] = Object.values(networkInterfaces()).flatMap(
      (all) => all?.filter(({ internal }) => !internal) ?? [],
    )
    const hosts = ['127.0.0.1', '127.1', '[::1]', '[::ffff:127.0.0.1]', 'me.test', 'both.test', outside?.address ?? []]
    for (const host of hosts.flat()) {
      const answer = deliver(post(`http://${host}:${port}/_sandbox/merchants`))
      await expect(answer, host).rejects.toMatchObject({ code: 'NOTIFY_REFUSED', message: OWN_ADDRESS })
    }
    expect((await deliver(post(`http://127.0.0.1:${other.port}/`))).status).toBe(204)
    expect([seen.length, other.seen.length]).toEqual([0, 1])
  })

  it('follows no redirect', async () => {
    const target = await receiver(ok)
    const { seen, port } = await receiver((_, response) =>
      response.writeHead(307, { location: `http://127.0.0.1:${target.port}/` }).end(),
    )
    expect((await createDeliver()(post(`http://127.0.0.1:${port}/`))).status).toBe(307)
    expect([seen.length, target.seen.length]).toEqual([1, 0])
  })

  it('reads no more of an answer than it needs', async () => {
    const { port } = await receiver((_, response) => {
      response.writeHead(200)
      const more = (): void => {
        while (response.writable && response.write(Buffer.alloc(64 * 1024, 'x')));
        response.once('drain', more)
      }
      more()
    })
    const answer = await createDeliver()(post(`http://127.0.0.1:${port}/`))
    expect(answer.status).toBe(200)
    expect((await answer.arrayBuffer()).byteLength).toBe(64 * 1024)
  })

  it.each<[string, RequestListener]>([
    ['says nothing', () => undefined],
    ['never ends its answer', (_, response) => response.writeHead(200).write('x')],
  ])('gives up on a receiver that %s', async (_, answer) => {
    const { port } = await receiver(answer)
    const request = new Request(post(`http://127.0.0.1:${port}/`), { signal: AbortSignal.timeout(100) })
    await expect(createDeliver()(request)).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it('gives up on a name server that says nothing', async () => {
    const deliver = createDeliver(createReach([], () => new Promise(() => undefined)))
    const request = new Request(post('http://slow.test/'), { signal: AbortSignal.timeout(50) })
    await expect(deliver(request)).rejects.toMatchObject({ name: 'TimeoutError' })
  })

  it.each([
    ['no HTTP', 'SSH-2.0-x\r\n'],
    ['a half head', 'HTTP/1.1 200 OK\r\nContent-Le'],
    ['a head without an end', `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}`],
  ])('survives %s', async (_, text) => {
    const server = createSocketServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.end(text))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    await expect(createDeliver()(post(`http://127.0.0.1:${port}/`))).rejects.toThrow()
    server.close()
  })

  it('spells header names as the gateway does', async () => {
    let names: string[] = []
    const { port } = await receiver((request, response) => {
      names = request.rawHeaders
      ok(request, response)
    })
    const request = new Request(post(`http://127.0.0.1:${port}/`), { headers: { 'Wechatpay-Signature-Type': 'x' } })
    await createDeliver()(request)
    expect(names).toContain('Wechatpay-Signature-Type')
  })

  it('tries every address of a name', async () => {
    const { port } = await receiver(ok)
    const { resolve } = names({ 'both.test': ['::1', '127.0.0.1'] })
    expect((await createDeliver(createReach([], resolve))(post(`http://both.test:${port}/`))).status).toBe(204)
  })
})
