import type { Operation } from '../../model/types.ts'
import { codeSpan, escapeText } from './escape.ts'
import { modeLabel, type ResolvedNode } from './groups.ts'

export interface OperationTableOptions {
  pageOf: (operation: Operation) => string
  /** The modes that the whole table has, so that its rows need not say them. */
  withModes: boolean
}

interface Span {
  label: string
  operations: Operation[]
}

/** All operations of a product: sub-product or mode with a row span, title with its link, verb and path. */
export function printOperationTable(node: ResolvedNode, { pageOf, withModes }: OperationTableOptions): string {
  const spans = spansOf(node, [])
  if (spans.length === 0) return ''
  const rows = spans.flatMap(({ label, operations }) =>
    operations.map((operation, index) => {
      const span = operations.length > 1 ? ` {rowspan=${operations.length}}` : ''
      const group = index === 0 ? `| ${escapeText(label || fallback(operation, withModes))}${span} ` : ''
      const { title, method, path } = operation
      return `${group}| [${escapeText(title)}](${pageOf(operation)}) | ${codeSpan(`${method.toUpperCase()} ${path}`)}`
    }),
  )
  return ['| 模式 | 接口 | 方法与路径', '| --- | --- | ---', ...rows, '', '{.operation-table}'].join('\n')
}

/** A cell that says nothing would be a riddle: the mode of its operations, or what the table is. */
function fallback(operation: Operation, withModes: boolean): string {
  return (withModes && modeLabel(operation.modes)) || '接口'
}

function spansOf({ groups, children }: ResolvedNode, trail: string[]): Span[] {
  const own = groups.map(({ label, operations }) => ({
    label: [...trail, label].filter(Boolean).join(' / '),
    operations,
  }))
  const isLegacy = ({ label }: Span): boolean => label.endsWith('APIv2')
  return [
    ...own.filter((span) => !isLegacy(span)),
    ...children.flatMap((child) => spansOf(child, [...trail, child.title])),
    ...own.filter(isLegacy),
  ]
}
