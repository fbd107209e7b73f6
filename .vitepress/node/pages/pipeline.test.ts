import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { MarkdownRenderer } from 'vitepress'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ALL, createHover, type Typings } from '../hover/index.ts'
import { projectRoot } from '../site.ts'
import type { SitePage } from './list.ts'
import { createPipeline } from './pipeline.ts'

let cacheDir: string
let rendered: string[]
beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'pages-'))
  rendered = []
})
afterEach(() => rm(cacheDir, { recursive: true }))

const page = (path: string, code: string): SitePage => ({
  path,
  section: 'openapi',
  relativePath: `openapi/${path}.md`,
  content: `# ${path}\n\n\`\`\`ts twoslash\n${code}\n\`\`\`\n`,
})
const boats = page('boats', 'const deck = harbour.deck')
const crews = page('crews', 'const deck = harbour.deck + 1')
const tides = page('tides', 'const tide = 1')

/** Types of a harbour, which code without that word cannot name. */
const harbour = (type: string): Typings => ({
  scope: (code) => (code.includes('harbour') ? ['harbour'] : []),
  text: (scope) => (scope === ALL || scope.includes('harbour') ? `declare const harbour: { deck: ${type} }` : ''),
})

/** Renders with a renderer that notes what it was asked for. */
async function render(pages: SitePage[], typings: Typings, base = '/') {
  const hover = createHover({ root: projectRoot, typings })
  const md = {
    async renderAsync(content: string, env: { relativePath: string }) {
      rendered.push(env.relativePath)
      return `<pre>${content.length}</pre>`
    },
  } as unknown as MarkdownRenderer
  return createPipeline({ project: projectRoot, base, cacheDir, tools: async () => ({ hover, md }) }).render(
    pages,
    typings,
  )
}

it('renders a page once', async () => {
  const first = await render([boats, tides], harbour('number'))
  const second = await render([boats, tides], harbour('number'))
  expect(rendered).toEqual(['openapi/boats.md', 'openapi/tides.md'])
  expect([...second.pages.values()]).toEqual([...first.pages.values()])
})

it('renders every page again whose code can name a type that has changed, and no other', async () => {
  await render([boats, crews, tides], harbour('number'))
  rendered = []
  await render([boats, crews, tides], harbour('string'))
  expect(rendered).toEqual(['openapi/boats.md', 'openapi/crews.md'])
})

it('renders again what was written otherwise, or for another base', async () => {
  await render([boats], harbour('number'))
  await render([{ ...boats, content: `${boats.content}\nmore` }], harbour('number'))
  await render([boats], harbour('number'), '/sub/')
  expect(rendered).toHaveLength(3)
})

it('takes a file that is not as it was written for no file', async () => {
  const [kept] = [...(await render([boats], harbour('number'))).pages.values()]
  for (const name of await readdir(cacheDir)) await writeFile(join(cacheDir, name), '{"html":"half a p')
  const [again] = [...(await render([boats], harbour('number'))).pages.values()]
  expect(again).toEqual(kept)
  expect(rendered).toHaveLength(2)
})

it('keeps no page with a type error, and names it every time', async () => {
  const wrong = page('wrong', 'harbour.mast')
  for (const _ of [1, 2]) {
    const { pages, types } = await render([wrong, tides], harbour('number'))
    expect([...pages.keys()]).toEqual([tides])
    expect(types.map(({ file, code }) => [file, code])).toEqual([['openapi/wrong.md', 'TS2339']])
  }
})
