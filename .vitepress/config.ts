import { join } from 'node:path'
import type { DefaultTheme, UserConfig } from 'vitepress'
import { deriveTypings } from '../catalog/derive/typings/index.ts'
import { playgroundClient } from '../playground/client/vite-plugin.node.ts'
import { canonicalAddresses } from './node/canonical.ts'
import { catalogReload } from './node/catalog-reload.ts'
import { createColour } from './node/colour/index.ts'
import { dataFiles } from './node/data-files.ts'
import { createHover } from './node/hover/index.ts'
import { collectPages } from './node/hover-pages.ts'
import { siteMarkdown } from './node/markdown.ts'
import { catalogFolder, loadSite, projectRoot } from './node/site.ts'
import { siteData } from './node/site-data.ts'
import { themeConfig } from './node/theme-config.ts'

const base = process.env.BASE ?? '/'

export default async function config(): Promise<UserConfig<DefaultTheme.Config>> {
  const { catalog } = await loadSite()
  const hover = createHover({
    root: projectRoot,
    typings: deriveTypings(catalog),
    cacheDir: join(projectRoot, '.vitepress/cache/hover'),
  })
  const colour = createColour()
  await collectPages({ hover, docs: join(projectRoot, 'docs'), loadSite })
  return {
    lang: 'zh-CN',
    title: '微信支付接口文档',
    titleTemplate: ':title · 微信支付接口文档（非官方）',
    description: '非官方的微信支付 OpenAPI 文档：每个接口可查字段、看类型、在线调试，并带有 APIv3 沙箱网关。',
    srcDir: 'docs',
    outDir: '.vitepress/dist',
    base,
    cleanUrls: true,
    // Says that scripts run before the first paint: without it, what only a script can operate does not show.
    head: [
      ['script', {}, `document.documentElement.classList.add('js')`],
      ['link', { rel: 'icon', type: 'image/svg+xml', href: `${base}favicon.svg` }],
    ],
    markdown: siteMarkdown({ base, colour, hover }),
    vite: {
      plugins: [
        siteData({ base, files: async () => dataFiles(await loadSite(), projectRoot) }),
        catalogReload({ hover, folder: catalogFolder, loadSite }),
        ...playgroundClient(),
      ],
    },
    themeConfig,
    ...canonicalAddresses({ base, env: process.env, loadSite }),
  }
}
