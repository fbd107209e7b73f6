import type { HeadConfig, PageData } from 'vitepress'
import { canonicalUrl, type SiteAddress } from './address.ts'
import { siteTexts } from './site-texts.ts'

const NOT_FOUND = '404.md'

/**
 * Names the page's own address, so that one page under several spellings counts as one. It stands in the front matter
 * because the theme then changes it with the page: browsers share the canonical address, not the one of their bar.
 */
export function addCanonical(page: PageData, address: SiteAddress): void {
  if (!address.origin || page.relativePath === NOT_FOUND) return
  const href = canonicalUrl(address, address.origin, page.relativePath)
  const head = (page.frontmatter.head ?? []) as HeadConfig[]
  page.frontmatter.head = [
    ...head,
    ['link', { rel: 'canonical', href }],
    ['meta', { property: 'og:url', content: href }],
  ]
}

const SECTIONS: Record<string, string> = { product: '产品', flow: '流程' }

/**
 * Several operations have one name (直连商户 and 服务商, v2 and v3), and a product may be called as its flow is: the path,
 * or the section, behind the name tells their pages apart.
 */
export function tellTitleApart(page: PageData): void {
  const [, section = '', rest = ''] = /^(\w+)\/(.+)\.md$/.exec(page.relativePath) ?? []
  const path = /^v\d\//.test(rest) ? rest.replace(/(^|\/)index$/, '$1') : undefined
  const place = path === undefined ? SECTIONS[section] : section === 'openapi' ? `/${path}` : path
  if (place && rest !== 'index') page.titleTemplate = `:title · ${place} · ${siteTexts.title}（非官方）`
}

/** What the tags are made of, a part of VitePress's `TransformContext`. */
export interface SharedHead {
  page: string
  pageData: Pick<PageData, 'title'>
  siteData: { title: string }
  description: string
}

/** What a link to the page shows in a chat or a feed; the page that is not there asks not to be listed. */
export function shareHead({ page, pageData, siteData, description }: SharedHead, address: SiteAddress): HeadConfig[] {
  if (page === NOT_FOUND) {
    return [
      ['meta', { name: 'description', content: '这个地址没有页面。' }],
      ['meta', { name: 'robots', content: 'noindex' }],
    ]
  }
  const { origin, base } = address
  const tags: [property: string, content: string][] = [
    ['og:type', 'website'],
    ['og:locale', 'zh_CN'],
    ['og:site_name', siteData.title],
    ['og:title', pageData.title],
    ['og:description', description],
  ]
  if (origin) tags.push(['og:image', new URL(`${base}playground.png`, origin).href])
  return tags.map(([property, content]) => ['meta', { property, content }])
}
