import type { Token } from 'markdown-it'
import { rowIds } from './field-ids.ts'
import { escapeHtml, hashOf } from './html.ts'
import { closingIndex, hasClass, htmlBlock, htmlInline, type State, takeAttr, textOf } from './tokens.ts'

/** One row of the body: where its `tr_open` stands, how deep it is, and its first cell unless it only separates. */
interface Row {
  open: Token
  level: number
  name: string
  cell?: Token
  inline?: Token
}

/** Turns every table of class `im-table` into the tree of `components/ImTable.vue`: static rows with ids, buttons and marks. */
export function imTables(state: State): void {
  for (let index = state.tokens.length - 1; index >= 0; index--) {
    const token = state.tokens[index]
    if (token?.type !== 'table_open' || !hasClass(token, 'im-table')) continue
    const end = closingIndex(state.tokens, index)
    const inside = state.tokens.slice(index, end + 1)
    // A type of its own, because VitePress gives each plain table a tab stop.
    token.type = 'im_table_open'
    const isTree = body(state, inside, token.attrGet('id'))
    head(state, inside, isTree)
    tooltips(state, inside)
    state.tokens.splice(end + 1, 0, htmlBlock(state, '</div>\n'))
    state.tokens.splice(index, 0, htmlBlock(state, '<div class="im-frame">\n'))
  }
}

const FOLD_ALL = '<button class="im-fold-all" aria-expanded="true" aria-label="全部字段"></button>'

function head(state: State, tokens: Token[], isTree: boolean): void {
  for (const token of tokens) if (token.type === 'th_open') token.attrSet('scope', 'col')
  const first = tokens.find((token) => token.type === 'inline')
  if (first && isTree) first.children = [htmlInline(state, FOLD_ALL), ...(first.children ?? [])]
}

/** @returns whether a row has rows of its own. */
function body(state: State, tokens: Token[], tableId: string | null): boolean {
  const rows = readRows(tokens)
  const fields = rows.filter((row) => row.cell)
  const ids = tableId ? rowIds(tableId, fields) : []
  fields.forEach((row, index) => {
    const children = countBelow(fields, index)
    decorate(state, row, { id: ids[index]?.id, path: ids[index]?.path ?? row.name, children })
  })
  for (const row of rows) {
    if (row.level > 0) row.open.attrSet('data-level', String(row.level))
  }
  return fields.some((_, index) => countBelow(fields, index) > 0)
}

function readRows(tokens: Token[]): Row[] {
  const start = tokens.findIndex((token) => token.type === 'tbody_open')
  const rows: Row[] = []
  tokens.forEach((open, index) => {
    if (start < 0 || index < start || open.type !== 'tr_open') return
    const cell = tokens[index + 1]
    const inline = tokens[index + 2]
    if (cell?.type !== 'td_open' || !inline) return
    const level = Number(takeAttr(cell, 'data-indent') ?? 0) || 0
    if (!hasClass(cell, 'im-table-line')) rows.push({ open, level, name: textOf(inline), cell, inline })
    else {
      open.attrJoin('class', 'im-line')
      rows.push({ open, level, name: '' })
    }
    asHeader(tokens, index + 1)
  })
  // A separator belongs to what follows it, so that it folds away with it.
  rows.forEach((row, index) => {
    if (!row.cell && row.level === 0) row.level = rows[index + 1]?.level ?? 0
  })
  return rows
}

/** The first cell heads its row, except in a separator. */
function asHeader(tokens: Token[], open: number): void {
  const cell = tokens[open]
  if (!cell || hasClass(cell, 'im-table-line')) return
  cell.tag = 'th'
  cell.attrSet('scope', 'row')
  const close = tokens[closingIndex(tokens, open)]
  if (close) close.tag = 'th'
}

/** Rows deeper than this one that follow it at once, direct children only. */
function countBelow(rows: Row[], index: number): number {
  const level = rows[index]?.level ?? 0
  const next = rows[index + 1]
  if (!next || next.level <= level) return 0
  let count = 0
  for (let at = index + 1; at < rows.length && (rows[at]?.level ?? 0) > level; at++) {
    if (rows[at]?.level === next.level) count++
  }
  return count
}

function decorate(
  state: State,
  row: Row,
  { id, path, children }: { id?: string; path: string; children: number },
): void {
  const { cell, inline, open } = row
  if (!cell || !inline) return
  const required = takeAttr(cell, 'data-required') !== undefined
  const label = escapeHtml(path)
  if (id) open.attrSet('id', id)
  const fold = `<button class="im-fold" aria-expanded="true" aria-label="${label} 的 ${children} 个字段"></button>`
  const before = children > 0 ? fold : ''
  const mark = required ? '<i class="im-req" role="img" aria-label="必填" title="必填"></i>' : ''
  const copy = id ? `<button class="im-copy" aria-label="复制路径 ${label}" data-copy="${label}"></button>` : ''
  const link = id ? `<a class="im-name" href="${escapeHtml(hashOf(id))}">` : '<span class="im-name">'
  inline.children = [
    htmlInline(state, before + link),
    ...(inline.children ?? []),
    htmlInline(state, (id ? '</a>' : '</span>') + mark + copy),
  ]
}

/** A cell with `data-tooltip` shows it on hover, on touch and on focus: its content becomes a button. */
function tooltips(state: State, tokens: Token[]): void {
  tokens.forEach((cell, index) => {
    if (cell.type !== 'td_open' && cell.type !== 'th_open') return
    const tip = takeAttr(cell, 'data-tooltip')
    const inline = tokens[index + 1]
    if (tip === undefined || !inline) return
    const text = escapeHtml(tip)
    inline.children = [
      htmlInline(state, `<button class="im-tip" data-tip="${text}" aria-description="${text}">`),
      ...(inline.children ?? []),
      htmlInline(state, '</button>'),
    ]
  })
}
