import type { HeadConfig, PageData } from 'vitepress'
import { siteTexts } from '../site-texts.ts'
import type { RenderedPage } from './render.ts'

/** What a page's document says beside its content. */
export interface PageDocument {
  /** One element that holds the page, and in `data-page` what the theme has to know of it. */
  html: string
  title: string
  description: string
  relativePath: string
  /** Tags of its head. */
  head: HeadConfig[]
}

/** What asks for a page's own tags, as VitePress asks its hooks. */
export interface DocumentHooks {
  transformPageData(page: PageData): void
  transformHead(context: {
    page: string
    pageData: PageData
    siteData: typeof siteTexts
    description: string
  }): HeadConfig[]
}

/** In the place of the site's base in rendered pages, so that one rendering serves every base. */
export const BASE_MARK = '/-base-/'

export interface DocumentOptions {
  /** The site's base, `/` or `/sub/path/`. */
  base: string
  hooks: DocumentHooks
}

/** Makes a rendered page one of this site: its base, its titles, its canonical address. */
export function toDocument(page: RenderedPage, { base, hooks }: DocumentOptions): PageDocument {
  const { relativePath } = page
  const data: PageData = {
    title: page.title,
    description: page.description,
    frontmatter: {},
    headers: [],
    relativePath,
    filePath: relativePath,
  }
  hooks.transformPageData(data)
  const description = page.description || siteTexts.description
  const own = (data.frontmatter.head as HeadConfig[] | undefined) ?? []
  const head = hooks.transformHead({ page: relativePath, pageData: data, siteData: siteTexts, description })
  const template = typeof data.titleTemplate === 'string' ? data.titleTemplate : siteTexts.titleTemplate
  return {
    html: `<div data-page="${escapeText(JSON.stringify(noteOf(data, own)))}">${page.html.replaceAll(BASE_MARK, base)}</div>`,
    title: template.replace(':title', () => page.title),
    description,
    relativePath,
    head: [...head, ...own],
  }
}

/** What the browser can not read from the document itself. The other half is `theme/pages.client.ts`. */
function noteOf({ title, titleTemplate, relativePath }: PageData, head: HeadConfig[]): Record<string, unknown> {
  return {
    title,
    relativePath,
    ...(titleTemplate === undefined ? {} : { titleTemplate }),
    ...(head.length > 0 ? { head } : {}),
  }
}

/** Text as it may stand in HTML, between tags and in an attribute. */
export function escapeText(text: string): string {
  return text.replace(/[&<"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;' })[sign] ?? '&quot;')
}
