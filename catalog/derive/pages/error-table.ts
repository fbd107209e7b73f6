import type { Operation } from '../../model/types.ts'
import { codeSpan, escapeText } from './escape.ts'
import type { ResolvedNode } from './groups.ts'
import { printLine } from './prose.ts'

/** One error code of a product, and how the sandbox comes to answer it. */
export interface PageError {
  code: string
  message: string
  statuses: number[]
  /** When it is answered by itself: Chinese, conditions in backticks. */
  ways: string[]
  /** The value that asks for it. */
  magic: string
}

/** Ways of one code that are told; the rest are of the same kind. */
const MOST_WAYS = 4

/** The errors of a product as a table; `''` where there are none. */
export function printErrorTable(errors: PageError[]): string {
  return errors.length > 0 ? ['| 错误码 | 在沙箱里怎样得到', '| --- | ---', ...errors.map(printRow)].join('\n') : ''
}

function printRow({ code, message, statuses, ways, magic }: PageError): string {
  const told = ways.slice(0, MOST_WAYS).map(printLine).join('；') + (ways.length > MOST_WAYS ? ' 等' : '')
  const meaning = `<small>${statuses.join('、')} ${escapeText(message)}</small>`
  return `| ${codeSpan(code)}<br>${meaning} | ${told || codeSpan(magic)}`
}

export function operationsOf({ groups, children }: ResolvedNode): Operation[] {
  return [...groups.flatMap(({ operations }) => operations), ...children.flatMap(operationsOf)]
}
