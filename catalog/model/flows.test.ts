import { describe, expect, it } from 'vitest'
import { buildCatalog } from './build.ts'
import { formatProblem } from './problem.ts'
import { withValues } from './with-values.ts'

const BASE: Record<string, string> = {
  'identity.yaml': 'mchid: []\nsub_mchid: []\nappid: []\nopenid: []\n',
  'products.yaml': '- title: 交通\n  products: [ferry]\n',
  'products/ferry.yaml': 'title: 渡船\nflows: [hire]\n',
  'operations/v3/a.yaml': `get:
  summary: 查询渡船
  x-products: [[渡船]]
  parameters:
    - { name: ferry_no, in: query, description: 单号, schema: { type: string, example: F1 } }
  responses: { '204': { description: 成功 } }
`,
}

function build(files: Record<string, string>) {
  return buildCatalog(Object.entries({ ...BASE, ...files }).map(([file, text]) => ({ file, text })))
}

const HIRE = `title: 租船
purpose: 过河。
participants: [乘客, 码头]
values: { ferry_no: F9 }
steps:
  - { from: 乘客, to: 码头, operation: get /v3/a, answer: 船 }
  - loop: 每天
    steps:
      - alternatives:
          - when: 晴
            steps: [{ from: 码头, to: 乘客, text: 开船 }]
          - when: 雨
            steps: [{ from: 码头, to: 码头, text: 等待 }]
  - { from: 乘客, to: 乘客, text: 上岸 }
`

describe('flows', () => {
  it('numbers the steps in reading order, names one after its operation, and hands it the values', () => {
    const { catalog, problems } = build({ 'flows/hire.yaml': HIRE })
    expect(problems).toEqual([])
    const [flow] = catalog.flows
    expect(flow).toMatchObject({ id: 'hire', products: ['ferry'], participants: ['乘客', '码头'] })
    expect(flow?.items).toMatchObject([
      { number: 1, text: '查询渡船', answer: '船', values: { ferry_no: 'F9' } },
      {
        kind: 'loop',
        sections: [
          {
            when: '每天',
            items: [
              {
                kind: 'alternatives',
                sections: [
                  { when: '晴', items: [{ number: 2 }] },
                  { when: '雨', items: [{ number: 3 }] },
                ],
              },
            ],
          },
        ],
      },
      { number: 4, text: '上岸' },
    ])
  })

  it('puts the values in place of the examples', () => {
    const [operation] = build({ 'flows/hire.yaml': HIRE }).catalog.operations
    if (!operation) throw new Error('no operation')
    expect(withValues(operation, { ferry_no: 'F9' }).parameters.query[0]?.example).toBe('F9')
    expect(withValues(operation, { other: 'x' })).toEqual(operation)
    expect(withValues(operation, {})).toBe(operation)
  })

  it('says with file and line what does not exist, does nothing or is missing', () => {
    const wrong = HIRE.replace('[乘客, 码头]', '[乘客, 码头, 船]')
      .replace('ferry_no: F9', 'fery_no: F9')
      .replace('get /v3/a', 'get /v3/b, values: { ferry: F1 }')
      .replace('from: 码头, to: 乘客, text: 开船', 'from: 马头, webhook: v3/GONE, launch: post /v3/a')
    const { problems } = build({ 'flows/hire.yaml': wrong, 'flows/lost.yaml': HIRE })
    expect(problems.map(formatProblem).join('\n')).toMatchInlineSnapshot(`
      "flows/hire.yaml:3  "船" does nothing — Drop it, or give it a step.
      flows/hire.yaml:4  no step has a field "fery_no" — Drop the line.
      flows/hire.yaml:6  "get /v3/b" is no operation — Did you mean "get /v3/a"?
      flows/hire.yaml:6  the step says nothing — Write text: what happens.
      flows/hire.yaml:6  the request has no field "ferry" — Nothing of that kind is known.
      flows/hire.yaml:11  "马头" is no participant — Did you mean "码头"?
      flows/hire.yaml:11  "to" is missing in the step — Write to: a participant.
      flows/hire.yaml:11  "post /v3/a" is no operation — Did you mean "get /v3/a"?
      flows/hire.yaml:11  "v3/GONE" is no webhook — Write the id of one.
      flows/hire.yaml:11  the step says nothing — Write text: what happens.
      flows/lost.yaml:1  no product leads to the flow "lost" — Add it to flows: of a product."
    `)
  })

  it('misses a flow that a product names', () => {
    const { problems } = build({})
    expect(problems.map(formatProblem)).toEqual([
      'products/ferry.yaml:1  there is no flows/hire.yaml — Nothing of that kind is known.',
    ])
  })
})
