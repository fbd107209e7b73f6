import { describe, expect, it } from 'vitest'
import { answering, build, problemsOf } from './fixtures/build.ts'

describe('shared parts', () => {
  const shared = `type: object
required: [total]
properties:
  total: { type: integer, description: 总额, minimum: 1, example: 100 }
`

  it('follows a $ref across folders, and lets keys beside it win', () => {
    const { catalog, problems } = build({
      'schemas/amount.yaml': shared,
      'operations/v3/pay/a.yaml': answering(`amount: { $ref: ../../../schemas/amount.yaml, description: 金额 }
total: { $ref: '../../../schemas/amount.yaml#/properties/total', example: 7 }`),
    })
    expect(problems).toEqual([])
    const [amount, total] = catalog.operations[0]?.replies[0]?.fields ?? []
    expect(amount).toMatchObject({
      type: 'object',
      description: '金额',
      fields: [{ name: 'total', required: true, example: 100 }],
    })
    expect(total).toMatchObject({ type: 'integer', description: '总额', example: 7, constraints: { minimum: 1 } })
  })

  it('joins what stands beside a $ref with its target, at any depth', () => {
    const { catalog, problems } = build({
      'schemas/amount.yaml': shared,
      'operations/v3/a.yaml': answering(
        'amount: { $ref: ../../schemas/amount.yaml, description: 金额, properties: { total: { example: 9 } } }',
      ),
    })
    expect(problems).toEqual([])
    const [amount] = catalog.operations[0]?.replies[0]?.fields ?? []
    expect(amount?.fields).toMatchObject([
      { name: 'total', required: true, description: '总额', constraints: { minimum: 1 }, example: 9 },
    ])
  })

  it('reports what does not exist and what refers to itself, once and without follow-ups', () => {
    expect(
      problemsOf({
        'schemas/amount.yaml': shared,
        'schemas/loop.yaml': 'type: object\ndescription: 圈\nproperties:\n  again: { $ref: loop.yaml }\n',
        'operations/v3/a.yaml': answering(`one: { $ref: ../../schema/amount.yaml }
two: { $ref: '../../schemas/amount.yaml#/properties/sum' }
three: { $ref: ../../schemas/loop.yaml }`),
      }),
    ).toMatchInlineSnapshot(`
      "operations/v3/a.yaml:13  $ref to "schema/amount.yaml", which does not exist — Did you mean "schemas/amount.yaml"? Count the "../".
      operations/v3/a.yaml:14  "schemas/amount.yaml" has nothing at #/properties/sum — Correct the pointer.
      schemas/loop.yaml:4  $ref goes in a circle: schemas/loop.yaml# → schemas/loop.yaml# — Break the circle."
    `)
  })

  it('reports a problem of a shared schema once, in the schema’s own file', () => {
    const reader = answering('amount: { $ref: ../../schemas/amount.yaml, description: 金额 }')
    expect(
      problemsOf({
        'schemas/amount.yaml': shared.replace('example: 100', 'example: 0'),
        'operations/v3/a.yaml': reader,
        'operations/v3/b.yaml': reader,
      }),
    ).toMatchInlineSnapshot(
      `"schemas/amount.yaml:4  the example of "total" is 0, less than minimum 1 — Correct the example or the rule."`,
    )
  })
})
