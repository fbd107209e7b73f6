/** What the site calls itself, for VitePress and for the pages that it does not build. */
export const siteTexts = {
  title: '微信支付接口文档',
  titleTemplate: ':title · 微信支付接口文档（非官方）',
  description: '非官方的微信支付 OpenAPI 文档：每个接口可查字段、看类型、在线调试，并带有 APIv3 沙箱网关。',
}
