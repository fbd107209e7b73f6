import { describe, expect, it } from 'vitest'
import { buildFiles } from './fixtures/build.ts'
import { formatProblem } from './problem.ts'

const BASE: Record<string, string> = {
  'identity.yaml': 'mchid: []\nsub_mchid: []\nappid: []\nopenid: []\n',
  'products.yaml': '- title: 交通\n  products: [ferry]\n',
}

function build(files: Record<string, string>) {
  return buildFiles({ ...BASE, ...files })
}

const operation = (trail: string): string => `get:
  summary: 查询
  x-products: [${trail}]
  responses:
    '200':
      description: 成功
      content:
        application/json:
          schema:
            type: object
            properties:
              state: { type: string, description: 状态, enum: [MOORED, SAILING, SUNK], example: MOORED }
`

const STATES = `title: 渡船
states:
  - title: 渡船
    field: state
    of: get /v3/a
    initial: MOORED
    values: { MOORED: 停泊, SAILING: 航行 }
    transitions:
      - { from: MOORED, to: SAILING, operation: get /v3/a }
`

describe('products', () => {
  it('takes in what other trails mean, blanks around a title not counted', () => {
    const { catalog, problems } = build({
      'products/ferry.yaml': 'title: 渡船\ntrails: [[工具, 渡船]]\nchildren:\n  - title: 夜航\n',
      'operations/v3/a.yaml': operation("[渡船, ' 夜航']"),
      'operations/v3/b.yaml': operation('[工具, 渡船]'),
      'operations/v3/c.yaml': operation('[工具, 渡船, 夜航]'),
    })
    expect(problems).toEqual([])
    expect(catalog.products).toMatchObject([
      { slug: 'ferry', operations: ['get /v3/b'], children: [{ operations: ['get /v3/a', 'get /v3/c'] }] },
    ])
  })

  it('knows the final states, and names a transition after its operation', () => {
    const { catalog, problems } = build({
      'products/ferry.yaml': STATES,
      'operations/v3/a.yaml': operation('[渡船]'),
    })
    expect(problems).toEqual([])
    expect(catalog.products[0]?.states).toMatchObject([
      { states: [{ final: false }, { value: 'SAILING', final: true }], transitions: [{ text: '查询' }] },
    ])
  })

  it('says where index, files and states disagree', () => {
    const { problems } = build({
      'products.yaml': '- title: 交通\n  products: [ferry, ferry, fery]\n',
      'products/bus.yaml': 'title: 巴士\ntrails: [[渡船]]\n',
      'products/ferry.yaml': STATES.replace('SAILING: 航行', 'SAILNG: 航行, LOST: 失踪')
        .replace('of: get', 'of: post')
        .concat('      - { from: GONE, to: MOORED }\n')
        .concat('operations: [get /v3/z]\n'),
      'operations/v3/a.yaml': operation('[渡船]'),
    })
    expect(problems.map(formatProblem).join('\n')).toMatchInlineSnapshot(`
      "products.yaml:2  "ferry" is listed twice — Keep one of the two.
      products.yaml:2  there is no products/fery.yaml — Did you mean "ferry"?
      products/bus.yaml:1  products.yaml does not list "bus" — Add the name where its place is.
      products/ferry.yaml:5  "post /v3/a" is no operation or webhook — Did you mean "get /v3/a"?
      products/ferry.yaml:7  nothing leads to "SAILNG" — Add the transition, or drop the state.
      products/ferry.yaml:7  nothing leads to "LOST" — Add the transition, or drop the state.
      products/ferry.yaml:9  "SAILING" is no state of "渡船" — Did you mean "SAILNG"?
      products/ferry.yaml:10  "GONE" is no state of "渡船" — Known: MOORED, SAILNG, LOST.
      products/ferry.yaml:10  the transition has no cause — Write operation: or text:.
      products/ferry.yaml:11  "get /v3/z" is listed but no file describes it — Did you mean "get /v3/a"?"
    `)
  })

  it('holds the states against the enum', () => {
    const { problems } = build({
      'products/ferry.yaml': STATES.replaceAll('SAILING', 'SAILNG'),
      'operations/v3/a.yaml': operation('[渡船]'),
    })
    expect(problems.map(formatProblem).join('\n')).toMatchInlineSnapshot(
      `"products/ferry.yaml:7  "SAILNG" is no value of "state" — Did you mean "SAILING"?"`,
    )
  })
})
