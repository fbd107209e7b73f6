import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import type { Catalog } from '../../../catalog/model/types.ts'
import { findFences } from '../hover/fences.ts'
import { catalogTypings } from '../hover-typings.ts'
import { loadSite, projectRoot } from '../site.ts'
import { generatedPages, type SitePage } from './list.ts'
import { pagePart } from './part.ts'

const root = join(projectRoot, 'catalog')

/** All that a page is rendered from. */
function basis(page: SitePage | undefined, catalog: Catalog | undefined) {
  if (!page || !catalog) return undefined
  const typings = catalogTypings(catalog)
  return [page.content, ...findFences(page.content).map(({ code }) => typings.text(typings.scope(code)))]
}

it('gives a page as the whole catalog does', { timeout: 120_000 }, async () => {
  const site = await loadSite(root)
  const described = generatedPages(site).filter(
    ({ section, path }) => (section === 'openapi' || section === 'webhook') && path !== 'index',
  )
  const some = described.filter((_, at) => at % 23 === 0)
  expect(some.length).toBeGreaterThan(40)
  const other: string[] = []
  for (const page of some) {
    const part = await pagePart(root, page.relativePath)
    const same = JSON.stringify(basis(part?.page, part?.site.catalog)) === JSON.stringify(basis(page, site.catalog))
    if (!same) other.push(page.relativePath)
  }
  expect(other).toEqual([])
})

it('reads the file as it stands there now', { timeout: 60_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'part-'))
  try {
    await cp(root, folder, { recursive: true, filter: (source) => !/\/(?:model|derive|format)$/.test(source) })
    const file = join(folder, 'operations/v3/payscore/plan/payscore-plans.yaml')
    await writeFile(file, (await readFile(file, 'utf8')).replace('创建支付分计划', '张罗支付分计划'))
    const part = await pagePart(folder, 'openapi/v3/payscore/plan/payscore-plans.md')
    expect(part?.page.content).toContain('张罗支付分计划')
  } finally {
    await rm(folder, { recursive: true })
  }
})

it('has none of a page that is about the whole catalog, and of one that is not there', async () => {
  for (const path of ['openapi/index.md', 'webhook/index.md', 'product/payscore.md', 'openapi/v3/no/such.md'])
    expect(await pagePart(root, path)).toBeUndefined()
})
