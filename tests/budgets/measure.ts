import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
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
