import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { toTypings } from '../hover/typings.ts'
import { buildPages, type Share, writePages } from './build.ts'
import { SECTIONS, type SitePage } from './list.ts'
import type { Pipeline } from './pipeline.ts'
import type { RenderedPage } from './render.ts'

const pageOf = (path: string): SitePage => ({
  path,
  section: 'openapi',
  relativePath: `openapi/${path}.md`,
  content: `# ${path}`,
})
const html = ({ relativePath, path }: SitePage, links: string[] = []): RenderedPage => ({
  html: `<div><h1>${path}</h1></div>`,
  title: path,
  description: '',
  relativePath,
  links,
})
const NOTHING: Share = { types: [], errors: [] }

/** A cache that a test fills, and a renderer that notes what it was asked for. */
function harbour(kept: SitePage[], links: Record<string, string[]> = {}) {
  const cache = new Set(kept)
  const rendered: string[] = []
  const read = async (asked: [SitePage, string][]) => ({
    pages: new Map(asked.filter(([page]) => cache.has(page)).map(([page]) => [page, html(page, links[page.path])])),
    missing: asked.filter(([page]) => !cache.has(page)),
  })
  const pipeline: Omit<Pipeline, 'keyOf'> = {
    read,
    find: (pages) => read(pages.map((page) => [page, page.path])),
    async renderMissing(missing) {
      rendered.push(...missing.map(([{ path }]) => path))
      return { pages: new Map(missing.map(([page]) => [page, html(page, links[page.path])])), types: [], errors: [] }
    },
    render: () => Promise.reject(new Error('not asked for')),
  }
  return { cache, rendered, pipeline, typings: toTypings(''), others: ['index.md', 'guide/ports.md'] }
}

const pages = Array.from({ length: 400 }, (_, at) => pageOf(`berth-${at}`))
const notAsked = () => Promise.reject(new Error('not asked for'))

describe('the pages of a build', () => {
  it('come from the cache, and the few that are not there are rendered at once', async () => {
    const site = harbour(pages.slice(2))
    const built = await buildPages(pages, { ...site, renderMany: notAsked })
    expect(site.rendered).toEqual(['berth-0', 'berth-1'])
    expect(built.pages.size).toBe(400)
    expect(built.messages).toEqual([])
  })

  it('are rendered by others where many are missing, and then come from the cache', async () => {
    const site = harbour(pages.slice(300))
    const renderMany = async (missing: [SitePage, string][]) => {
      for (const [page] of missing) site.cache.add(page)
      return [NOTHING, NOTHING]
    }
    const built = await buildPages(pages, { ...site, renderMany })
    expect(site.rendered).toEqual([])
    expect(built.pages.size).toBe(400)
    expect(built.messages).toEqual([])
  })

  it('say all that is wrong with them: types, what the renderer refused, dead links in the order of the catalog', async () => {
    const problem = { file: 'openapi/berth-0.md', line: 3, column: 1, code: 'TS1', message: 'no such mast' }
    const site = harbour(pages.slice(300), { 'berth-399': ['/openapi/sunk'], 'berth-301': ['/guide/ports', './lost'] })
    const renderMany = async () => [
      { types: [problem], errors: [] },
      { types: [], errors: ['berth-7 is not static'] },
    ]
    const { messages } = await buildPages(pages, { ...site, renderMany })
    expect(messages).toEqual([
      '1 problem(s) in twoslash blocks:\n  openapi/berth-0.md:3:1  TS1: no such mast',
      'berth-7 is not static',
      expect.stringContaining('openapi/berth-301.md: nothing is at ./lost'),
      expect.stringContaining('openapi/berth-399.md: nothing is at /openapi/sunk'),
    ])
  })

  it('are all there, or the build fails: the catalog may change under it', async () => {
    const { messages } = await buildPages(pages, { ...harbour([]), renderMany: async () => [NOTHING] })
    expect(messages).toEqual([expect.stringContaining('400 pages are not rendered')])
  })
})

describe('the documents', () => {
  let outDir: string
  beforeEach(async () => {
    outDir = await mkdtemp(join(tmpdir(), 'documents-'))
    for (const section of SECTIONS) {
      await mkdir(join(outDir, section))
      await writeFile(join(outDir, section, '__page__.html'), SHELL)
    }
  })
  afterEach(() => rm(outDir, { recursive: true }))

  it('take the place of the shells', async () => {
    const deep = pageOf('v3/quay/berth')
    const hooks = { transformPageData: () => {}, transformHead: () => [] }
    await writePages(new Map([[deep, html(deep)]]), { outDir, base: '/', hooks })
    expect(await readFile(join(outDir, 'openapi/v3/quay/berth.html'), 'utf8')).toContain('<h1>v3/quay/berth</h1>')
    const files = (await readdir(outDir, { recursive: true })).filter((name) => name.endsWith('.html'))
    expect(files).toEqual(['openapi/v3/quay/berth.html'])
  })
})

const SHELL = [
  '<title>page-title-goes-here</title>',
  '<meta name="description" content="page-description-goes-here">',
  '<meta name="page-head-goes-here">',
  '<div><div data-page-goes-here></div></div>',
].join('\n')
