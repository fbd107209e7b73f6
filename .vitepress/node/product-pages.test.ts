import { beforeAll, describe, expect, it } from 'vitest'
import { loadCatalog } from '../../catalog/model/load.node.ts'
import type { Catalog, Flow, FlowItem, FlowStep } from '../../catalog/model/types.ts'
import { buildProductPages, type ProductPages } from './product-pages.ts'

let catalog: Catalog
let pages: ProductPages

beforeAll(async () => {
  catalog = await loadCatalog()
  pages = buildProductPages(catalog, (id) => ({ title: id, page: '/' }))
})

function stepsOf(items: FlowItem[]): FlowStep[] {
  return items.flatMap((item) =>
    item.kind === 'step' ? [item] : item.sections.flatMap((section) => stepsOf(section.items)),
  )
}

function pageOf(flow: Flow): string {
  return pages.flow.find(({ path }) => path === flow.id)?.content ?? ''
}

describe('flows of the catalog', () => {
  it('has a page for each, with a sample at every step that calls or launches', () => {
    expect(catalog.flows.length).toBeGreaterThanOrEqual(12)
    for (const flow of catalog.flows) {
      for (const step of stepsOf(flow.items).filter(({ operation, launch }) => operation ?? launch)) {
        const [, section = ''] = pageOf(flow).split(`{#step-${step.number}}`)
        expect(section.split('\n##')[0], `${flow.id}, step ${step.number}`).toContain('\n```')
      }
    }
  })

  it('takes the numbers of a flow through all its steps', () => {
    for (const flow of catalog.flows) {
      const steps = stepsOf(flow.items)
      for (const [name, value] of Object.entries(steps[0]?.values ?? {})) {
        const allowed = new Set([value, ...steps.map(({ values }) => values[name])].map(String))
        const found = [...pageOf(flow).matchAll(new RegExp(`\\b${name}: '([^']+)'`, 'g'))].map(([, text]) => text ?? '')
        expect(found.length, `${flow.id}: ${name}`).toBeGreaterThan(0)
        expect(
          found.filter((text) => !allowed.has(text)),
          `${flow.id}: ${name}`,
        ).toEqual([])
      }
    }
  })
})

describe('products of the catalog', () => {
  it('has a page for each, whose ids are unique', () => {
    expect(pages.product.map(({ path }) => path).slice(1)).toEqual(catalog.products.map(({ slug }) => slug))
    for (const { path, content } of [...pages.product, ...pages.flow]) {
      const ids = [...content.matchAll(/ id="([^"]+)"|\{#([^}]+)\}/g)].map(([, id, anchor]) => id ?? anchor)
      expect(ids.length, path).toBe(new Set(ids).size)
    }
  })

  it('has no empty heading', () => {
    for (const { path, content } of [...pages.product, ...pages.flow])
      expect(content, path).not.toMatch(/^(#{2,}) .*\n\n\1 |^#+ .*\n*$(?![\s\S])/m)
  })
})
