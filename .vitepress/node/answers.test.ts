import { join } from 'node:path'
import { expect, it } from 'vitest'
import { catalogRoot, loadCatalog } from '../../catalog/model/load.node.ts'
import type { Catalog, Field } from '../../catalog/model/types.ts'
import { answerFacts } from './answers.ts'
import { dataFiles } from './data-files.ts'
import { loadSite, projectRoot } from './site.ts'

const catalog: Catalog = await loadCatalog(catalogRoot)
const factsOf = (id: string, from: Catalog = catalog) => {
  const [method, path] = id.split(' ')
  return answerFacts(from).find((facts) => facts.method === method && facts.wirePath === path)
}

it('names the encrypted fields of an answer', () => {
  expect(factsOf('post /v3/profitsharing/receivers/add')).toEqual({
    method: 'post',
    wirePath: '/v3/profitsharing/receivers/add',
    encrypted: ['name'],
  })
})

it('names them below lists and objects, but not inside a string of JSON', () => {
  const copy = structuredClone(catalog)
  const reply = copy.operations.find(({ id }) => id === 'post /v3/profitsharing/receivers/add')?.replies[0]
  const secret = reply?.fields.find(({ encrypted }) => encrypted) as Field
  const list: Field = { ...secret, name: 'people', type: 'object', list: true, encrypted: false, fields: [secret] }
  const text: Field = { ...list, name: 'extra', list: false, jsonString: true }
  reply?.fields.push({ ...list, name: 'outer', list: false, fields: [list] }, text)
  expect(factsOf('post /v3/profitsharing/receivers/add', copy)?.encrypted).toEqual(['name', 'outer.people.name'])
})

it('names the number by which a created object is paid, and none where nobody pays it', () => {
  expect(factsOf('post /v3/pay/transactions/native')?.payable).toBe('out_trade_no')
  expect(factsOf('post /v3/refund/domestic/refunds')?.payable).toBeUndefined()
  expect(factsOf('get /v3/pay/transactions/id/{transaction_id}')?.payable).toBeUndefined()
})

it('names the pages that an answer opens: by a ticket in it, else by the number of its object', () => {
  expect(factsOf('post /v3/pay/transactions/native')?.opens).toEqual([
    { kind: 'cashier', title: '微信支付', ticket: 'code_url' },
  ])
  const key = { answer: 'out_trade_no', request: 'out_trade_no' }
  expect(factsOf('get /v3/pay/transactions/out-trade-no/{out_trade_no}')?.opens).toEqual([
    { kind: 'cashier', title: '微信支付', page: { resource: 'transactions', name: 'cashier', key } },
  ])
  expect(factsOf('post /v3/refund/domestic/refunds')?.opens).toBeUndefined()
})

it('is a file of the site', async () => {
  const files = await dataFiles(await loadSite(join(projectRoot, 'catalog')), projectRoot)
  expect(JSON.parse(files.get('playground-data/answers.json') ?? '')).toEqual({ operations: answerFacts(catalog) })
})
