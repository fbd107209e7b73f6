import type { NavNode } from '../catalog/derive/pages/navigation.ts'

/** A tree with what the words leave of it, and how many pages that is. */
export interface Filtered {
  nodes: NavNode[]
  count: number
}

/**
 * Pages whose title, path or SDK chain (`payscorePlans.post`) holds every word of the query (case does not matter), with
 * the groups that lead to them.
 * A group whose own title holds all words keeps all its pages.
 */
export function filterNav(nodes: NavNode[], query: string): Filtered {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return { nodes, count: countPages(nodes) }
  const kept = nodes.flatMap((node) => keep(node, words))
  return { nodes: kept, count: countPages(kept) }
}

function keep(node: NavNode, words: string[]): NavNode[] {
  const text = [node.title, node.path, node.tag].filter(Boolean).join('\n').toLowerCase()
  const chain = letters(`${node.path ?? ''}${node.tag ?? ''}`)
  if (words.every((word) => text.includes(word) || isInChain(word, chain))) return [node]
  const children = (node.children ?? []).flatMap((child) => keep(child, words))
  return children.length > 0 ? [{ ...node, children }] : []
}

/** A chain and a path differ in case and in marks alone: `_order_no_.payscorePlans.post`, `{order_no}/payscore-plans` + `POST`. */
function isInChain(word: string, chain: string): boolean {
  const wanted = letters(word.replace(/^wxpay\./, ''))
  return wanted.length > 2 && chain.includes(wanted)
}

function letters(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '')
}

export function countPages(nodes: NavNode[]): number {
  return nodes.reduce((sum, node) => sum + (node.page ? 1 : countPages(node.children ?? [])), 0)
}

/** Whether a page of this subtree is the current one; `current` is a site path, with the hash where there is one. */
export function holdsPage(node: NavNode, current: string): boolean {
  if (node.page) return isCurrent(node.page, current)
  return (node.children ?? []).some((child) => holdsPage(child, current))
}

/** A page with an anchor (one of several verbs) is current when the anchor leads to it, or when there is no anchor yet. */
export function isCurrent(page: string, current: string): boolean {
  const [pagePath, pageHash] = page.split('#')
  const [path, hash] = current.split('#')
  if (pagePath !== path) return false
  return !pageHash || !hash || hash === pageHash || hash.startsWith(`${pageHash}.`)
}
