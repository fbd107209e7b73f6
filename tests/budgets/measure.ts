import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { gzipSync } from 'node:zlib'

export interface PageSize {
  /** Bytes of the HTML. */
  raw: number
  gzip: number
  /** Elements in the HTML as it arrives, those inside of a `<template>` not counted: they are in no document. */
  nodes: number
  /** Files that the page and its modules ask for, below the site's folder. */
  files: string[]
  /** Bytes of the page and of those files over the wire, gzipped. */
  firstView: number
}

/** Files that the theme fetches by itself as soon as it runs. */
const FETCHED = ['nav.json']
const RE_LINKED = /<(?:link|script)\b[^>]*?(?:href|src)="\/([^"]+\.(?:js|css|svg|woff2))"/g
/** Static imports alone: what is imported by a call comes with a click. */
const RE_IMPORT = /(?:^|[;\s}])(?:import|export)(?:[\w\s{},*$]*?from)?\s*["'](\.{1,2}\/[^"']+\.js)["']/g

/** @param page the address without base and `.html` */
export async function measurePage(dist: string, page: string): Promise<PageSize> {
  const html = await readFile(join(dist, `${page}.html`), 'utf8')
  const files = new Set(FETCHED)
  const queue = [...html.matchAll(RE_LINKED)].map(([, file = '']) => file)
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (files.has(file)) continue
    files.add(file)
    if (file.endsWith('.js')) queue.push(...(await importsOf(dist, file)))
  }
  const sizes = await Promise.all([...files].map(async (file) => gzipSync(await readFile(join(dist, file))).length))
  return {
    raw: Buffer.byteLength(html),
    gzip: gzipSync(html).length,
    nodes: countElements(html),
    files: [...files].sort(),
    firstView: gzipSync(html).length + sizes.reduce((sum, size) => sum + size, 0),
  }
}

async function importsOf(dist: string, file: string): Promise<string[]> {
  const text = await readFile(join(dist, file), 'utf8')
  return [...text.matchAll(RE_IMPORT)].map(([, path = '']) => new URL(path, `http://site/${file}`).pathname.slice(1))
}

function countElements(html: string): number {
  const visible = html
    .replace(/<template\b[\s\S]*?<\/template>/g, '<template></template>')
    .replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, '<$1></$1>')
    .replace(/<!--[\s\S]*?-->/g, '')
  return visible.match(/<[a-z][\w-]*/gi)?.length ?? 0
}

export interface SiteSize {
  pages: number
  median: { raw: number; gzip: number; nodes: number }
  /** The largest pages, largest first. */
  largest: { page: string; raw: number; gzip: number; nodes: number }[]
  /** Bytes of all files. */
  total: number
}

/** Pages that come from the catalog. */
const RE_GENERATED = /^(?:openapi|webhook|product|flow)\//
const LARGEST = 5

/** All pages of the catalog in a built site, and the weight of the whole. */
export async function measureSite(dist: string): Promise<SiteSize> {
  const entries = await readdir(dist, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dist, join(entry.parentPath, entry.name)).split(sep).join('/'))
  let total = 0
  const pages: SiteSize['largest'] = []
  for (const file of files) {
    const content = await readFile(join(dist, file))
    total += content.length
    const html = RE_GENERATED.test(file) && file.endsWith('.html') ? content.toString('utf8') : ''
    if (!html.includes('data-page=')) continue
    pages.push({ page: file, raw: content.length, gzip: gzipSync(content).length, nodes: countElements(html) })
  }
  const median = (of: 'raw' | 'gzip' | 'nodes'): number =>
    pages.map((page) => page[of]).sort((a, b) => a - b)[Math.floor(pages.length / 2)] ?? 0
  return {
    pages: pages.length,
    median: { raw: median('raw'), gzip: median('gzip'), nodes: median('nodes') },
    largest: pages.sort((a, b) => b.raw - a.raw).slice(0, LARGEST),
    total,
  }
}
