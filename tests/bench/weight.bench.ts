import { fileURLToPath } from 'node:url'
import { measurePage, measureSite, type PageSize, type SiteSize } from '../budgets/measure.ts'

const dist = fileURLToPath(new URL('../../.vitepress/dist', import.meta.url))

export interface WeightBench {
  /** Of the page of an operation. */
  page: Omit<PageSize, 'files'>
  site: SiteSize
}

/** Bytes and nodes of the built site. */
export async function benchWeight(): Promise<WeightBench> {
  const { files: _, ...page } = await measurePage(dist, 'openapi/v3/payscore/plan/payscore-plans').catch(() => {
    throw new Error('there is no built site: run npm run build first')
  })
  return { page, site: await measureSite(dist) }
}
