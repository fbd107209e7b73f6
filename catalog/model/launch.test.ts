import { describe, expect, it } from 'vitest'
import { buildFiles } from './fixtures/build.ts'

const LAUNCHES = `
board:
  title: 上船
  description: 扫码上船。
  values: { boat: '{boat_no}', time: '{timestamp}', package: 'ticket={ticket_no}' }
  sign: { name: seal, type: RSA, fields: [boat, package] }
  calls: [{ label: 网页, lang: js, code: board(params) }]
walk: { title: 步行, description: 步行上船。, values: { way: plank }, calls: board }
`

const operation = (launch: string) => `
post:
  summary: 租船
  requestBody:
    content:
      application/json:
        schema:
          type: object
          properties:
            number: { type: string, description: 船号, example: BOAT-1 }
            trade: { type: string, description: 方式, enum: [SAIL, ROW], example: SAIL }
  responses:
    '200':
      description: 成功
      content:
        application/json:
          schema:
            type: object
            properties:
              ticket_no: { type: string, description: 票号, example: T-1 }
  x-launch: ${launch}
`

function build(launch: string, launches = LAUNCHES) {
  const { catalog, problems } = buildFiles({
    'launches.yaml': launches,
    'operations/v3/boats.yaml': operation(launch),
    'products.yaml': '[]',
    'identity.yaml': '{ mchid: [], sub_mchid: [], appid: [], openid: [] }',
  })
  const lines = problems.map(({ file, line, message, hint }) => `${file}:${line} ${message} — ${hint}`)
  return { launches: catalog.operations[0]?.launch, problems: lines.filter((line) => !line.includes('products')) }
}

describe('x-launch', () => {
  it('looks the names of the values up in request and answer', () => {
    const { launches, problems } = build(
      '[{ kind: board, when: { trade: SAIL }, fields: { boat_no: number }, note: 带好票。 }]',
    )
    expect(problems).toEqual([])
    expect(launches).toEqual([
      {
        kind: 'board',
        title: '上船',
        description: '扫码上船。',
        note: '带好票。',
        when: { field: 'trade', value: 'SAIL' },
        values: [
          { name: 'boat', parts: [{ source: 'request', field: 'number', example: 'BOAT-1' }] },
          { name: 'time', parts: [{ source: 'timestamp' }] },
          { name: 'package', parts: [{ text: 'ticket=' }, { source: 'response', field: 'ticket_no', example: 'T-1' }] },
        ],
        sign: { name: 'seal', type: 'RSA', fields: ['boat', 'package'] },
        calls: [{ label: '网页', lang: 'js', code: 'board(params)' }],
      },
    ])
  })

  it('takes the calls of another kind', () => {
    expect(build('[{ kind: walk }]').launches?.[0]?.calls).toEqual([
      { label: '网页', lang: 'js', code: 'board(params)' },
    ])
  })

  it.each([
    ['a kind that is not there', '[{ kind: bord }]'],
    ['a name that is no field', '[{ kind: board }]'],
    ['a condition on no field', '[{ kind: walk, when: { trad: SAIL } }]'],
    ['a condition that never holds', '[{ kind: walk, when: { trade: SAILS } }]'],
    ['an unknown key', '[{ kind: walk, wen: { trade: SAIL } }]'],
  ])('reports %s', async (name, launch) => {
    expect(build(launch).problems).toMatchSnapshot(name)
  })

  it('reports a signature over what is no value, and calls that lead nowhere', () => {
    const wrong = LAUNCHES.replace('fields: [boat, package]', 'fields: [boot]').replace('calls: board', 'calls: walk')
    const unsaid = LAUNCHES.replace(', fields: [boat, package]', '')
    expect([wrong, unsaid].map((text) => build('[{ kind: walk }]', text).problems)).toMatchSnapshot()
  })
})
