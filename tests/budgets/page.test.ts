import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { measurePage, measureSite } from './measure.ts'

const dist = fileURLToPath(new URL('../../.vitepress/dist', import.meta.url))
const site = await measureSite(dist)
const page = await measurePage(dist, 'openapi/v3/payscore/plan/payscore-plans')

describe('the page of an operation', () => {
  it('is small', () => {
    expect(page.raw).toBeLessThanOrEqual(60 * 1024)
    expect(page.gzip).toBeLessThanOrEqual(12 * 1024)
  })

  it('has few nodes', () => {
    expect(page.nodes).toBeGreaterThan(300)
    expect(page.nodes).toBeLessThanOrEqual(1500)
  })

  it('comes with at most 150 KB over the wire, all that it asks for before a click', () => {
    expect(page.files.length).toBeGreaterThan(3)
    expect(page.firstView).toBeLessThanOrEqual(150 * 1024)
  })

  it('has no editor in what is loaded before a click, nor its styles', async () => {
    for (const file of page.files) {
      const text = await readFile(join(dist, file), 'utf8')
      expect(text.includes('monaco-editor') || text.includes('.monaco-'), file).toBe(false)
    }
  })
})

describe('all pages of the catalog', () => {
  it('are small in the middle', () => {
    expect(site.pages).toBeGreaterThan(1_000)
    expect(site.median.raw).toBeLessThanOrEqual(60 * 1024)
    expect(site.median.gzip).toBeLessThanOrEqual(12 * 1024)
  })

  it('stay readable where an operation has hundreds of fields', () => {
    for (const { page, raw, gzip } of site.largest) {
      expect(raw, page).toBeLessThanOrEqual(400 * 1024)
      expect(gzip, page).toBeLessThanOrEqual(48 * 1024)
    }
  })

  it('come in a site of at most 150 MB', () => {
    expect(site.total).toBeLessThanOrEqual(150 * 1024 * 1024)
  })
})
