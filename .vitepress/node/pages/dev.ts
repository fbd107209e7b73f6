import { join } from 'node:path'
import type { Plugin } from 'vite'
import { createMarkdownRenderer, type MarkdownOptions } from 'vitepress'
import { type Hover, HoverError, type Typings } from '../hover/index.ts'
import { catalogTypings } from '../hover-typings.ts'
import type { Site } from '../site.ts'
import { BASE_MARK, type DocumentHooks, escapeText, type PageDocument, toDocument } from './document.ts'
import { generatedPages, type SitePage } from './list.ts'
import { createPipeline } from './pipeline.ts'
import type { RenderedPage } from './render.ts'

export interface DevPagesOptions {
  /** The site's base, `/` or `/sub/path/`. */
  base: string
  /** The project's folder. */
  project: string
  hover: Hover
  markdown: MarkdownOptions
  /** The catalog's folder, which lies outside of what Vite watches. */
  folder: string
  loadSite: () => Promise<Site>
  hooks: DocumentHooks
}

/** Said to the theme when the catalog has changed: what it shows may be old. */
const CHANGED = 'pages:changed'

interface Known {
  site: Site
  pages: Map<string, SitePage>
  typings: Typings
}

/**
 * Dev server: a page of the catalog is rendered when its document is asked for, and stands in it as in the built site. A
 * changed catalog file changes types and pages; a wrong one shows in the browser's overlay, and the server goes on.
 */
export function devPages(options: DevPagesOptions): Plugin {
  const { base, project, hover, markdown, folder, loadSite, hooks } = options
  const docs = join(project, 'docs')
  const tools = async () => ({ hover, md: await createMarkdownRenderer(docs, markdown, base) })
  const cacheDir = join(project, '.vitepress/cache/pages')
  const pipeline = createPipeline({ project, base, cacheDir, tools })
  // A build's pages are for any base. They are taken, never made: VitePress has one renderer in a process, with its base.
  const built = createPipeline({ project, base: BASE_MARK, cacheDir, tools })
  let known: Known | undefined

  async function current(): Promise<Known> {
    const site = await loadSite()
    if (known?.site === site) return known
    const typings = catalogTypings(site.catalog)
    hover.setTypings(typings)
    known = { site, typings, pages: new Map(generatedPages(site).map((page) => [page.relativePath, page])) }
    return known
  }

  async function pageAt(url: string): Promise<RenderedPage | undefined> {
    const path = decodeURI(url.replace(/[?#].*$/, ''))
    if (!path.startsWith(base)) return undefined
    const { pages, typings } = await current()
    const page = pages.get(
      `${path
        .slice(base.length)
        .replace(/\.html$/, '')
        .replace(/\/$/, '/index')}.md`,
    )
    if (!page) return undefined
    const kept = await built.find([page], typings)
    if (kept.missing.length === 0) return kept.pages.get(page)
    const { pages: rendered, types, errors } = await pipeline.render([page], typings)
    if (types.length > 0) throw new HoverError(types)
    if (errors[0]) throw errors[0]
    return rendered.get(page)
  }

  return {
    name: 'generated-pages',
    apply: 'serve',
    enforce: 'pre',
    configureServer(server) {
      server.watcher.add(folder)
    },
    transformIndexHtml: {
      order: 'pre',
      async handler(html, { originalUrl = '/' }) {
        const page = await pageAt(originalUrl)
        return page ? documentOf(html, toDocument(page, { base, hooks })) : undefined
      },
    },
    async hotUpdate({ file }) {
      if (this.environment.name !== 'client' || !file.endsWith('.yaml')) return
      await current()
      // The first takes away what the overlay said of a catalog that was wrong.
      this.environment.hot.send({ type: 'update', updates: [] })
      this.environment.hot.send(CHANGED)
    },
  }
}

function documentOf(html: string, { html: content, title, description }: PageDocument): string {
  return html
    .replace('<title></title>', () => `<title>${escapeText(title)}</title>`)
    .replace('name="description" content=""', () => `name="description" content="${escapeText(description)}"`)
    .replace('<div id="app"></div>', () => `<div id="app">${content}</div>`)
}
