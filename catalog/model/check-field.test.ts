import { describe, expect, it } from 'vitest'
import { answering, problemsOf } from './fixtures/build.ts'

describe('a wrong field', () => {
  it('shows each mistake of a field', () => {
    const properties = `bare: { type: string }
untyped: { description: 无类型 }
list: { type: array, description: 列表 }
listed: { type: array, description: 列表, example: [1], items: { type: integer } }
nested: { type: array, description: 列表, items: { type: array, items: { type: string } } }
odd: { type: string, description: 怪, items: { type: string } }
needed: { type: string, description: 必填 }
shown: { type: string, description: 必填, x-sample: false, example: a }
object: { type: object, description: 对象, example: { a: 1 } }
flat: { type: string, description: 平, properties: { a: { type: string, description: 甲 } } }
text: { type: integer, description: 密文, x-encrypted: true }
json: { type: string, description: JSON, x-json-string: true }
stray: { type: string, description: 枚举, enum: [YES, NO], x-enum-descriptions: { YSE: 是 } }`
    expect(
      problemsOf({
        'operations/v3/a.yaml': answering(properties.replace(/^untyped.*\n/m, ''), {
          required: '[needed, shown, neded]',
        }),
        'operations/v3/b.yaml': answering('untyped: { description: 无类型 }'),
      }),
    ).toMatchInlineSnapshot(`
      "operations/v3/a.yaml:11  required names "neded", which is no property — Did you mean "needed"?
      operations/v3/a.yaml:13  field "bare" has no description — Write description: … or add the name to glossary/b.yaml.
      operations/v3/a.yaml:14  the list "list" does not say what it holds — Write items: { type: … }.
      operations/v3/a.yaml:15  the list "listed" has an example — Examples live at leaves: move it into items.
      operations/v3/a.yaml:16  "nested" is a list of lists — Describe one list; no API of this kind is known.
      operations/v3/a.yaml:17  "odd" has items but is no list — Write type: array, or drop items.
      operations/v3/a.yaml:18  the required field "needed" has no example — Write example: …, one plausible value.
      operations/v3/a.yaml:19  the required field "shown" is left out of samples — Drop x-sample: false; a sample must work.
      operations/v3/a.yaml:20  the object "object" has an example — Examples live at leaves: give them to its fields.
      operations/v3/a.yaml:21  "flat" has properties, but its type is string — Write type: object, or x-json-string: true.
      operations/v3/a.yaml:22  "text" is marked x-encrypted but is no string — Only strings are encrypted: write type: string.
      operations/v3/a.yaml:23  "json" is marked x-json-string but is no string with properties — Write type: string and properties: …
      operations/v3/a.yaml:24  x-enum-descriptions of "stray" describes "YSE", which enum lacks — Did you mean "YES"?
      operations/v3/b.yaml:13  "type" is missing in get.responses.200.content.application/json.schema.properties.untyped — Write type: string | number | integer | boolean | object | array."
    `)
  })

  it('checks the required names of an object that has a wrong property, too', () => {
    const properties = `good: { type: string, description: 好 }
wrong: { typ: string, description: 坏 }`
    expect(
      problemsOf({ 'operations/v3/a.yaml': answering(properties, { required: '[goood, wrong]' }) }),
    ).toMatchInlineSnapshot(`
      "operations/v3/a.yaml:11  required names "goood", which is no property — Did you mean "good"?
      operations/v3/a.yaml:14  "type" is missing in get.responses.200.content.application/json.schema.properties.wrong — Write type: string | number | integer | boolean | object | array.
      operations/v3/a.yaml:14  unknown key "typ" in get.responses.200.content.application/json.schema.properties.wrong — Did you mean "type"?"
    `)
  })

  it('shows each way in which an example does not fit', () => {
    expect(
      problemsOf({
        'operations/v3/a.yaml': answering(`a: { type: integer, description: 数, example: 1.5 }
b: { type: string, description: 文, example: 15 }
c: { type: string, description: 枚, enum: [CNY], example: USD }
d: { type: string, description: 模, pattern: '^\\d+$', example: x1 }
e: { type: string, description: 短, minLength: 3, example: ab }
f: { type: string, description: 长, maxLength: 3, example: 一二三四 }
g: { type: integer, description: 小, minimum: 1, example: 0 }
h: { type: number, description: 大, maximum: 9, example: 9.5 }
i: { type: string, description: 时, format: date-time, example: '2018-06-08 10:34:56' }
j: { type: string, description: 日, format: date, example: '2018-13-08' }
k: { type: array, description: 表, items: { type: boolean, example: 'true' } }
l: { type: string, description: 式, pattern: '(', example: x }`),
      }),
    ).toMatchInlineSnapshot(`
      "operations/v3/a.yaml:13  the example of "a" is 1.5, not an integer — Correct the example or the rule.
      operations/v3/a.yaml:14  the example of "b" is 15, not a string — Correct the example or the rule.
      operations/v3/a.yaml:15  the example of "c" is "USD", which is none of CNY — Correct the example or the rule.
      operations/v3/a.yaml:16  the example of "d" "x1" does not match ^\\d+$ — Correct the example or the rule.
      operations/v3/a.yaml:17  the example of "e" has 2 characters, fewer than minLength 3 — Correct the example or the rule.
      operations/v3/a.yaml:18  the example of "f" has 4 characters, more than maxLength 3 — Correct the example or the rule.
      operations/v3/a.yaml:19  the example of "g" is 0, less than minimum 1 — Correct the example or the rule.
      operations/v3/a.yaml:20  the example of "h" is 9.5, more than maximum 9 — Correct the example or the rule.
      operations/v3/a.yaml:21  the example of "i" "2018-06-08 10:34:56" is no RFC 3339 date-time — Correct the example or the rule.
      operations/v3/a.yaml:22  the example of "j" "2018-13-08" is no date (2018-06-08) — Correct the example or the rule.
      operations/v3/a.yaml:23  the example of "k" is "true", not a boolean — Correct the example or the rule.
      operations/v3/a.yaml:24  the pattern of "l" is no regular expression — Write it as ECMAScript with the u flag reads it."
    `)
  })
})
