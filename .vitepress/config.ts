import { defineConfig } from 'vitepress'
import { dataFiles } from './node/data-files.ts'
import { dialect } from './node/dialect/index.ts'
import { permalink } from './node/permalink.ts'
import { siteData } from './node/site-data.ts'
import { loadSite } from './node/site.ts'
import { themeConfig } from './node/theme-config.ts'

const base = process.env.BASE ?? '/'

export default defineConfig({
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
  markdown: {
    anchor: { permalink },
    codeCopyButton: { tooltipText: '复制代码', copiedText: '已复制' },
    container: { detailsLabel: '展开', tipLabel: '提示', infoLabel: '说明', warningLabel: '注意', dangerLabel: '危险' },
    config: (md) => dialect(md, { base }),
  },
  vite: {
    plugins: [siteData({ base, files: async () => dataFiles(await loadSite()) })],
  },
  themeConfig,
})
