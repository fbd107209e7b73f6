import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readFields, readXml, writeXml } from './index.ts'

describe('XML', () => {
  const name = fc.stringMatching(/^[a-z][a-z_0-9]{0,12}$/)
  const text = fc.string({ unit: 'grapheme' }).filter((value) => !/[\p{Cc}\p{Cs}\p{Co}\p{Cn}]/u.test(value))

  it('is read as it was written', () => {
    fc.assert(
      fc.property(fc.dictionary(name, text, { noNullPrototype: true }), (fields) => {
        expect(Object.fromEntries(readFields(writeXml(fields)) ?? [])).toEqual(fields)
      }),
    )
  })

  it('keeps the end mark of CDATA, references and blanks', () => {
    const fields = { a: ' ]]> ', b: '&lt;', c: '<![CDATA[', d: '0012', e: '\t' }
    expect(Object.fromEntries(readFields(writeXml(fields)) ?? [])).toEqual(fields)
    expect(Object.fromEntries(readFields('<xml><a>&lt;&#65;&amp;#65;</a></xml>') ?? [])).toEqual({ a: '<A&#65;' })
  })

  it('may have a declaration and any root, as SDKs write it', () => {
    const text = '\uFEFF<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<root>\n  <a>1</a>\n</root>'
    expect(Object.fromEntries(readFields(text) ?? [])).toEqual({ a: '1' })
  })

  it('is nested where an answer is', () => {
    const value = { a: '1', list: { item: [{ x: '1' }, { x: '2' }] } }
    expect(readXml(writeXml(value).replaceAll('\n', ''))).toEqual(value)
    expect(readFields(writeXml(value))).toBeUndefined()
  })

  it('is never a crash, whatever comes', () => {
    const pieces = fc.constantFrom(
      '<xml>',
      '</xml>',
      '<a>',
      '</a>',
      '<![CDATA[',
      ']]>',
      '&',
      '&#',
      '<!--',
      '-->',
      '<?',
      '?>',
      '<',
      'x',
      '"',
    )
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => {
        expect(() => readFields(parts.join(''))).not.toThrow()
      }),
      { numRuns: 1000 },
    )
  })
})
