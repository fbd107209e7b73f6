import { generateKeyPairSync } from 'node:crypto'
import axios, { type InternalAxiosRequestConfig } from 'axios'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Wechatpay } from 'wechatpay-axios-plugin'
import type { Call } from '../../../protocol/frames/index.ts'
import { toSegment } from './chain.ts'
import { createClient } from './client.ts'
import type { Link } from './link.ts'

type Node = { [name: string]: Node } & ((data?: unknown, config?: unknown) => Promise<unknown>)

const normalize = (Wechatpay as unknown as { normalize(name: string): string }).normalize

test('a name becomes the segment that the SDK makes of it', () => {
  const names = fc.stringMatching(/^[$_A-Za-z0-9{}-]{0,24}$/)
  fc.assert(
    fc.property(names, (name) => {
      expect(toSegment(name)).toBe(normalize(name))
    }),
    { numRuns: 500 },
  )
})

describe('a call', () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const pem = {
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }),
    publicKey: publicKey.export({ type: 'spki', format: 'pem' }),
  }

  /** What the SDK would put on the wire. */
  function sdk(): { root: Node; sent: { method: string; target: string; body: unknown }[] } {
    const sent: { method: string; target: string; body: unknown }[] = []
    const root = new Wechatpay({
      mchid: '1',
      serial: 'A',
      privateKey: String(pem.privateKey),
      certs: { B: String(pem.publicKey) },
    }) as unknown as Node
    const { client } = root as unknown as { client: { v3: { defaults: { adapter: unknown } } } }
    client.v3.defaults.adapter = async (config: InternalAxiosRequestConfig) => {
      const url = new URL(axios.getUri(config), config.baseURL)
      sent.push({
        method: String(config.method).toUpperCase(),
        target: `${url.pathname}${url.search}`,
        body: config.data,
      })
      throw new Error('not sent')
    }
    return { root, sent }
  }

  /** What ours asks the page for. */
  function ours(): { root: Node; sent: { method: string; target: string; body: unknown }[] } {
    const sent: { method: string; target: string; body: unknown }[] = []
    const link: Link = {
      post: () => {},
      call: async ({ method, target, body }: Omit<Call, 'kind' | 'id'>) => {
        sent.push({ method, target, body: body.kind === 'text' ? body.text : undefined })
        return { kind: 'failure', id: 1, outcome: 'refused-locally', message: 'not sent' }
      },
    }
    return { root: createClient(link) as Node, sent }
  }

  const segment = fc
    .stringMatching(/^[a-z][a-zA-Z0-9]{0,9}$/)
    .filter(
      (name) =>
        !(name in Function.prototype) &&
        !['chain', 'get', 'post', 'put', 'patch', 'delete', 'inspect', 'then', 'client'].includes(name),
    )
  const dynamic = fc.stringMatching(/^[a-z]{1,8}$/).map((name) => `_${name}_id_`)
  const path = fc.array(fc.oneof(segment, dynamic), { minLength: 1, maxLength: 5 })
  const value = fc.oneof(fc.string({ maxLength: 12 }), fc.integer())

  test('has the method, the path and the body that the SDK gives it', async () => {
    await fc.assert(
      fc.asyncProperty(
        path,
        fc.constantFrom('get', 'post', 'put', 'patch', 'delete'),
        fc.jsonValue(),
        value,
        async (names, method, data, query) => {
          const numbers = Object.fromEntries(
            names.filter((name) => name.startsWith('_')).map((name) => [name.slice(1, -1), 'A1']),
          )
          const config = { ...numbers, params: { query } }
          const parties = [sdk(), ours()]
          for (const { root } of parties) {
            const node = names.reduce((at, name) => at[name] as Node, root.v3 as Node)
            const verb = node[method] as Node
            await (method === 'get' || method === 'delete' ? verb(config) : verb(data as object, config)).catch(
              () => {},
            )
          }
          const [theirs, mine] = parties
          expect(mine?.sent).toEqual(theirs?.sent)
          expect(mine?.sent).toHaveLength(1)
        },
      ),
      { numRuns: 60 },
    )
  })

  test('of the node itself is a POST, and a placeholder without a value stays', async () => {
    const { root, sent } = ours()
    const node = (root.v3 as Node).pay as Node
    await (node._out_trade_no_ as Node)({ a: 1 }).catch(() => {})
    expect(sent).toEqual([{ method: 'POST', target: '/v3/pay/%7Bout_trade_no%7D', body: '{"a":1}' }])
  })

  test('`__proto__` is a name like any other', () => {
    const { root } = ours()
    Reflect.set(Reflect.get(root.v3 as Node, '__proto__') as Node, 'polluted', 1)
    expect(Reflect.get({}, 'polluted')).toBeUndefined()
    expect(Reflect.get(() => {}, 'polluted')).toBeUndefined()
  })
})
