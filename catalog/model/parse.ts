import { isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument } from 'yaml'
import type { Located, LocatedEntry } from './located.ts'
import type { Report } from './problem.ts'
import { readTidy } from './tidy.ts'
import type { Source } from './types.ts'

/** One file of the catalog folder; `file` is relative to it, with forward slashes. */
export interface CatalogFile {
  file: string
  text: string
}

/** Reads one YAML text. Reports every syntax error and yields nothing then. */
export function parseFile(file: CatalogFile, report: Report): Located | undefined {
  return readTidy(file.text, file.file) ?? parseAny(file, report)
}

/** The same for any YAML. */
export function parseAny({ file, text }: CatalogFile, report: Report): Located | undefined {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, strict: true })
  const sourceOf = (offset: number): Source => ({ file, line: Math.max(1, counter.linePos(offset).line) })
  for (const error of [...document.errors, ...document.warnings]) {
    report(sourceOf(error.pos[0]), `not valid YAML: ${firstLine(error.message)}`, hintFor(error.code))
  }
  if (document.errors.length > 0) return undefined
  if (!document.contents) {
    report({ file, line: 1 }, 'the file is empty', 'Write its content or delete it.')
    return undefined
  }
  return toLocated(document.contents, { sourceOf, report })
}

interface Context {
  sourceOf(offset: number): Source
  report: Report
}

function toLocated(node: ParsedNode | null, context: Context): Located {
  const source = context.sourceOf(node?.range[0] ?? 0)
  if (isMap(node)) return { kind: 'map', source, entries: entriesOf(node.items, context) }
  if (isSeq(node))
    return { kind: 'list', source, items: node.items.map((item) => toLocated(item as ParsedNode, context)) }
  if (isAlias(node)) {
    context.report(
      source,
      `the alias "*${node.source}" cannot be read here`,
      'Write a $ref to a shared schema instead.',
    )
    return { kind: 'map', source, entries: new Map(), broken: true }
  }
  return { kind: 'scalar', source, value: isScalar(node) ? scalarOf(node.value) : null }
}

function entriesOf(items: { key: unknown; value: unknown }[], context: Context): Map<string, LocatedEntry> {
  const entries = new Map<string, LocatedEntry>()
  for (const { key, value } of items) {
    if (!isScalar(key)) {
      const offset = isNode(key) ? (key.range?.[0] ?? 0) : 0
      context.report(context.sourceOf(offset), 'a key is a list or a map', 'Quote it if it is meant as text.')
      continue
    }
    const at = context.sourceOf(key.range?.[0] ?? 0)
    // What a key holds begins at the key, also where it is written below.
    const node: Located = value
      ? { ...toLocated(value as ParsedNode, context), source: at }
      : { kind: 'scalar', source: at, value: null }
    entries.set(String(key.value), { key: at, node })
  }
  return entries
}

function scalarOf(value: unknown): null | boolean | number | string {
  if (typeof value === 'boolean' || typeof value === 'number' || typeof value === 'string') return value
  return value === null || value === undefined ? null : String(value)
}

function firstLine(message: string): string {
  return message.split('\n')[0] ?? message
}

function hintFor(code: string): string {
  if (code === 'DUPLICATE_KEY') return 'Keep one of the two.'
  if (code === 'TAB_AS_INDENT') return 'Indent with two spaces.'
  return 'Check quotes, brackets and indentation; quote text that holds ": ", " #", braces, brackets or commas.'
}
