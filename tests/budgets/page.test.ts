import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { measurePage } from './measure.ts'

const dist = fileURLToPath(new URL('../../.vitepress/dist', import.meta.url))
const page = await measurePage(dist, 'openapi/v3/payscore/plan/payscore-plans')

describe('the page of an operation (design §10)', () => {
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

it('the median page is small', async () => {
  const files = (await readdir(join(dist, 'openapi'), { recursive: true })).filter((file) => file.endsWith('.html'))
  const texts = await Promise.all(files.map((file) => readFile(join(dist, 'openapi', file))))
  const median = (sizes: number[]): number => sizes.sort((a, b) => a - b)[Math.floor(sizes.length / 2)] ?? 0
  expect(median(texts.map((text) => text.length))).toBeLessThanOrEqual(60 * 1024)
  expect(median(texts.map((text) => gzipSync(text).length))).toBeLessThanOrEqual(12 * 1024)
})
