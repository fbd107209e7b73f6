import type { Element, ElementContent } from 'hast'

function classOf(node: Element): string {
  const { class: one, className } = node.properties
  const value = one ?? className
  return Array.isArray(value) ? value.join(' ') : typeof value === 'string' ? value : ''
}

/** Text, where a span says nothing about it; blanks are never worth an element. */
function toLeaf(node: ElementContent): ElementContent {
  if (node.type !== 'element' || node.tagName !== 'span') return node
  const [only, ...more] = node.children
  const bare = Object.keys(node.properties).every((key) => key === 'class') && classOf(node) === ''
  if (!only || more.length > 0 || only.type !== 'text') return node
  return bare || (/^\s*$/.test(only.value) && node.properties['data-hover'] === undefined) ? only : node
}

/** Neighbours of one class (and nothing else) become one. */
function mergeable(a: ElementContent | undefined, b: ElementContent): boolean {
  if (!a) return false
  if (a.type === 'text' && b.type === 'text') return true
  if (a.type !== 'element' || b.type !== 'element') return false
  const plain = (node: Element) =>
    node.tagName === 'span' && Object.keys(node.properties).every((key) => key === 'class')
  return plain(a) && plain(b) && classOf(a) === classOf(b) && classOf(a) !== 'line'
}

function append(list: ElementContent[], node: ElementContent) {
  const last = list.at(-1)
  if (!last || !mergeable(last, node)) list.push(node)
  else if (last.type === 'text' && node.type === 'text')
    list[list.length - 1] = { type: 'text', value: last.value + node.value }
  else if (last.type === 'element' && node.type === 'element')
    for (const child of node.children) append(last.children, child)
}

/** Leading blanks of a token stay outside its span: a hover's underline begins at the name. */
function withBlanksOutside(node: ElementContent): ElementContent[] {
  if (node.type !== 'element' || node.properties['data-hover'] !== undefined) return [node]
  const [only] = node.children
  const blanks = only?.type === 'text' ? (/^\s+/.exec(only.value)?.[0] ?? '') : ''
  if (only?.type !== 'text' || blanks === '' || blanks === only.value) return [node]
  return [
    { type: 'text', value: blanks },
    { ...node, children: [{ type: 'text', value: only.value.slice(blanks.length) }] },
  ]
}

/**
 * The fewest elements that show the same: plain tokens become text, equal neighbours one span, and a line keeps its
 * span only where it has something to say (`highlighted`, `diff` …).
 */
export function flattenCode(code: Element): void {
  const children: ElementContent[] = []
  for (const line of code.children) {
    if (line.type !== 'element' || !/(?:^| )line(?: |$)/.test(classOf(line))) {
      append(children, line)
      continue
    }
    const leaves: ElementContent[] = []
    for (const token of line.children) for (const part of withBlanksOutside(token)) append(leaves, toLeaf(part))
    if (classOf(line) === 'line' && Object.keys(line.properties).length === 1)
      for (const leaf of leaves) append(children, leaf)
    else children.push({ ...line, children: leaves })
  }
  code.children = children
}
