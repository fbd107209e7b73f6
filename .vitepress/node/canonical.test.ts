import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { PageData } from 'vitepress'
import { afterEach, describe, expect, it } from 'vitest'
import type { Operation } from '../../catalog/model/types.ts'
import { canonicalUrl, siteAddress } from './address.ts'
import { aliasesOf } from './aliases.ts'
import { canonicalAddresses } from './canonical.ts'
import { tellTitleApart } from './page-head.ts'
import type { Site } from './site.ts'
import { SiteError } from './site-error.ts'

const operation = (path: string, alias?: string) => ({ path, title: '租柜 & 退柜', ...(alias ? { alias } : {}) })
const folders: string[] = []
afterEach(() => Promise.all(folders.splice(0).map((folder) => rm(folder, { recursive: true }))))

/** A built site of empty pages, with what the build adds to it. */
async function built(env: Record<string, string>, { base = '/', operations = [operation('/v3/a')] } = {}) {
  const outDir = await mkdtemp(join(tmpdir(), 'built-'))
  folders.push(outDir)
  for (const file of ['index.html', '404.html', 'openapi/index.html', 'openapi/v3/id/{no}.html']) {
    await mkdir(dirname(join(outDir, file)), { recursive: true })
    await writeFile(join(outDir, file), '')
  }
  const loadSite = async () => ({ catalog: { operations: operations as Operation[] } }) as Site
  const hooks = canonicalAddresses({ base, env, loadSite })
  await hooks.buildEnd({ outDir })
  return { hooks, read: (file: string) => readFile(join(outDir, file), 'utf8') }
}

describe('SITE_URL', () => {
  it('is the origin; a slash after it is no path', () => {
    expect(siteAddress({ SITE_URL: 'https://docs.example.com/' }, '/sub/')).toEqual({
      origin: 'https://docs.example.com',
      base: '/sub/',
    })
    expect(siteAddress({}, '/')).toEqual({ base: '/' })
  })

  it.each([
    'docs.example.com',
    'https://docs.example.com/sub/',
    'ftp://a.example',
    'https://a.example/?',
    '//a.example',
  ])('%s is refused', (SITE_URL) => {
    expect(() => siteAddress({ SITE_URL }, '/')).toThrow(SiteError)
  })
})

it('a page has one address: clean, encoded, below the base', () => {
  const address = { base: '/sub/' }
  const url = (page: string): string => canonicalUrl(address, 'https://a.example', page)
  expect(url('openapi/v3/id/{no}.md')).toBe('https://a.example/sub/openapi/v3/id/%7Bno%7D')
  expect(url('openapi/index.html')).toBe('https://a.example/sub/openapi/')
  expect(url('index.md')).toBe('https://a.example/sub/')
  expect(url('webhook/v3/REFUND.SUCCESS.md')).toBe('https://a.example/sub/webhook/v3/REFUND.SUCCESS')
})

describe('a build that knows its address', () => {
  it('has a sitemap of all pages but the 404 page, and robots.txt names it', async () => {
    const { read } = await built({ SITE_URL: 'https://a.example' }, { base: '/sub/' })
    expect([...(await read('sitemap.xml')).matchAll(/<loc>(.*?)<\/loc>/g)].map(([, url]) => url)).toEqual([
      'https://a.example/sub/',
      'https://a.example/sub/openapi/',
      'https://a.example/sub/openapi/v3/id/%7Bno%7D',
    ])
    expect(await read('robots.txt')).toBe('User-agent: *\nDisallow:\n\nSitemap: https://a.example/sub/sitemap.xml\n')
  })

  it('says each page’s canonical address', async () => {
    const { hooks } = await built({ SITE_URL: 'https://a.example' })
    const page = {
      relativePath: 'openapi/v3/id/{no}.md',
      frontmatter: { head: [['meta', { name: 'x' }]] },
    } as unknown as PageData
    hooks.transformPageData(page)
    expect(page.frontmatter.head).toEqual([
      ['meta', { name: 'x' }],
      ['link', { rel: 'canonical', href: 'https://a.example/openapi/v3/id/%7Bno%7D' }],
      ['meta', { property: 'og:url', content: 'https://a.example/openapi/v3/id/%7Bno%7D' }],
    ])
  })
})

it('a build that does not know its address names none', async () => {
  const { hooks, read } = await built({})
  await expect(read('sitemap.xml')).rejects.toThrow('ENOENT')
  expect(await read('robots.txt')).toBe('User-agent: *\nDisallow:\n')
  const page = { relativePath: 'a.md', frontmatter: {} } as unknown as PageData
  hooks.transformPageData(page)
  expect(page.frontmatter).toEqual({})
})

describe('other spellings of a path', () => {
  it('lead to the page, from a file of their own', async () => {
    const operations = [operation('/v2/tool/{send}', '/v2/tool/Send'), operation('/v3/apply/', '/v3/apply')]
    const { read } = await built({ SITE_URL: 'https://a.example' }, { base: '/sub/', operations })
    const html = await read('openapi/v3/apply.html')
    expect(html).toContain('content="0; url=/sub/openapi/v3/apply/"')
    expect(html).toContain('<title>租柜 &amp; 退柜</title>')
    expect(await read('openapi/v2/tool/Send.html')).toContain('href="/sub/openapi/v2/tool/%7Bsend%7D"')
    expect(await read('sitemap.xml')).not.toContain('apply')
  })

  it('never take the place of a page', () => {
    expect(aliasesOf([operation('/v3/a', '/v3/b'), operation('/v3/b')])).toEqual([])
  })
})

it.each([
  ['openapi/v3/a/{b}.md', ':title · /v3/a/{b} · 微信支付接口文档（非官方）'],
  ['openapi/v3/a/index.md', ':title · /v3/a/ · 微信支付接口文档（非官方）'],
  ['webhook/v3/A.B.md', ':title · v3/A.B · 微信支付接口文档（非官方）'],
  ['product/refund.md', ':title · 产品 · 微信支付接口文档（非官方）'],
  ['product/index.md', undefined],
  ['openapi/index.md', undefined],
  ['guide/deploying.md', undefined],
])('the title of %s says where it belongs', (relativePath, expected) => {
  const page = { relativePath, frontmatter: {} } as PageData
  tellTitleApart(page)
  expect(page.titleTemplate).toBe(expected)
})
