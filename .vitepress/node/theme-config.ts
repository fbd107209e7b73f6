import type { DefaultTheme } from 'vitepress'

const USING = [
  { text: '快速开始', link: '/guide/getting-started' },
  { text: '签名与验签', link: '/guide/signature' },
  { text: '沙箱网关', link: '/guide/sandbox' },
  { text: '联调走一遍', link: '/guide/sandbox-walkthrough' },
  { text: '各语言 SDK 接沙箱', link: '/guide/sandbox-sdks' },
  { text: '沙箱的控制接口', link: '/guide/sandbox-control' },
  { text: '沙箱里的错误与签名诊断', link: '/guide/sandbox-errors' },
  { text: '各语言的示例', link: '/guide/samples' },
  { text: '在线调试', link: '/playground' },
]

const KEEPING = [
  { text: '部署', link: '/guide/deploying' },
  { text: '浏览器要求', link: '/guide/browsers' },
  { text: '事实的来源', link: '/guide/sources' },
  { text: '不收集数据', link: '/guide/privacy' },
  { text: '新增接口', link: '/guide/adding-an-operation' },
  { text: '手写页面', link: '/guide/writing-pages' },
  { text: '手写页面：示例', link: '/guide/writing-pages-example' },
]

/** The default theme's settings: Chinese texts, and the few links that are on every page. */
export const themeConfig: DefaultTheme.Config = {
  nav: [
    { text: '产品', link: '/product/', activeMatch: '^/product/' },
    { text: '流程', link: '/flow/', activeMatch: '^/flow/' },
    { text: '接口', link: '/openapi/', activeMatch: '^/openapi/' },
    { text: '通知', link: '/webhook/', activeMatch: '^/webhook/' },
    { text: '指南', link: '/guide/getting-started', activeMatch: '^/guide/' },
    { text: '在线调试', link: '/playground' },
  ],
  // Below the guides stands the navigation of the API, which most pages are read for: there the guides keep short.
  sidebar: {
    '/guide/': [
      { text: '指南', items: USING },
      { text: '部署与维护', items: KEEPING },
    ],
    '/': [{ text: '指南', items: [...USING, { text: '部署与维护', link: '/guide/deploying' }] }],
  },
  outline: { level: [2, 3], label: '本页目录' },
  docFooter: { prev: false, next: false },
  sidebarMenuLabel: '目录',
  returnToTopLabel: '回到顶部',
  darkModeSwitchLabel: '外观',
  lightModeSwitchTitle: '切换到浅色',
  darkModeSwitchTitle: '切换到深色',
  skipToContentLabel: '跳到正文',
  footer: { message: '非官方文档，与腾讯公司、财付通公司无关；接口以微信支付官方文档为准。' },
}
