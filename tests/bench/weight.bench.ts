import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { measurePage, measureSite, type PageSize, type SiteSize } from '../budgets/measure.ts'

const dist = fileURLToPath(new URL('../../.vitepress/dist', import.meta.url))
const PAGE = 'openapi/v3/payscore/plan/payscore-plans'

export interface WeightBench {
  /** Of the page of an operation. */
  page: Omit<PageSize, 'files'>
  site: SiteSize
}

/** Bytes and nodes of the built site. */
export async function benchWeight(): Promise<WeightBench> {
  const { files: _, ...page } = await measurePage(dist, PAGE)
  return { page, site: await measureSite(dist) }
}

/** Why the built site has no figures; nothing where it has. */
export async function lacksBuild(): Promise<string | undefined> {
  const html = await readFile(join(dist, `${PAGE}.html`), 'utf8').catch(() => undefined)
  if (html === undefined) return 'there is no built site: run npm run build first'
  return html.includes('data-page=') ? undefined : 'the built site is of older code: run npm run build again'
}
