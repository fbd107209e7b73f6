import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Lexer, parse } from 'yaml'
import { catalogRoot, listCatalogFiles } from '../model/load.node.ts'
import { type CatalogKind, FormatError, formatCatalogFile, kindOf } from './format.ts'
import { printScalar } from './scalar.ts'

const UNTIDY = `# 计划：由商户创建。
post:
    responses:
        "200":
            content: { application/json: { schema: { $ref: "../x.yaml" } } }
            description: "处理成功"
    x-sandbox: {action: create,
      resource: plans}
    # 官方名称
    summary: '创建计划'
    x-modes:
      - merchant
    x-official: ['https://a.example/1']
    x-rate-limit: {note: 按商户号计, unit: qps, limit: 300}
    requestBody:
        content:
            application/json:
                schema:
                    properties:
                        amount:
                            example: 100
                            x-unit: 分
                            type: integer
                            description: 金额
                        list:
                            items: { properties: { name: { type: string, example: "yes" } }, type: object }
                            type: array
                        tags: { type: array, items: { example: '2018-06-08', type: string } }
                    required:
                      - amount # 必填
                    type: object
`

const TIDY = `# 计划：由商户创建。
post:
  # 官方名称
  summary: 创建计划
  x-modes: [merchant]
  x-official: [https://a.example/1]
  requestBody:
    content:
      application/json:
        schema:
          type: object
          required:
            - amount # 必填
          properties:
            amount: { type: integer, description: 金额, x-unit: 分, example: 100 }
            list:
              type: array
              items:
                type: object
                properties:
                  name: { type: string, example: 'yes' }
            tags: { type: array, items: { type: string, example: '2018-06-08' } }
  responses:
    '200':
      description: 处理成功
      content: { application/json: { schema: { $ref: ../x.yaml } } }
  x-rate-limit: { limit: 300, unit: qps, note: 按商户号计 }
  x-sandbox: { action: create, resource: plans }
`

describe('formatCatalogFile', () => {
  it('puts keys in order, leaves on one line and quotes where they are needed', () => {
    expect(formatCatalogFile(UNTIDY, 'operations')).toBe(TIDY)
    expect(formatCatalogFile(TIDY, 'operations')).toBe(TIDY)
  })

  it('sorts the names of the glossary, and sets several senses below each other', () => {
    const text = 'b: {en: B, term: 乙}\nA:\n  - {term: 甲, en: A}\n  - { under: [b], en: A of B, term: 子 }\n'
    expect(formatCatalogFile(text, 'glossary')).toBe(
      'A:\n  - { term: 甲, en: A }\n  - { term: 子, en: A of B, under: [b] }\nb: { term: 乙, en: B }\n',
    )
  })

  it('tells errors, parameters and schemas apart among shared parts', () => {
    const text =
      'E: { code: E, status: 400, message: 错 }\nP: { in: header, name: P, required: true, description: 头, schema: { type: string } }\nS: { properties: { a: { type: string } }, type: object }\n'
    expect(formatCatalogFile(text, 'schemas')).toBe(
      'E: { status: 400, code: E, message: 错 }\nP: { name: P, in: header, required: true, description: 头, schema: { type: string } }\nS:\n  type: object\n  properties:\n    a: { type: string }\n',
    )
  })

  it('says where a text cannot be read, and leaves nothing out that it has no form for', () => {
    const lineOf = (text: string): number | undefined => {
      try {
        formatCatalogFile(text, 'other')
      } catch (error) {
        if (error instanceof FormatError) return error.line
      }
      return undefined
    }
    expect(lineOf('a: 1\nb: [\n')).toBe(3)
    expect(lineOf('a: &x 1\n')).toBe(1)
    expect(lineOf('a: 1\n? [b]\n: 1\n')).toBe(2)
    expect(lineOf('a: !!str 1\n')).toBe(1)
  })
})

/** Own lines and ends of lines, as a person might comment. */
function withComments(text: string, places: readonly { at: number; own: boolean }[]): string {
  const lines = text.split('\n')
  places.forEach(({ at, own }, index) => {
    const line = at % lines.length
    const here = lines[line] ?? ''
    // a blank line may stand inside a text of several lines, which a comment at its beginning would end
    if (here === '') return
    if (own) lines[line] = `${/^ */.exec(here)?.[0]}# 注${index}\n${here}`
    else if (!here.includes('#')) lines[line] = `${here} # 注${index}`
  })
  return lines.join('\n')
}

function comments(text: string): string[] {
  return [...new Lexer().lex(text)].filter((token) => token.startsWith('#')).map((token) => token.trimEnd())
}

describe('the files of the catalog', () => {
  it('say the same after formatting, keep their comments, and do not change a second time', async () => {
    const files = await listCatalogFiles(catalogRoot)
    const texts = await Promise.all(files.map((file) => readFile(join(catalogRoot, file), 'utf8')))
    const place = fc.record({ at: fc.nat(400), own: fc.boolean() })
    fc.assert(
      fc.property(fc.nat(files.length - 1), fc.array(place, { maxLength: 8 }), (index, places) => {
        const text = withComments(texts[index] ?? '', places)
        const kind = kindOf(files[index] ?? '')
        const once = formatCatalogFile(text, kind)
        expect(parse(once)).toEqual(parse(text))
        expect(comments(once).sort()).toEqual(comments(text).sort())
        expect(formatCatalogFile(once, kind)).toBe(once)
      }),
    )
  })
})

describe('any value', () => {
  const kinds: CatalogKind[] = ['operations', 'webhooks', 'schemas', 'glossary', 'other']
  const text = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: fc.constantFrom(...':#-?,[]{}&*!|>\'"%@` \n\t0123.eExotTZ_~yno=<\u2028\u0085\ufeff中') }),
    fc.constantFrom(
      'null',
      'TRUE',
      '0x1F',
      '1_000',
      '12:30',
      '2018-06-08',
      '2018-06-08T10:34:56+08:00',
      '.inf',
      '<<',
      '---',
      '...',
    ),
  )
  const key = fc.oneof(text, fc.constantFrom('post', 'properties', 'items', 'x-errors', 'in', 'code', 'x-official'))
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.oneof(text, fc.integer(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null)),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(key, tie('value'), { maxKeys: 4 }),
    ),
  }))

  it('is the same after formatting, and formatting twice changes nothing', () => {
    fc.assert(
      fc.property(fc.dictionary(key, value, { minKeys: 1 }), fc.constantFrom(...kinds), (data, kind) => {
        const once = formatCatalogFile(JSON.stringify(data), kind)
        expect(parse(once)).toEqual(parse(JSON.stringify(data)))
        expect(formatCatalogFile(once, kind)).toBe(once)
      }),
      { numRuns: 500 },
    )
  })

  it('stands on one line', () => {
    fc.assert(
      fc.property(text, fc.boolean(), (one, flow) => {
        const printed = printScalar(one, { flow })
        expect(printed).not.toMatch(/\n/)
        expect(parse(flow ? `[${printed}, 1]` : `a: ${printed} # c`)).toEqual(flow ? [one, 1] : { a: one })
      }),
      { numRuns: 1000 },
    )
  })
})
