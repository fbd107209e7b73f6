import { createServer } from 'node:http'
import { describe, expect, it } from 'vitest'
import { DEFAULT_LIMITS } from '../sandbox/index.ts'
import { listen } from './listen.node.ts'
import { readSettings } from './settings.node.ts'

describe('settings', () => {
  it('have defaults', () => {
    const own = { notifyAllow: [], refuseReusedNonce: false, limits: DEFAULT_LIMITS }
    const expected = { port: 4173, sandboxPort: 4174, host: '127.0.0.1', live: false, base: '/', ...own }
    expect(readSettings({})).toEqual(expected)
    expect(readSettings({ PORT: '', SANDBOX_PORT: '', HOST: '', LIVE: '0', BASE: '' })).toEqual(expected)
  })

  it('are read', () => {
    const env = { PORT: '80', SANDBOX_PORT: '0', HOST: '::', LIVE: '1', BASE: '/a/b/' }
    expect(readSettings(env)).toMatchObject({ port: 80, sandboxPort: 0, host: '::', live: true, base: '/a/b/' })
  })

  it('of the sandbox are read', () => {
    const env = {
      REDIS_URL: 'redis://:secret@redis.internal:6379/2',
      NOTIFY_ALLOW: ' 10.0.0.0/8, backend.internal,fd00::/8 ,192.168.1.5',
      SANDBOX_REFUSE_REUSED_NONCE: '1',
      SANDBOX_MERCHANTS: '10',
      SANDBOX_IDLE_DAYS: '1',
      SANDBOX_OBJECTS: '20',
      SANDBOX_ALL_OBJECTS: '100',
      SANDBOX_NOTIFICATIONS: '30',
      SANDBOX_TRACES: '40',
      SANDBOX_ALL_TRACES: '400',
    }
    expect(readSettings(env)).toMatchObject({
      redisUrl: 'redis://:secret@redis.internal:6379/2',
      notifyAllow: ['10.0.0.0/8', 'backend.internal', 'fd00::/8', '192.168.1.5'],
      refuseReusedNonce: true,
      limits: {
        merchants: 10,
        idleDays: 1,
        objects: 20,
        allObjects: 100,
        notifications: 30,
        traces: 40,
        allTraces: 400,
      },
    })
  })

  it('name a wrong Redis address without its password', () => {
    expect(() => readSettings({ REDIS_URL: 'http://:secret@redis.internal' })).toThrow(
      expect.objectContaining({ code: 'bad_setting', message: expect.not.stringContaining('secret') }),
    )
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
    ['NOTIFY_ALLOW', '10.0.0.0/33'],
    ['NOTIFY_ALLOW', '10.0.0'],
    ['NOTIFY_ALLOW', 'http://a.example'],
    ['NOTIFY_ALLOW', '*'],
    ['SANDBOX_MERCHANTS', '0'],
    ['SANDBOX_OBJECTS', '1e3'],
    ['SANDBOX_IDLE_DAYS', '4000'],
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
