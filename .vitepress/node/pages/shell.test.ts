import { expect, it } from 'vitest'
import { BASE_MARK, toDocument } from './document.ts'
import { deadLinks } from './links.ts'
import type { RenderedPage } from './render.ts'
import { createComposer } from './shell.ts'

const shell = `<html><head><title>page-title-goes-here</title>
<meta name="description" content="page-description-goes-here">
<link rel="modulepreload" href="/assets/openapi___page__.md.x.lean.js">
<meta name="page-head-goes-here"></head>
<body><main class="vp-doc _openapi___page__"><div><div data-page-goes-here></div></div></main></body></html>`

const page: RenderedPage = {
  html: `<h1>$& 下单</h1><a href="${BASE_MARK}openapi/v3/b">b</a>`,
  title: '下单 <"$&">',
  description: '用 $1 下单',
  relativePath: 'openapi/v3/a/index.md',
  links: ['/openapi/v3/b'],
}
const hooks = {
  transformPageData: (data: { frontmatter: Record<string, unknown> }) => {
    data.frontmatter.head = [['link', { rel: 'canonical', href: 'https://a.example/"' }]]
  },
  transformHead: () => [['meta', { property: 'og:type', content: 'website' }]] as [string, Record<string, string>][],
}

it('puts a page into the document of its section, with its base, titles and head', () => {
  const html = createComposer(shell, 'openapi')(toDocument(page, { base: '/sub/', hooks }))
  expect(html).toContain('<title>下单 &lt;&quot;$&amp;&quot;> · 微信支付接口文档（非官方）</title>')
  expect(html).toContain('content="用 $1 下单"')
  expect(html).toContain('<meta property="og:type" content="website">')
  expect(html).toContain('<link rel="canonical" href="https://a.example/&quot;">')
  expect(html).toContain('<h1>$& 下单</h1><a href="/sub/openapi/v3/b">b</a></div></main>')
  expect(html).toContain('class="vp-doc _openapi_v3_a_"')
  expect(html).not.toContain('__page__')
  const note = /data-page="([^"]*)"/.exec(html)?.[1]?.replaceAll('&quot;', '"').replaceAll('&lt;', '<')
  expect(JSON.parse(note?.replaceAll('&amp;', '&') ?? '')).toMatchObject({
    title: page.title,
    relativePath: page.relativePath,
  })
})

it('refuses a document that has no place for a part of a page', () => {
  for (const part of ['page-title-goes-here', '<meta name="page-head-goes-here">', '<div data-page-goes-here></div>'])
    expect(() => createComposer(shell.replace(part, ''), 'openapi')).toThrow(/has not one place/)
})

it('names links that lead to no page', () => {
  const known = new Set(['openapi/v3/b', 'guide/index', 'webhook/v3/A.B', 'openapi/v3/id/{id}'])
  const links = [
    '/openapi/v3/b#post',
    '../v3/b',
    '/guide/',
    '/webhook/v3/A.B',
    '/openapi/v3/id/%7Bid%7D',
    '/openapi/v3/c',
  ]
  expect(deadLinks([['openapi/v3/a.md', links]], known).map(({ message }) => message.split('\n')[0])).toEqual([
    'openapi/v3/a.md: nothing is at /openapi/v3/c',
  ])
})
