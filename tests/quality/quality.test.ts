import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { NavNode } from '../../catalog/derive/pages/navigation.ts'
import { unpackNavigation } from '../../components/nav-unpack.ts'
import { type BuiltPage, readBuiltSite, readPage } from './built-site.ts'
import { deadLinks } from './dead-links.ts'

/** The built site; `SITE_FOLDER` names another one. */
const folder = process.env.SITE_FOLDER ?? fileURLToPath(new URL('../../.vitepress/dist', import.meta.url))
const site = await readBuiltSite(folder)
const pages = site.pages.filter(({ leadsOn }) => !leadsOn)
const index: { operations: { id: string }[] } = JSON.parse(
  await readFile(join(folder, 'playground-data/index.json'), 'utf8'),
)
const operations = new Set(index.operations.map(({ id }) => id))

/** Of every page that breaks a rule, its file and what it has instead. */
function breaches(rule: (page: BuiltPage) => unknown): string[] {
  return pages.flatMap((page) => {
    const found = rule(page)
    return found === undefined ? [] : [`${page.file}: ${JSON.stringify(found)}`]
  })
}

it('looks at all that there is', () => {
  expect(pages.length).toBeGreaterThan(operations.size / 2)
  expect(pages.flatMap(({ links }) => links).length).toBeGreaterThan(pages.length * 10)
})

describe('links', () => {
  it('lead somewhere, to the anchor they name', () => {
    expect(deadLinks(site, operations)).toEqual([])
  })

  it('in the navigation lead to pages', async () => {
    const nodes = unpackNavigation(JSON.parse(await readFile(join(folder, 'nav.json'), 'utf8')))
    const links = pagesIn(nodes).map((page) => ({ href: site.base + page.slice(1), tag: 'a' }))
    expect(links.length).toBeGreaterThanOrEqual(operations.size)
    const navigation = { ...readPage('index.html', ''), links }
    const others = site.pages.filter(({ file }) => file !== 'index.html')
    expect(
      deadLinks({ ...site, pages: [navigation, ...others] }, operations).filter((line) =>
        line.startsWith('index.html:'),
      ),
    ).toEqual([])
  })

  it('from every operation’s page open it in the playground', () => {
    const named = new Set(
      pages.flatMap(({ links }) =>
        links.flatMap(({ href }) => new URL(href, 'http://site').searchParams.get('operation') ?? []),
      ),
    )
    expect([...operations].filter((id) => !named.has(id))).toEqual([])
  })
})

describe('pages', () => {
  it('have a title and a description', () => {
    expect(breaches(({ titles }) => (titles.length === 1 && titles[0]?.trim() ? undefined : titles))).toEqual([])
    expect(
      breaches(({ descriptions }) => (descriptions.length === 1 && descriptions[0]?.trim() ? undefined : descriptions)),
    ).toEqual([])
  })

  it('have titles that tell them apart', () => {
    const files = new Map<string, string[]>()
    for (const { file, titles } of pages) files.set(titles[0] ?? '', [...(files.get(titles[0] ?? '') ?? []), file])
    expect([...files].filter(([, shared]) => shared.length > 1)).toEqual([])
  })

  it('name their own address as the one to be known by: all of them, or none where it is not known', () => {
    const origins = new Set(pages.map(({ canonical }) => canonical && new URL(canonical).origin))
    origins.delete(pages.find(({ file }) => file === '404.html')?.canonical)
    expect(origins.size).toBeLessThanOrEqual(1)
    const own = ({ file, canonical }: BuiltPage): unknown => {
      const path = canonical && decodeURIComponent(new URL(canonical).pathname)
      return path === undefined || path === site.base + file.replace(/(?:(^|\/)index)?\.html$/, '$1') ? undefined : path
    }
    expect(breaches(own)).toEqual([])
  })

  it('say that they are Chinese', () => {
    expect(breaches(({ lang }) => (lang === 'zh-CN' ? undefined : lang))).toEqual([])
  })

  it('have one h1, and headings that skip no level', () => {
    expect(
      breaches(({ headings }) => (headings.filter(({ level }) => level === 1).length === 1 ? undefined : headings)),
    ).toEqual([])
    expect(breaches(({ headings }) => skipped(headings.map(({ level }) => level)))).toEqual([])
    expect(breaches(({ headings }) => headings.find(({ text }) => text === ''))).toEqual([])
  })

  it('use an id once, and refer to ids that are there', () => {
    expect(breaches(({ repeated }) => (repeated.length > 0 ? repeated : undefined))).toEqual([])
    expect(breaches(({ references, ids }) => references.find((id) => id !== '' && !ids.has(id)))).toEqual([])
  })

  it('have a text for every picture', () => {
    expect(breaches(({ bareImages }) => (bareImages.length > 0 ? bareImages : undefined))).toEqual([])
  })
})

function pagesIn(nodes: NavNode[]): string[] {
  return nodes.flatMap(({ page, children = [] }) => [...(page ? [page] : []), ...pagesIn(children)])
}

/** The first heading that stands more than one level below the one before it. */
function skipped(levels: number[]): string | undefined {
  const at = levels.findIndex((level, index) => level > (levels[index - 1] ?? 0) + 1)
  return at < 0 ? undefined : `h${levels[at - 1] ?? 0} → h${levels[at]}`
}

describe('the checks themselves', () => {
  const html = '<html lang="zh-CN"><h1 id="a">A &amp; B</h1><!-- <a href="x"> --><script>"<a href=\'y\'>"</script>'
  const page = (body: string): BuiltPage => readPage('guide/x.html', html + body)
  const problems = (body: string): string[] =>
    deadLinks(
      { base: '/sub/', files: new Set(['guide/x.html', 'index.html', 'a/{b}.html']), pages: [page(body)] },
      new Set(['get /a']),
    )

  it('read what a page holds', () => {
    expect(page('<h3>x <a href="#a">y</a></h3><p id="a"></p>')).toMatchObject({
      lang: 'zh-CN',
      headings: [
        { level: 1, text: 'A & B' },
        { level: 3, text: 'x y' },
      ],
      repeated: ['a'],
      links: [{ href: '#a', tag: 'a' }],
    })
  })

  it.each([
    '#a',
    'x#a',
    '/sub/',
    '/sub/a/{b}',
    '/sub/a/%7Bb%7D',
    'https://pay.weixin.qq.com/x',
    '/sub/?operation=get%20/a',
  ])('let %s through', (href) => expect(problems(`<a href="${href}">`)).toEqual([]))

  it.each([
    '#b',
    'y',
    '/guide/x',
    '/sub/a',
    '/sub/%zz',
    'http://pay.weixin.qq.com',
    'https://elsewhere.example',
    '',
    '/sub/?operation=get%20/b',
  ])('find %j', (href) => expect(problems(`<a href="${href}">`)).toHaveLength(1))
})
