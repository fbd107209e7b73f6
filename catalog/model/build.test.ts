import { describe, expect, it } from 'vitest'
import { buildCatalog } from './build.ts'
import { answering, BASE, build } from './fixtures/build.ts'
import { formatProblem } from './problem.ts'

describe('a sound catalog', () => {
  it('has no problems and gives the same JSON in whatever order the files come', () => {
    const files = {
      ...BASE,
      'operations/v3/b.yaml': answering('no: { type: string, description: 单号 }'),
      'operations/v3/a.yaml': answering('no: { type: string, description: 单号 }'),
    }
    const list = Object.entries(files).map(([file, text]) => ({ file, text }))
    const forwards = buildCatalog(list)
    expect(forwards.problems).toEqual([])
    expect(forwards.catalog.operations.map(({ id }) => id)).toEqual(['get /v3/a', 'get /v3/b'])
    expect(JSON.stringify(buildCatalog(list.reverse()).catalog)).toBe(JSON.stringify(forwards.catalog))
  })

  it('takes a missing description from the glossary, and the file’s own where there is one', () => {
    const { catalog, problems } = build({
      'glossary/n.yaml': 'no: { term: 单号, en: Number }\n',
      'operations/v3/a.yaml': answering('no: { type: string }\nother: { type: string, description: 另一个 }'),
    })
    expect(problems).toEqual([])
    expect(catalog.operations[0]?.replies[0]?.fields.map(({ description }) => description)).toEqual(['单号', '另一个'])
  })

  it('names v2 paths as the chain does and drops /v2 on the wire; {empty} ends a path in /', () => {
    const { catalog } = build({
      'operations/v2/pay/x.yaml': answering('no: { type: string, description: 单号 }').replace(
        'application/json',
        'text/xml',
      ),
      'operations/v3/y/{empty}.yaml': answering('no: { type: string, description: 单号 }'),
    })
    expect(catalog.operations.map(({ path, wirePath, protocol }) => [path, wirePath, protocol])).toEqual([
      ['/v2/pay/x', '/pay/x', 'v2'],
      ['/v3/y/', '/v3/y/', 'v3'],
    ])
  })

  it('orders the navigation by the file of its product, then by operation files; what has no product stands under 其他', () => {
    const bare = answering('no: { type: string, description: 单号 }').replace('  x-products: [[订单]]\n', '')
    const { catalog, problems } = build({
      'products/orders.yaml': 'title: 订单\noperations:\n  - get /v3/b\n',
      'operations/v3/a.yaml': answering('no: { type: string, description: 单号 }'),
      'operations/v3/b.yaml': answering('no: { type: string, description: 单号 }'),
      'operations/v3/c.yaml': bare,
    })
    expect(problems).toEqual([])
    expect(catalog.products).toMatchObject([
      { slug: 'orders', section: '交易', title: '订单', operations: ['get /v3/b', 'get /v3/a'], children: [] },
      { slug: 'others', section: '其他', title: '其他', operations: ['get /v3/c'], children: [] },
    ])
  })

  it('is told when a root file is missing', () => {
    expect(buildCatalog([]).problems.map(formatProblem).join('\n')).toMatchInlineSnapshot(`
      "identity.yaml:1  the file is missing or cannot be read — Every catalog has one.
      products.yaml:1  the file is missing or cannot be read — Every catalog has one."
    `)
  })
})
