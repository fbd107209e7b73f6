import { isAlias, isCollection, isNode, isScalar, LineCounter, type Node, parseDocument, visit } from 'yaml'
import { type CatalogKind, LAYOUTS } from './layout.ts'
import { commentLines, printBlock } from './print.ts'

export type { CatalogKind } from './layout.ts'

/** The text cannot be formatted; `line` is where it is wrong, from 1. */
export class FormatError extends Error {
  readonly code = 'CATALOG_UNREADABLE'
  readonly hint = 'Run `tsx catalog/model/check.node.ts`: it says what to write.'
  readonly line: number

  constructor(message: string, line: number) {
    super(message)
    this.name = 'FormatError'
    this.line = line
  }
}

/**
 * The text of a catalog file as all of them are written: keys in their order, one line for each leaf, quotes only where
 * YAML needs them. Comments stay. Formatting twice changes nothing, and the text says what it said before.
 * @throws {FormatError} where the text is no YAML.
 */
export function formatCatalogFile(text: string, kind: CatalogKind): string {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false })
  const [fault] = document.errors
  if (fault) throw new FormatError(fault.message, counter.linePos(fault.pos[0]).line)
  visit(document, (key, node) => {
    if (!isNode(node) || (!isForeign(node) && (key !== 'key' || isScalar(node)))) return
    const { line } = counter.linePos(node.range?.[0] ?? 0)
    throw new FormatError('an anchor, an alias, a tag or a key that is a list or a map', line)
  })
  const root = document.contents
  if (!isCollection(root) || root.items.length === 0) return text
  const head = [...spaced(commentLines(document.commentBefore)), ...commentLines(root.commentBefore)]
  const foot = document.comment ? ['', ...commentLines(document.comment)] : []
  const lines = [...head, ...printBlock(root, LAYOUTS[kind]), ...foot]
  return `${lines.join('\n').replace(/^\n+/, '')}\n`
}

/** What the catalog has no use for, and the printer no form. */
function isForeign(node: Node): boolean {
  return isAlias(node) || node.tag !== undefined || node.anchor !== undefined
}

/** A comment that an empty line divides from what follows. */
function spaced(lines: string[]): string[] {
  return lines.length > 0 ? [...lines, ''] : []
}

/** `operations/v3/a.yaml` → `operations`. */
export function kindOf(file: string): CatalogKind {
  const folder = file.split('/')[0] ?? ''
  return folder === 'operations' || folder === 'webhooks' || folder === 'schemas' || folder === 'glossary'
    ? folder
    : 'other'
}
