import { createServer, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, createServer as createSocketServer } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterEach, describe, expect, it } from 'vitest'
import { OWN_ADDRESS } from '../sandbox/index.ts'
import { createDeliver } from './deliver.node.ts'
import { createOwn } from './own.node.ts'
import { type Address, createReach, isReachEntry } from './reach.node.ts'

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

/** A name server that says what the test wants, and counts how often it is asked. */
function names(table: Record<string, string[]>) {
  const asked: string[] = []
  const resolve = async (name: string): Promise<Address[]> => {
    asked.push(name)
    return (table[name] ?? []).map((address) => ({ address, family: address.includes(':') ? 6 : 4 }))
  }
  return { asked, resolve }
}

const post = (url: string): Request => new Request(url, { method: 'POST', body: '{"id":1}' })
const ok: RequestListener = (_, response) => response.writeHead(204).end()

describe('what may be reached', () => {
  const verdict = async (url: string, allow: string[] = [], table: Record<string, string[]> = {}) => {
    const found = await createReach(allow, names(table).resolve).addressesOf(new URL(url))
    return 'addresses' in found
  }

  it.each([
    'http://127.0.0.1/',
    'http://127.9.9.9/',
    'http://127.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[0:0:0:0:0:ffff:7f00:1]/',
  ])('%s is loopback, however it is written', async (url) => expect(await verdict(url)).toBe(true))

  it.each([
    'http://10.0.0.1/',
    'http://167772161/',
    'http://0x0a000001/',
    'http://012.0.0.1/',
    'http://[::ffff:10.0.0.1]/',
    'http://[::ffff:a00:1]/',
    'http://192.168.1.1/',
    'http://172.16.0.1/',
    'http://169.254.169.254/',
    'http://2852039166/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[fe80::1]/',
    'http://[fd00::1]/',
    'http://0.0.0.0/',
    'http://0/',
    'http://[::]/',
    'http://255.255.255.255/',
    'http://224.0.0.1/',
    'http://[64:ff9b::7f00:1]/',
    'http://[2002:7f00:1::]/',
    'http://[::127.0.0.1]/',
    'http://8.8.8.8/',
  ])('%s is not', async (url) => expect(await verdict(url)).toBe(false))

  it.each<[string, string[], boolean]>([
    ['http://a.test/', ['127.0.0.1'], true],
    ['http://a.test/', ['127.0.0.1', '::1'], true],
    ['http://A.TEST./', ['127.0.0.1'], true],
    ['http://a.test/', ['127.0.0.1', '10.0.0.1'], false],
    ['http://a.test/', ['10.0.0.1', '127.0.0.1'], false],
    ['http://a.test/', ['::ffff:10.0.0.1'], false],
    ['http://a.test/', ['fe80::1%eth0'], false],
    ['http://a.test/', [], false],
    ['http://localhost/', ['10.0.0.1'], false],
    ['http://127.0.0.1.a.test/', ['10.0.0.1'], false],
  ])('%s that is %j', async (url, addresses, expected) => {
    const table = Object.fromEntries(['a.test', 'localhost', '127.0.0.1.a.test'].map((name) => [name, addresses]))
    expect(await verdict(url, [], table)).toBe(expected)
  })

  it.each<[string, string[], boolean]>([
    ['http://10.1.2.3/', ['10.0.0.0/8'], true],
    ['http://11.1.2.3/', ['10.0.0.0/8'], false],
    ['http://192.168.1.5/', ['192.168.1.5'], true],
    ['http://192.168.1.6/', ['192.168.1.5'], false],
    ['http://[::ffff:10.1.2.3]/', ['10.0.0.0/8'], true],
    ['http://10.1.2.3/', ['::ffff:10.0.0.0/104'], true],
    ['http://[fd00::9]/', ['fd00::/8'], true],
    ['http://169.254.169.254/', ['0.0.0.0/0'], false],
    ['http://169.254.169.254/', ['169.254.0.0/16'], true],
    ['http://[fe80::1]/', ['::/0'], false],
    ['http://0.0.0.0/', ['0.0.0.0/0'], false],
    ['http://[64:ff9b::a00:1]/', ['::/0'], false],
    ['http://8.8.8.8/', ['0.0.0.0/0'], true],
    ['http://backend.internal/', ['backend.internal'], true],
    ['http://BACKEND.internal./', ['Backend.Internal'], true],
    ['http://other.internal/', ['backend.internal'], false],
    ['http://x.backend.internal/', ['backend.internal'], false],
  ])('%s with %j in the list: %s', async (url, allow, expected) => {
    const inside = ['10.1.2.3']
    const table = { 'backend.internal': inside, 'other.internal': inside, 'x.backend.internal': inside }
    expect(await verdict(url, allow, table)).toBe(expected)
  })

  it('a name in the list does not stand for a link-local address', async () => {
    expect(await verdict('http://b.test/', ['b.test'], { 'b.test': ['169.254.169.254'] })).toBe(false)
  })

  it.each(['10.0.0.0/8', '::/0', 'a', 'a_b.c-d.example', '127.0.0.1'])('%s can be in the list', (entry) =>
    expect(isReachEntry(entry)).toBe(true),
  )
  it.each(['', '10.0.0.0/33', '::/129', '10.0.0', 'a b', '*.a', 'a:80', 'http://a', '-a', '999.1.1.1'])(
    '%j cannot',
    (entry) => expect(isReachEntry(entry)).toBe(false),
  )
})

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
