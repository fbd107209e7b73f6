import { escapeAttribute, escapeProse, escapeText } from './escape.ts'

/** One row of a table of fields, as the dialect writes it. */
export interface TableRow {
  name: string
  type: string
  /** Chinese line; pairs of backticks are code. */
  description: string
  required: boolean
  /** 0 at the root. */
  indent: number
  /** Explains the type on hover. */
  tooltip?: string
  /** Markdown shown below the description, one line each. */
  marks?: string[]
}

export interface TableOptions {
  /** `request`, `response`, `get.request` … */
  id: string
  /** Heading of the first column: `请求参数`, `返回字典`. */
  title: string
}

/** Prints a table of fields in the dialect: `{data-required data-indent=1}` on names, `{.im-table #request}` after it. */
export function printTable(rows: TableRow[], { id, title }: TableOptions): string {
  const head = [`| ${title} | 类型 {.type} | 描述 {.desc}`, '| --- | --- | ---']
  return [...head, ...rows.map(printRow), '', `{.im-table #${id}}`].join('\n')
}

function printRow(row: TableRow): string {
  const attributes = [row.required ? 'data-required' : '', row.indent > 0 ? `data-indent=${row.indent}` : ''].filter(
    Boolean,
  )
  const name = escapeText(row.name) + (attributes.length > 0 ? ` {${attributes.join(' ')}}` : '')
  const type = escapeType(row.type) + (row.tooltip ? ` {data-tooltip="${escapeAttribute(row.tooltip)}"}` : '')
  const marks = (row.marks ?? []).map((mark) => `<small>${mark}</small>`).join('')
  return `| ${name} | ${type} | ${escapeProse(row.description)}${marks}`.trimEnd()
}

/** `object[]` stays as it is written, as in hand-written pages. */
function escapeType(type: string): string {
  return /^\w+(\[\])?$/.test(type) ? type : escapeText(type)
}
