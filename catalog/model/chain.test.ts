import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import Wechatpay from 'wechatpay-axios-plugin'
import { chainToPath, normalizeProperty, operationChain, pathToChain } from './chain.ts'
import { loadCatalog } from './load.node.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

const wxpay = new Wechatpay({ mchid: '1', serial: 'A', privateKey, certs: { B: publicKey } })

/** The path the SDK itself makes of a chain: its chain functions are named by it. */
function pathBySdk(chain: string): string {
  const end = new Function('wxpay', `return ${chain}`)(wxpay) as { name: string }
  return `/${end.name}`
}

const word = fc.stringMatching(/^[a-z][a-z0-9]{0,7}$/)
const kebab = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('-'))
const snake = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join('_'))
const special = fc.constantFrom(
  'get',
  'post',
  'put',
  'patch',
  'delete',
  'chain',
  'name',
  'length',
  'inspect',
  'constructor',
  'arguments',
  'caller',
  'call',
  'bind',
  'a-1b',
  '2fa',
  'addInstitutionsub',
  'a.b',
  '_x_',
)
const segment = fc.oneof(
  kebab,
  snake,
  snake.map((name) => `{${name}}`),
  special,
)
const path = fc.array(segment, { minLength: 1, maxLength: 6 }).map((segments) => `/v3/${segments.join('/')}`)

describe('chains', { timeout: 60_000 }, () => {
  it('normalises properties as the SDK does', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[$_A-Za-z0-9-]{1,20}$/), (text) => {
        expect(normalizeProperty(text)).toBe(
          (Wechatpay as unknown as { normalize(text: string): string }).normalize(text),
        )
      }),
    )
  })

  it('lead the SDK to the path they were made from, and back', () => {
    fc.assert(
      fc.property(path, (one) => {
        const chain = pathToChain(one)
        expect(pathBySdk(chain)).toBe(one)
        expect(chainToPath(chain)).toBe(one)
        expect(chainToPath(`${chain}.post`)).toBe(one)
      }),
    )
  })

  it('hold for every path of the catalog', async () => {
    const { operations } = await loadCatalog()
    expect(operations.length).toBeGreaterThan(0)
    for (const operation of operations) {
      const chain = pathToChain(operation.path)
      if (!operation.path.endsWith('/')) expect(pathBySdk(chain)).toBe(operation.path)
      expect(chainToPath(operationChain(operation))).toBe(operation.path)
    }
  })

  it('read as people write them', () => {
    expect(operationChain({ path: '/v3/profitsharing/receivers/delete', method: 'post' })).toBe(
      'wxpay.v3.profitsharing.receivers.Delete.post',
    )
    expect(pathToChain('/v3/pay/transactions/out-trade-no/{out_trade_no}')).toBe(
      'wxpay.v3.pay.transactions.outTradeNo._out_trade_no_',
    )
    expect(pathToChain('/v2/secapi/mch/addInstitutionsub')).toBe("wxpay.v2.secapi.mch.chain('addInstitutionsub')")
    expect(chainToPath(pathToChain('/v3/a/b/'))).toBe('/v3/a/b/')
  })
})
