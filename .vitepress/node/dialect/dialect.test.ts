import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createMarkdownRenderer } from 'vitepress'
import { beforeAll, describe, expect, it } from 'vitest'
import { createColour } from '../colour/index.ts'
import { createHover } from '../hover/index.ts'
import { siteMarkdown } from '../markdown.ts'
import { SiteError } from '../site-error.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const pages = join(root, 'tests/fixtures/pages')

let render: (markdown: string) => Promise<string>

beforeAll(async () => {
  const hover = createHover({ root, typings: '' })
  const md = await createMarkdownRenderer(
    pages,
    siteMarkdown({ base: '/sub/', colour: await createColour(), hover }),
    '/sub/',
  )
  render = (markdown) => md.renderAsync(markdown, { relativePath: 'fixture.md' })
})

/** The opening tag of the row with an id. */
function attributesOf(html: string, id: string): string | undefined {
  return html.match(/<tr [^>]*>/g)?.find((tag) => tag.includes(` id="${id}"`))
}

describe('pages in the dialect', () => {
  it.each(['tree', 'verbs', 'samples'])('renders %s.md as its HTML beside it', async (name) => {
    const html = await render(await readFile(join(pages, `${name}.md`), 'utf8'))
    await expect(html).toMatchFileSnapshot(join(pages, `${name}.html`))
  })

  it('leaves the carrier of a body out of the ids of its fields', async () => {
    const html = await render(await readFile(join(pages, 'tree.md'), 'utf8'))
    expect(html).toContain('<table class="im-table" id="request">')
    expect(attributesOf(html, 'request.boxes.size')).toContain('data-level="2"')
    expect(attributesOf(html, 'request.address.city')).toBeDefined()
    expect(attributesOf(html, 'request.locker_id')).toBeDefined()
  })

  it('keeps the carrier where two fields would share an id', async () => {
    const html = await render(await readFile(join(pages, 'verbs.md'), 'utf8'))
    expect(attributesOf(html, 'get.request.locker_id')).toBeDefined()
    expect(attributesOf(html, 'get.request.query.locker_id')).toBeDefined()
    expect(attributesOf(html, 'get.request.limit')).toBeDefined()
  })

  it('reads the cells under a rowspan whether they are written or left out', async () => {
    const html = await render(await readFile(join(pages, 'tree.md'), 'utf8'))
    const text = html.replace(/>\s+</g, '><').replace(/<(?!\/?t[dhr])[^>]*>/g, '')
    expect(text).toMatch(/beta<\/th><td>少写一格<\/td><td>2<\/td><\/tr>/)
    expect(text).toMatch(/gamma<\/th><td>留空一格<\/td><td>3<\/td><\/tr>/)
    expect(text).toMatch(/delta<\/th><td>number<\/td>/)
  })

  it('links the playground below the base, with the verb and path as they are', async () => {
    const html = await render('`POST` `/v3/a/{b}` {.endpoint}')
    expect(html).toContain('href="/sub/playground?operation=post%20/v3/a/%7Bb%7D"')
    expect(html).toContain('data-operation="post /v3/a/&#123;b&#125;"')
  })
})

describe('ids', () => {
  const table = (id: string, names: string[]): string =>
    [`| 名称 | 类型`, '| --- | ---', ...names.map((name) => `| ${name} | string`), '', `{.im-table #${id}}`].join('\n')

  it('refuses two rows of one name', async () => {
    await expect(render(table('request', ['a', 'b', 'a']))).rejects.toThrow(SiteError)
    await expect(render(table('request', ['a', 'b', 'a']))).rejects.toThrow('#request.a')
  })

  it('refuses two tables, and a table and a heading, of one id', async () => {
    await expect(render(`${table('x', ['a'])}\n\n${table('x', ['b'])}`)).rejects.toThrow('#x')
    await expect(render(`## 标题 {#x}\n\n${table('x', ['b'])}`)).rejects.toThrow('#x')
  })

  it('refuses an id that raw HTML has as well', async () => {
    await expect(render(`<p id="x">a</p>\n\n${table('x', ['b'])}`)).rejects.toThrow('fixture.md')
  })
})
