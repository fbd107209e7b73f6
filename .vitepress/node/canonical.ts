import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import type { HeadConfig, PageData } from 'vitepress'
import { canonicalUrl, type SiteAddress, siteAddress } from './address.ts'
import { type Alias, aliasesOf, aliasPage } from './aliases.ts'
import { withNotFoundText } from './not-found.ts'
import { addCanonical, type SharedHead, shareHead, tellTitleApart } from './page-head.ts'
import type { Site } from './site.ts'
import { robotsTxt, sitemapXml } from './sitemap.ts'

export interface CanonicalOptions {
  /** The site's base, `/` or `/sub/path/`. */
  base: string
  /** `SITE_URL` is read from it. */
  env: Record<string, string | undefined>
  loadSite: () => Promise<Site>
}

/** Named as VitePress names its hooks; `buildEnd` comes when the pages of the catalog are there, too. */
export interface AddressHooks {
  transformPageData(page: PageData): void
  transformHead(context: SharedHead): HeadConfig[]
  transformHtml(html: string, id: string, context: { page: string }): string | undefined
  buildEnd(site: { outDir: string }): Promise<void>
}

/**
 * All that gives a page its one address: canonical links, sitemap and robots.txt, pages that lead on from other
 * spellings, and the text of the page for wrong ones.
 * @throws SiteError `bad_site_url`
 */
export function canonicalAddresses({ base, env, loadSite }: CanonicalOptions): AddressHooks {
  const address = siteAddress(env, base)
  return {
    transformPageData(page) {
      tellTitleApart(page)
      addCanonical(page, address)
    },
    transformHead: (context) => shareHead(context, address),
    transformHtml: (html, _id, { page }) => (page === '404.md' ? withNotFoundText(html, base) : undefined),
    async buildEnd({ outDir }) {
      const { catalog } = await loadSite()
      const aliases = aliasesOf(catalog.operations)
      const leading = new Set(aliases.map(({ file }) => file))
      const pages = (await htmlFiles(outDir)).filter((file) => !leading.has(file))
      await writeFile(join(outDir, 'robots.txt'), robotsTxt(await writeSitemap(outDir, pages, address)))
      await writeAliases(outDir, aliases, base)
    },
  }
}

/** Pages of the built site, relative to its folder, but for the one that stands for no page. */
async function htmlFiles(folder: string): Promise<string[]> {
  const files = await readdir(folder, { recursive: true })
  return files.filter((file) => file.endsWith('.html') && file !== '404.html').map((file) => file.split(sep).join('/'))
}

/** @returns the sitemap's address, if the site knows its own. */
async function writeSitemap(outDir: string, pages: string[], address: SiteAddress): Promise<string | undefined> {
  const { origin, base } = address
  if (!origin) return undefined
  await writeFile(join(outDir, 'sitemap.xml'), sitemapXml(pages.map((page) => canonicalUrl(address, origin, page))))
  return new URL(`${base}sitemap.xml`, origin).href
}

async function writeAliases(outDir: string, aliases: Alias[], base: string): Promise<void> {
  for (const { file, page, title } of aliases) {
    const path = join(outDir, file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, aliasPage(title, base + page.split('/').map(encodeURIComponent).join('/')))
  }
}
