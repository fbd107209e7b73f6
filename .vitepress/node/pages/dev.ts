import { join } from 'node:path'
import type { Plugin, ViteDevServer } from 'vite'
import { createMarkdownRenderer, type MarkdownOptions } from 'vitepress'
import { type Hover, HoverError, type Typings } from '../hover/index.ts'
import { catalogTypings } from '../hover-typings.ts'
import type { Site } from '../site.ts'
import { BASE_MARK, type DocumentHooks, escapeText, type PageDocument, toDocument } from './document.ts'
import { firstPage } from './first-page.ts'
import { generatedPages, type SitePage } from './list.ts'
import { pagePart } from './part.ts'
import { createPipeline } from './pipeline.ts'
import type { RenderedPage } from './render.ts'
import { watchFolder } from './watch-folder.ts'

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
  /** The site, if it need not be waited for. */
  siteAtHand: () => Site | undefined
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
 *
 * To read and check a whole catalog takes seconds, and one page depends on a few of its files: while it is being read,
 * a page is made from those. When the catalog is there, pages that it gives otherwise are made again.
 */
export function devPages(options: DevPagesOptions): Plugin {
  const { folder, loadSite, siteAtHand, hover } = options
  const pages = createPages(options)
  /** Keys of pages that were made from a part of the catalog. */
  const early = new Map<string, string>()
  let known: Known | undefined
  let server: ViteDevServer | undefined

  function toKnown(site: Site): Known {
    if (known?.site === site) return known
    const typings = catalogTypings(site.catalog)
    hover.setTypings(typings)
    known = { site, typings, pages: new Map(generatedPages(site).map((page) => [page.relativePath, page])) }
    return known
  }

  /** Whether there are pages that the whole catalog gives otherwise than its part did. */
  async function check(): Promise<boolean> {
    const { pages: all, typings } = toKnown(await loadSite())
    const other = [...early].filter(([path, key]) => pages.keyOf(all.get(path), typings) !== key)
    early.clear()
    return other.length > 0
  }

  async function fromPart(path: string): Promise<RenderedPage | undefined> {
    const part = await pagePart(folder, path)
    if (!part) return undefined
    const typings = catalogTypings(part.site.catalog)
    const { page, problem } = await pages.render(part.page, typings)
    if (!page || problem) return undefined
    early.set(path, pages.keyOf(part.page, typings) ?? '')
    firstPage()
      .reached.then(check)
      .then(
        (changed) => changed && server?.environments.client.hot.send(CHANGED),
        // Said by whoever has to have the catalog: the gateway, a hot update, the page that is asked for next.
        () => {},
      )
    return page
  }

  async function pageAt(path: string): Promise<RenderedPage | undefined> {
    const early = siteAtHand() ? undefined : await fromPart(path)
    if (early) return early
    const { pages: all, typings } = toKnown(siteAtHand() ?? (await loadSite()))
    const found = all.get(path)
    if (!found) return undefined
    const { page, problem } = await pages.render(found, typings)
    if (problem) throw problem
    return page
  }

  return {
    name: 'generated-pages',
    apply: 'serve',
    enforce: 'pre',
    configureServer(created) {
      server = created
      const { watcher } = created
      const watching = watchFolder(folder, (file) => {
        watcher.emit('all', 'change', file)
        watcher.emit('change', file)
      })
      created.httpServer?.once('close', watching.close)
      watcher.once('close', watching.close)
    },
    transform: {
      filter: { id: /\.md$/, code: /twoslash/ },
      /** Code on a page that is no page of the catalog may name any operation. */
      async handler() {
        toKnown(await loadSite())
        return undefined
      },
    },
    transformIndexHtml: {
      order: 'pre',
      async handler(html, { originalUrl = '/' }) {
        const path = pathOf(originalUrl, options.base)
        const page = path === undefined ? undefined : await pageAt(path)
        return page ? documentOf(html, toDocument(page, options)) : undefined
      },
    },
    async hotUpdate({ file }) {
      if (this.environment.name !== 'client' || !file.endsWith('.yaml')) return
      // Takes away what the overlay said of a catalog that was wrong; what is shown is made anew from the changed file.
      this.environment.hot.send({ type: 'update', updates: [] })
      this.environment.hot.send(CHANGED)
      toKnown(await loadSite())
    },
  }
}

/** Renders pages one by one, or takes them from the cache. */
function createPages({ base, project, hover, markdown }: DevPagesOptions) {
  const docs = join(project, 'docs')
  const tools = async () => ({ hover, md: await createMarkdownRenderer(docs, markdown, base) })
  const cacheDir = join(project, '.vitepress/cache/pages')
  const pipeline = createPipeline({ project, base, cacheDir, tools })
  // A build's pages are for any base. They are taken, never made: VitePress has one renderer in a process, with its base.
  const built = createPipeline({ project, base: BASE_MARK, cacheDir, tools })
  return {
    keyOf: (page: SitePage | undefined, typings: Typings) => page && pipeline.keyOf(page, typings),
    async render(page: SitePage, typings: Typings): Promise<{ page?: RenderedPage | undefined; problem?: Error }> {
      const kept = await built.find([page], typings)
      if (kept.missing.length === 0) return { page: kept.pages.get(page) }
      const { pages, types, errors } = await pipeline.render([page], typings)
      const problem = types.length > 0 ? new HoverError(types) : errors[0]
      return { page: pages.get(page), ...(problem ? { problem } : {}) }
    },
  }
}

/** `/base/openapi/a` → `openapi/a.md` */
function pathOf(url: string, base: string): string | undefined {
  const path = decodeURI(url.replace(/[?#].*$/, ''))
  if (!path.startsWith(base)) return undefined
  const name = path.slice(base.length).replace(/\.html$/, '')
  return `${name.replace(/(^|\/)$/, '$1index')}.md`
}

function documentOf(html: string, { html: content, title, description }: PageDocument): string {
  return html
    .replace('<title></title>', () => `<title>${escapeText(title)}</title>`)
    .replace('name="description" content=""', () => `name="description" content="${escapeText(description)}"`)
    .replace('<div id="app"></div>', () => `<div id="app">${content}</div>`)
}
