import { cpuUsage } from 'node:process'
import { createMarkdownRenderer, disposeMdItInstance } from 'vitepress'
import { createColour } from '../../.vitepress/node/colour/index.ts'
import { createHover } from '../../.vitepress/node/hover/index.ts'
import { catalogTypings } from '../../.vitepress/node/hover-typings.ts'
import { siteMarkdown } from '../../.vitepress/node/markdown.ts'
import { generatedPages } from '../../.vitepress/node/pages/list.ts'
import { createPipeline } from '../../.vitepress/node/pages/pipeline.ts'
import { projectRoot, toSite } from '../../.vitepress/node/site.ts'
import { loadCatalog } from '../../catalog/model/load.node.ts'
import type { Catalog } from '../../catalog/model/types.ts'
import { scaled } from './scale.ts'

export interface PagesBench {
  /** Milliseconds of processor time a page, by number of operations: catalog to HTML, nothing from a cache. */
  sizes: { operations: number; pages: number; perPage: number }[]
  /** The last of them to the first; flat is 1. */
  ratio: number
}

const SIZES = [100, 1000, 4000]

/** What a page costs when there are more of them: the catalog multiplied, one process, no cache. */
export async function benchPages(): Promise<PagesBench> {
  const whole = { ...(await loadCatalog()), flows: [], products: [] }
  // The first pages pay for the compiler that is loaded with them.
  await measure(scaled(whole, 60))
  const sizes: PagesBench['sizes'] = []
  for (const operations of SIZES) sizes.push({ operations, ...(await measure(scaled(whole, operations))) })
  const [first, last] = [sizes[0], sizes.at(-1)]
  return { sizes, ratio: Number(((last?.perPage ?? 0) / (first?.perPage ?? 1)).toFixed(2)) }
}

async function measure(catalog: Catalog): Promise<{ pages: number; perPage: number }> {
  const start = cpuUsage()
  const site = toSite(catalog)
  const typings = catalogTypings(catalog)
  disposeMdItInstance()
  const pipeline = createPipeline({
    project: projectRoot,
    base: '/',
    cacheDir: undefined,
    async tools() {
      const hover = createHover({ root: projectRoot, typings })
      return {
        hover,
        md: await createMarkdownRenderer(projectRoot, siteMarkdown({ base: '/', colour: await createColour(), hover })),
      }
    },
  })
  const { pages } = await pipeline.render(generatedPages(site), typings)
  const { user, system } = cpuUsage(start)
  return { pages: pages.size, perPage: Number(((user + system) / 1000 / pages.size).toFixed(1)) }
}
