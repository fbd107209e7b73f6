import type { NavNode } from '../catalog/derive/pages/navigation.ts'

/** A page to go to instead of an address that has none. */
export interface Suggestion {
  title: string
  /** Site path without base. */
  page: string
  tag?: string
}

/** Pages and how many of them an address may stand for. */
const MOST = 5
/** Below this likeness a suggestion is a guess, and no help. */
const LEAST = 0.45

/**
 * What an address means when it is written in one of the ways that people write it: percent-encoded once more, with
 * `.html`, a slash at the end or two in the middle, the domain of the gateway before it.
 * @param address Path below the base, without query and hash; may be encoded.
 */
export function plainAddress(address: string): string {
  return decode(decode(address))
    .replace(/^\/?https?:\/+[^/]*/, '')
    .replace(/\.html$/, '')
    .split('/')
    .map((segment) => segment.trim())
    .filter((segment, index, all) => segment !== '' && !(segment === 'index' && index === all.length - 1))
    .join('/')
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * The page that an address plainly means, `undefined` where only a person can tell.
 * @param address As of `plainAddress`.
 */
export function samePage(nodes: NavNode[], address: string): string | undefined {
  const wanted = address.toLowerCase()
  const found = new Set(pagesOf(nodes).map(({ page }) => page.replace(/#.*$/, '')))
  return [...found].find((page) => plainAddress(page).toLowerCase() === wanted)
}

/**
 * The pages whose addresses are most like this one, the likeliest first: segment by segment, where a path parameter is
 * like any value and `/v3/…` is like `/openapi/v3/…`.
 * @param address As of `plainAddress`.
 */
export function nearestPages(nodes: NavNode[], address: string): Suggestion[] {
  const wanted = segmentsOf(address)
  if (wanted.length === 0) return []
  const rated = pagesOf(nodes).map((node) => ({ node, likeness: likeness(wanted, segmentsOf(plainPath(node.page))) }))
  const seen = new Set<string>()
  return rated
    .filter(({ likeness }) => likeness >= LEAST)
    .sort((a, b) => b.likeness - a.likeness)
    .filter(({ node: { page } }) => seen.size < seen.add(page).size)
    .slice(0, MOST)
    .map(({ node: { title, page, tag } }) => ({ title, page, ...(tag && { tag }) }))
}

type Page = NavNode & { page: string }

function pagesOf(nodes: NavNode[]): Page[] {
  return nodes.flatMap((node) => [...(node.page ? [node as Page] : []), ...pagesOf(node.children ?? [])])
}

function plainPath(page: string): string {
  return page.replace(/^\//, '').replace(/#.*$/, '')
}

/** Sections of the site say nothing about which page of them was meant. */
function segmentsOf(address: string): string[] {
  return address
    .split('/')
    .filter((segment, index) => segment !== '' && !(index === 0 && /^(?:openapi|webhook|guide)$/.test(segment)))
}

/** From 0 to 1: how much of both addresses is the same, read from the left. */
function likeness(wanted: string[], known: string[]): number {
  const length = Math.max(wanted.length, known.length)
  if (length === 0) return 0
  const alike = wanted.map((segment, index) => segmentLikeness(segment, known[index]))
  return alike.reduce((sum, one) => sum + one, 0) / length
}

function segmentLikeness(wanted: string, known: string | undefined): number {
  if (known === undefined) return 0
  if (wanted === known) return 1
  if (/^\{.*\}$/.test(known)) return 0.9
  const [a, b] = [normal(wanted), normal(known)]
  if (a === b) return 0.95
  const distance = editDistance(a, b)
  const share = 1 - distance / Math.max(a.length, b.length)
  return share >= 0.6 ? share * 0.9 : 0
}

function normal(segment: string): string {
  return segment.toLowerCase().replace(/[-_{}]/g, '')
}

/** Levenshtein's distance: letters to insert, delete or change. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}
