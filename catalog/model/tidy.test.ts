import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { formatCatalogFile } from '../format/format.ts'
import { catalogRoot, listCatalogFiles } from './load.node.ts'
import type { Located } from './located.ts'
import { parseAny } from './parse.ts'
import { readTidy } from './tidy.ts'

/** What the complete parser reads, and what it has to say. */
function complete(text: string): { node: Located | undefined; faults: string[] } {
  const faults: string[] = []
  const node = parseAny({ file: 'a.yaml', text }, (_, message) => faults.push(message))
  return { node, faults }
}

/** Where the quick reader reads something, it is what the complete parser reads without a word. */
function expectSame(text: string): void {
  const node = readTidy(text, 'a.yaml')
  if (node) expect({ node, faults: [] }).toEqual(complete(text))
}

/** Some lines that belong together. */
function partOf(text: string, line: number): string {
  const lines = text.split('\n')
  const start = line % lines.length
  const indent = (at: number): number => lines[at]?.search(/\S/) ?? -1
  let end = start + 1
  while (end < start + 6 && indent(end) >= indent(start)) end += 1
  return `${lines.slice(start, end).join('\n')}\n`
}

describe('readTidy', () => {
  let texts: string[]
  beforeAll(async () => {
    const files = await listCatalogFiles(catalogRoot)
    texts = await Promise.all(files.map((file) => readFile(join(catalogRoot, file), 'utf8')))
  }, 60_000)

  it('reads the formatted files of the catalog, all but those with text of several lines', () => {
    const left = texts.filter((text) => !/[|>]-?$/m.test(text) && !readTidy(text, 'a.yaml'))
    expect(left).toEqual([])
  })

  it('reads what the complete parser reads, line for line', () => {
    const some = texts.filter((_, index) => index % 11 === 0)
    for (const text of some) expectSame(text)
  }, 60_000)

  it('agrees with the complete parser or leaves the text to it, whatever a slip of the finger makes of a file', () => {
    const sign = fc.string({ unit: fc.constantFrom(...' \n:#-?,[]{}&*!|>\'"%@`\\0a.~中+e\t'), maxLength: 4 })
    const piece = fc.constantFrom('\n  ', ': ', ' #', '- ', "''", 'null', '\n- ', '\n\n', '\n# x\n', '\n a: 1\n')
    const slip = fc.record({ at: fc.nat(), drop: fc.nat(3), put: fc.oneof(sign, piece), again: fc.boolean() })
    fc.assert(
      fc.property(fc.nat(), fc.nat(), fc.array(slip, { minLength: 1, maxLength: 2 }), (index, line, slips) => {
        const broken = slips.reduce(
          (one, { at, drop, put, again }) => {
            const place = at % (one.length + 1)
            // The same once more, or something else instead.
            const [start, end] = again ? [place, place] : [place, place + drop]
            return one.slice(0, start) + (again ? one.slice(Math.max(0, place - 40), place) : put) + one.slice(end)
          },
          partOf(texts[index % texts.length] ?? '', line),
        )
        expectSame(broken)
      }),
      { numRuns: 6000 },
    )
  }, 120_000)

  it('agrees on any data, as the formatter writes it', () => {
    const text = fc.oneof(
      fc.string({ unit: fc.constantFrom(...':#-?,[]{}&*!|>\'"%@` 0123.eExotTZ_~yno=<中+'), maxLength: 8 }),
      fc.constantFrom('null', 'TRUE', '0x1F', '1_000', '12:30', '2018-06-08', '.inf', '-.5', '+0', '1e3', '-0', '0o7'),
    )
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.oneof(text, fc.integer(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null)),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(text, tie('value'), { maxKeys: 4 }),
      ),
    }))
    fc.assert(
      fc.property(fc.dictionary(text, value, { minKeys: 1 }), fc.boolean(), (data, isSchema) => {
        expectSame(formatCatalogFile(JSON.stringify(data), isSchema ? 'schemas' : 'operations'))
      }),
      { numRuns: 2000 },
    )
  }, 120_000)

  it.each([
    'a: |\n  b\n',
    'a: &x 1\n',
    'a: b\n  c\n',
    '{ a: 1,\n  b: 2 }\n',
    'a: 1\na: 2\n',
    'x: { a: 1, a: 2 }\n',
    'a:\n  b: 1\n   c: 2\n',
    '- - 1\n',
    '? a\n: 1\n',
    'a:\n- 1\n',
    '1.0: a\n',
  ])('leaves %j to the complete parser', (text) => {
    expect(readTidy(text, 'a.yaml')).toBeUndefined()
  })
})
