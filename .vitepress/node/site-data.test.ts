import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { unpackNavigation } from '../../components/nav-unpack.ts'
import { dataFiles } from './data-files.ts'
import { generatedPages, SECTIONS } from './pages/list.ts'
import { loadSite, projectRoot, type Site } from './site.ts'
import type { DataFiles } from './site-data.ts'

let site: Site
let files: DataFiles

beforeAll(async () => {
  site = await loadSite(join(projectRoot, 'catalog'))
  files = await dataFiles(site, projectRoot)
})

const parse = (path: string) => JSON.parse(files.get(path) ?? 'null')

describe('data of the playground', () => {
  it('indexes every operation', () => {
    const { operations, version } = parse('playground-data/index.json')
    expect(operations.map(({ id }: { id: string }) => id)).toEqual(site.catalog.operations.map(({ id }) => id))
    expect(version).toMatch(/^[0-9a-f]{12}$/)
  })

  it('has one file for each path, braces kept, with the code of its sample in segments', () => {
    for (const operation of site.catalog.operations) {
      const entry = parse(`playground-data/operations${operation.path}.json`)[operation.method]
      expect(entry).toMatchObject({
        id: operation.id,
        path: operation.path,
        wirePath: operation.wirePath,
        protocol: operation.protocol,
      })
      const code = entry.segments
        .map((segment: string | { example: string }) => (typeof segment === 'string' ? segment : segment.example))
        .join('')
      expect(code).toContain(entry.chain)
    }
  })

  it('has the typings that those chains need', () => {
    const { files: typings } = parse('playground-data/typings.json')
    expect(Object.values<string>(typings).join('\n')).toContain('namespace WeChatPay')
    expect(typings['node_modules/axios/index.d.ts']).toContain('AxiosRequestConfig')
  })

  it('is the same when it is made again', async () => {
    expect(await dataFiles(site, projectRoot)).toEqual(files)
  })
})

describe('navigation', () => {
  it('leads to a page for every entry, and to every page', () => {
    const pages = new Set<string>()
    const walk = (nodes: Site['navigation']): void => {
      for (const { page, children } of nodes) {
        if (page) pages.add(page.replace(/#.*/, ''))
        walk(children ?? [])
      }
    }
    walk(unpackNavigation(parse('nav.json')))
    const generated = generatedPages(site).map(
      ({ relativePath }) => `/${relativePath.replace(/(?:(\/)index)?\.md$/, '$1')}`,
    )
    const overviews = SECTIONS.map((section) => `/${section}/`)
    expect([...pages].filter((page) => !generated.includes(page))).toEqual([])
    expect(generated.filter((page) => !pages.has(page) && !overviews.includes(page))).toEqual([])
  })
})
