import { describe, expect, it } from 'vitest'
import { names } from '../../tests/support/name-server.ts'
import { createReach, isReachEntry } from './reach.node.ts'

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
