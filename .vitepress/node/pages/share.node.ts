/** One of the processes that render the pages of a build: is sent their names, fills the cache, answers what is wrong. */
import { catalogTypings } from '../hover-typings.ts'
import { loadSite } from '../site.ts'
import type { Share } from './build.ts'
import { generatedPages } from './list.ts'
import { createSitePipeline } from './site-pipeline.ts'

process.once('message', async (names: string[]) => {
  const site = await loadSite()
  const typings = catalogTypings(site.catalog)
  const mine = new Set(names)
  const pages = generatedPages(site).filter(({ relativePath }) => mine.has(relativePath))
  const { types, errors } = await createSitePipeline(typings).render(pages, typings)
  const share: Share = { types, errors: errors.map(({ message }) => message) }
  process.send?.(share, () => process.disconnect())
})
