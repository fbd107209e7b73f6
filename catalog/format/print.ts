import {
  isCollection,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Pair,
  type ParsedNode,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import type { Layout } from './layout.ts'
import { printScalar } from './scalar.ts'

type Collection = YAMLMap.Parsed | YAMLSeq.Parsed
type Node = ParsedNode | null
const NONE: Layout = { style: 'auto' }

/** The lines of a collection in block style. The comment before its first entry is the caller's. */
export function printBlock(node: Collection, layout: Layout): string[] {
  const lines = isMap(node) ? printEntries(node, layout) : printItems(node, layout)
  return [...lines, ...commentLines(node.comment)]
}

function printEntries(node: YAMLMap.Parsed, layout: Layout): string[] {
  return sorted(node, layout).flatMap((pair) => {
    const key = pair.key as Scalar.Parsed
    const name = printScalar(key.value, { flow: false, key: true })
    const value = pair.value as Node
    return [...before(key as Node), ...printValue(`${name}:`, value, partOf(layout, value, String(key.value)))]
  })
}

function printItems(node: YAMLSeq.Parsed, layout: Layout): string[] {
  return node.items.flatMap((item) => {
    const part = partOf(layout, item)
    if (!isCollection(item) || !isBlock(item, part)) return [...space(item), ...printValue('-', item, part)]
    // The entries of a block stand beside the dash.
    const [first = '', ...rest] = printBlock(item, part)
    const above = commentLines(item.commentBefore)
    return [...space(item), ...above, `- ${first}`, ...indent(rest)]
  })
}

/** `key: value` or `- value`, with what does not fit on the line below it. */
function printValue(head: string, value: Node, layout: Layout): string[] {
  if (value === null) return [head]
  // Above it: between a key and its value there is no room on one line.
  const above = commentLines(value.commentBefore)
  if (isCollection(value)) {
    if (isBlock(value, layout)) return [head, ...indent([...above, ...printBlock(value, layout)])]
    return [...above, `${head} ${printFlow(value, layout)}${trailing(value.comment)}`]
  }
  const text = isScalar(value) ? value.value : null
  const literal = isScalar(value) && typeof text === 'string' && literalLines(value, text)
  if (literal) return [...above, `${head} ${literal[0]}${trailing(value.comment)}`, ...indent(literal.slice(1))]
  return [...above, `${head} ${printScalar(text, { flow: false })}${trailing(value.comment)}`]
}

/** One line: `{ a: 1, b: [x, y] }`. */
function printFlow(node: Node, layout: Layout): string {
  if (isMap(node)) {
    if (node.items.length === 0) return '{}'
    const entries = sorted(node, layout).map(({ key, value }) => {
      const name = (key as Scalar).value
      const text = printFlow(value as Node, partOf(layout, value as Node, String(name)))
      return `${printScalar(name, { flow: true, key: true })}: ${text}`
    })
    return `{ ${entries.join(', ')} }`
  }
  if (isSeq(node)) return `[${node.items.map((item) => printFlow(item, partOf(layout, item))).join(', ')}]`
  return printScalar(isScalar(node) ? node.value : null, { flow: true })
}

/** Text of several lines stays as it is written: `|`. */
function literalLines({ type }: Scalar, text: string): string[] | false {
  if (type !== 'BLOCK_LITERAL' || !/^[^\s].*\n/.test(text) || /[^\S\n]\n|\t|\r/.test(text)) return false
  const body = text.replace(/\n+$/, '')
  const ends = text.length - body.length
  return [
    `|${ends === 0 ? '-' : ends === 1 ? '' : '+'}`,
    ...body.split('\n'),
    ...Array<string>(Math.max(0, ends - 1)).fill(''),
  ]
}

/** The layout of what a key holds; of an item, without a key. */
function partOf(layout: Layout, value: Node, key = '*'): Layout {
  const part = (layout.parts && Object.hasOwn(layout.parts, key) ? layout.parts[key] : layout.parts?.['*']) ?? NONE
  if (part.list && isSeq(value)) return part.list
  if (!part.having || !isMap(value)) return part
  const own = Object.keys(part.having).find((name) => value.has(name))
  return (own !== undefined && part.having[own]) || part
}

function isBlock(node: Collection, layout: Layout): boolean {
  if (node.items.length === 0) return false
  if (hasComment(node)) return true
  if (layout.style === 'keep') return !node.flow
  if (layout.style === 'many') return node.items.length > 1
  if (layout.style !== 'auto') return layout.style === 'block'
  const forces = (value: Node, part: Layout): boolean =>
    part.apart === true || (isCollection(value) && isBlock(value, part))
  return isMap(node)
    ? node.items.some(({ key, value }) => forces(value, partOf(layout, value, String((key as Scalar).value))))
    : node.items.some((item) => forces(item, partOf(layout, item)))
}

/** Whether a comment stands inside, so that one line cannot hold it. */
function hasComment(node: Collection): boolean {
  return node.items.some((item) => {
    const nodes = isPair(item) ? [item.key, item.value] : [item]
    return nodes.some((one) => {
      const at = one as Node
      if (!at) return false
      if (at.commentBefore || (!isCollection(at) && at.comment)) return true
      return isCollection(at) && (Boolean(at.comment) || hasComment(at as Collection))
    })
  })
}

type Entry = Pair<unknown, unknown>

function sorted(node: YAMLMap.Parsed, { order }: Layout): Entry[] {
  const entries: Entry[] = [...node.items]
  if (order === undefined) return entries
  const nameOf = ({ key }: Entry): string => String((key as Scalar).value)
  if (order === 'names') return entries.sort((a, b) => compareNames(nameOf(a), nameOf(b)))
  const rank = (entry: Entry): number => {
    const at = order.indexOf(nameOf(entry))
    return at === -1 ? order.length : at
  }
  return entries.sort((a, b) => rank(a) - rank(b))
}

/** As a dictionary does: the case of letters counts only between equals. */
function compareNames(a: string, b: string): number {
  const [one, other] = [a.toLowerCase(), b.toLowerCase()]
  if (one !== other) return one < other ? -1 : 1
  return a < b ? -1 : a > b ? 1 : 0
}

/** What stands above an entry: an empty line, comments. */
function before(node: Node): string[] {
  return node ? [...space(node), ...commentLines(node.commentBefore)] : []
}

function space(node: ParsedNode): string[] {
  return node.spaceBefore ? [''] : []
}

export function commentLines(comment: string | null | undefined): string[] {
  if (!comment) return []
  return comment.split('\n').map((line) => (line === '' ? '' : `#${line}`.trimEnd()))
}

function trailing(comment: string | null | undefined): string {
  return comment ? ` #${comment.replaceAll('\n', ' ')}`.trimEnd() : ''
}

export function indent(lines: string[]): string[] {
  return lines.map((line) => (line === '' ? line : `  ${line}`))
}
