import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Hover } from './hover/index.ts'
import type { GeneratedPage, Site } from './site.ts'

export interface HoverPagesOptions {
  hover: Hover
  /** Folder of the hand-written pages. */
  docs: string
  loadSite: () => Promise<Site>
}

/**
 * Hands the code of all pages to the hover engine before the first is rendered, so that one program answers them all.
 * @throws HoverError that lists every type error, with file and line.
 */
export async function collectPages({ hover, docs, loadSite }: HoverPagesOptions): Promise<void> {
  const { openapi, webhook, flow } = await loadSite()
  const collect = (section: string) => (page: GeneratedPage) =>
    hover.collect(`${section}/${page.path}.md`, page.content, page.source === undefined ? {} : { source: page.source })
  openapi.forEach(collect('openapi'))
  webhook.forEach(collect('webhook'))
  flow.forEach(collect('flow'))
  const files = (await readdir(docs, { recursive: true })).filter((file) => file.endsWith('.md') && !file.includes('['))
  for (const file of files.sort()) hover.collect(`docs/${file}`, await readFile(join(docs, file), 'utf8'))
  hover.finish()
}
