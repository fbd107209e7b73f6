import fc from 'fast-check'
import { createMarkdownRenderer } from 'vitepress'
import { beforeAll, expect, it } from 'vitest'
import { printTable, type TableRow } from '../../../catalog/derive/pages/index.ts'
import { createColour } from '../colour/index.ts'
import { createHover } from '../hover/index.ts'
import { siteMarkdown } from '../markdown.ts'

let render: (markdown: string) => Promise<string>

beforeAll(async () => {
  const hover = createHover({ root: '.', typings: '' })
  const md = await createMarkdownRenderer('.', siteMarkdown({ base: '/', colour: await createColour(), hover }))
  render = (markdown) => md.renderAsync(markdown, { relativePath: 'fixture.md' })
})

const NAMED: Record<string, string> = { lt: '<', gt: '>', quot: '"', amp: '&' }

/** As a browser reads it: entities are characters. */
function decode(html: string): string {
  return html.replace(/&(?:#(\d+)|(\w+));/g, (whole, code?: string, name?: string) =>
    code ? String.fromCodePoint(Number(code)) : (NAMED[name ?? ''] ?? whole),
  )
}

function text(html: string): string {
  return decode(html.replace(/<[^>]*>/g, '')).trim()
}

/** The rows of a rendered table, read as a browser would. */
function readRows(html: string): TableRow[] {
  const compact = html.replace(/>\s+</g, '><')
  return [...compact.matchAll(/<tr([^>]*)><th scope="row">(.*?)<\/th><td>(.*?)<\/td><td>(.*?)<\/td><\/tr>/gs)].map(
    (match) => {
      const [, row = '', name = '', type = '', description = ''] = match
      const tip = /data-tip="([^"]*)"/.exec(type)?.[1]
      return {
        name: text(name),
        type: text(type),
        description: text(description),
        required: name.includes('im-req'),
        indent: Number(/data-level="(\d+)"/.exec(row)?.[1] ?? 0),
        ...(tip !== undefined && { tooltip: decode(tip) }),
      }
    },
  )
}

/** Names and texts that are hostile to markdown, to the dialect, to Vue and to HTML. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        '{{ x }}',
        '|',
        '\\|',
        '<b>',
        '</td>',
        '{name}',
        '{.im-table #x}',
        '`',
        '``',
        '*',
        '**',
        '_',
        '__a__',
        '&amp;',
        '&',
      ),
      fc.constantFrom(
        '[a](b)',
        '![a](b)',
        '~~',
        ':smile:',
        '#',
        '-',
        '>',
        '$',
        '$1',
        '{data-indent=3}',
        '[^1]',
        '{{',
        '}}',
        '"',
        '\\',
        '==',
        '字段',
        '（单位分）',
      ),
      fc.string({ maxLength: 6 }),
    ),
    { minLength: 1, maxLength: 5 },
  )
  .map((parts) => parts.join('').replace(/\s+/g, ' ').trim())

/** Texts with an even number of backticks pair up as code on purpose; here each is a character. */
const prose = hostile.map((value) => value.replace(/`/g, '').trim())
const name = prose.filter((value) => value !== '')

const row = fc.record({
  name,
  type: fc.constantFrom('string', 'number', 'object', 'object[]', 'string[]', 'boolean'),
  description: prose,
  required: fc.boolean(),
  indent: fc.nat(4),
  tooltip: fc.option(fc.constantFrom('对应PHP的array', '整数'), { nil: undefined }),
})

it('prints rows that render back as the same rows', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(row, { minLength: 1, maxLength: 6, selector: (value) => value.name.replace(/\s+/g, '-') }),
      async (rows) => {
        const printed = printTable(rows, { id: 'request', title: '请求参数' })
        expect(readRows(await render(printed))).toEqual(
          rows.map(({ tooltip, ...rest }) => (tooltip === undefined ? rest : { ...rest, tooltip })),
        )
      },
    ),
    { numRuns: 300 },
  )
})

it('keeps code in descriptions and marks below them', async () => {
  const rows: TableRow[] = [
    {
      name: 'a',
      type: 'string',
      description: '填写`A|B`之一',
      required: true,
      indent: 0,
      marks: ['长度 1–3 · 格式 `^[a-z]{1,3}\\|x$`'],
    },
  ]
  const html = await render(printTable(rows, { id: 'request', title: '请求参数' }))
  expect(html).toContain('填写<code>A|B</code>之一<small>')
  expect(html).toContain('<code>^[a-z]{1,3}|x$</code></small>')
})
