import { join } from 'node:path'
import type { ConfigEnv, DefaultTheme, PageData, UserConfig } from 'vitepress'
import { playgroundClient } from '../playground/client/vite-plugin.node.ts'
import { canonicalAddresses } from './node/canonical.ts'
import { createColour } from './node/colour/index.ts'
import { dataFiles } from './node/data-files.ts'
import { editorBundle } from './node/editor-bundle.ts'
import { createHover } from './node/hover/index.ts'
import { collectPages } from './node/hover-pages.ts'
import { catalogTypings } from './node/hover-typings.ts'
import { siteMarkdown } from './node/markdown.ts'
import { devPages } from './node/pages/dev.ts'
import { afterFirstPage } from './node/pages/first-page.ts'
import { generatedPages, SECTIONS } from './node/pages/list.ts'
import { isShell, shellHead } from './node/pages/shell.ts'
import { catalogFolder, loadSite, projectRoot, type Site, siteAtHand } from './node/site.ts'
import { siteData } from './node/site-data.ts'
import { siteTexts } from './node/site-texts.ts'
import { themeConfig } from './node/theme-config.ts'
import { wholeChunks } from './node/whole-chunks.ts'

const base = process.env.BASE ?? '/'
const addresses = canonicalAddresses({ base, env: process.env, loadSite })
const docs = join(projectRoot, 'docs')

/** A shell says nothing of itself, the pages that are put into it do. */
function transformPageData(page: PageData): void {
  if (!isShell(page.relativePath)) addresses.transformPageData(page)
}

export default async function config({
  command,
}: ConfigEnv): Promise<UserConfig<DefaultTheme.Config & { sections: string[] }>> {
  // The dev server reads the catalog when a page needs it.
  const site = command === 'build' ? await loadSite() : undefined
  const hover = createHover({
    root: projectRoot,
    typings: site ? catalogTypings(site.catalog) : '',
    cacheDir: join(projectRoot, '.vitepress/cache/hover'),
  })
  const markdown = siteMarkdown({ base, colour: await createColour(), hover })
  if (command === 'build') await collectPages(hover, docs)
  return {
    lang: 'zh-CN',
    ...siteTexts,
    srcDir: 'docs',
    outDir: '.vitepress/dist',
    base,
    cleanUrls: true,
    // Says that scripts run before the first paint: without it, what only a script can operate does not show.
    head: [
      ['script', {}, `document.documentElement.classList.add('js')`],
      ['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}favicon.svg` }],
    ],
    markdown,
    ignoreDeadLinks: [createIsGenerated(site)],
    vite: {
      plugins: [
        afterFirstPage(),
        siteData({ base, files: async () => dataFiles(await loadSite(), projectRoot) }),
        devPages({
          base,
          project: projectRoot,
          hover,
          markdown,
          folder: catalogFolder,
          loadSite,
          siteAtHand,
          hooks: addresses,
        }),
        wholeChunks(),
        editorBundle({ project: projectRoot, base }),
        ...playgroundClient(),
      ],
    },
    themeConfig: { ...themeConfig, sections: [...SECTIONS] },
    transformPageData,
    transformHead: (context) => (isShell(context.page) ? shellHead : addresses.transformHead(context)),
    transformHtml: addresses.transformHtml,
  }
}

/** Whether an address is a page of the catalog's. While the dev server has not read it, none is said to lead nowhere. */
function createIsGenerated(site: Site | undefined): (url: string) => boolean {
  let known: { site: Site; addresses: Set<string> } | undefined
  return (url) => {
    const now = site ?? siteAtHand()
    if (!now) return true
    if (known?.site !== now) {
      const addresses = generatedPages(now).map(({ relativePath }) => `/${relativePath.replace(/\.md$/, '')}`)
      known = { site: now, addresses: new Set(addresses) }
    }
    return known.addresses.has(url)
  }
}
