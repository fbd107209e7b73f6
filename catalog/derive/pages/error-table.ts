import type { Operation } from '../../model/types.ts'
import { magicValue, type ReachedError, wordsOf } from '../errors/index.ts'
import { codeSpan, escapeText } from './escape.ts'
import type { ResolvedNode } from './groups.ts'
import { printLine } from './prose.ts'

/** Ways of one code that are told; the rest are of the same kind. */
const MOST_WAYS = 4

/** The documented errors of a product, each once, and how the sandbox comes to answer it; `''` where it has no rules of the product. */
export function printErrorTable(node: ResolvedNode, waysOf: (operation: Operation) => ReachedError[]): string {
  const operations = operationsOf(node)
  if (!operations.some(({ sandbox }) => sandbox)) return ''
  const all = operations.flatMap(waysOf)
  const codes = new Map<string, ReachedError[]>()
  for (const error of all) codes.set(error.code, [...(codes.get(error.code) ?? []), error])
  if (codes.size === 0) return ''
  const rows = [...codes.values()].map(printRow).sort((one, other) => one.order - other.order)
  return ['| 错误码 | 在沙箱里怎样得到', '| --- | ---', ...rows.map(({ text }) => text)].join('\n')
}

/** Those that come by themselves stand before those that have to be asked for. */
function printRow(errors: ReachedError[]): { text: string; order: number } {
  const [{ code, message } = { code: '', message: '' }] = errors
  const statuses = [...new Set(errors.map(({ status }) => status))].sort().join('、')
  const ways = wordsOf(errors.flatMap((error) => error.ways))
  const told = ways.slice(0, MOST_WAYS).map(printLine).join('；') + (ways.length > MOST_WAYS ? ' 等' : '')
  const cell = told || codeSpan(magicValue(code))
  return {
    text: `| ${codeSpan(code)}<br><small>${statuses} ${escapeText(message)}</small> | ${cell}`,
    order: told ? 0 : 1,
  }
}

function operationsOf({ groups, children }: ResolvedNode): Operation[] {
  return [...groups.flatMap(({ operations }) => operations), ...children.flatMap(operationsOf)]
}
