import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { deliverToLoopback, isLoopback } from './deliver.node.ts'
import { listen } from './listen.node.ts'
import { readSettings } from './settings.node.ts'

describe('settings', () => {
  it('have defaults', () => {
    const expected = { port: 4173, sandboxPort: 4174, host: '127.0.0.1', live: false, base: '/' }
    expect(readSettings({})).toEqual(expected)
    expect(readSettings({ PORT: '', SANDBOX_PORT: '', HOST: '', LIVE: '0', BASE: '' })).toEqual(expected)
  })

  it('are read', () => {
    const env = { PORT: '80', SANDBOX_PORT: '0', HOST: '::', LIVE: '1', BASE: '/a/b/' }
    expect(readSettings(env)).toEqual({ port: 80, sandboxPort: 0, host: '::', live: true, base: '/a/b/' })
  })

  it.each([
    ['PORT', '80x'],
    ['PORT', '-1'],
    ['PORT', '65536'],
    ['SANDBOX_PORT', '1e3'],
    ['SANDBOX_PORT', '4173'],
    ['HOST', 'a b'],
    ['LIVE', 'yes'],
    ['BASE', 'docs'],
    ['BASE', '/docs'],
    ['BASE', '/a/../b/'],
  ])('refuse %s=%s by name', (name, value) => {
    expect(() => readSettings({ [name]: value })).toThrow(expect.objectContaining({ code: 'bad_setting', where: name }))
    expect(() => readSettings({ [name]: value })).toThrow(value)
  })
})

describe('a port in use', () => {
  it('is named, with the variable that changes it', async () => {
    const first = await listen(createServer(), 0, { host: '127.0.0.1', name: 'PORT' })
    const second = listen(createServer(), first.port, { host: '127.0.0.1', name: 'SANDBOX_PORT' })
    await expect(second).rejects.toMatchObject({
      code: 'port_in_use',
      message: expect.stringContaining(String(first.port)),
      hint: expect.stringContaining('SANDBOX_PORT='),
    })
    await first.close()
  })
})

describe('delivering a notification', () => {
  it.each(['127.0.0.1', '127.9.9.9', 'localhost', '[::1]'])('%s is this machine', (host) =>
    expect(isLoopback(host)).toBe(true),
  )

  it.each([
    '10.0.0.1',
    '0.0.0.0',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '[::ffff:10.0.0.1]',
    '169.254.169.254',
  ])('%s is not', (host) => expect(isLoopback(host)).toBe(false))

  it('posts the bytes and hands back the status, following no redirect', async () => {
    const seen: string[] = []
    const server = createServer((request, answer) => {
      request.setEncoding('utf8').on('data', (text) => seen.push(text))
      request.on('end', () => answer.writeHead(302, { location: 'http://127.0.0.1:1/' }).end())
    })
    const receiver = await listen(server, 0, { host: '127.0.0.1', name: 'PORT' })
    const answer = await deliverToLoopback(
      new Request(`${receiver.origin}/notify`, { method: 'POST', body: '{"id":1}' }),
    )
    expect([answer.status, seen.join('')]).toEqual([302, '{"id":1}'])
    await receiver.close()
  })

  it.each(['http://10.0.0.1/', 'https://evil.example/', 'file:///etc/hostname'])(
    'never leaves the machine for %s',
    (url) => expect(deliverToLoopback(new Request(url, { method: 'POST' }))).rejects.toThrow(),
  )
})
