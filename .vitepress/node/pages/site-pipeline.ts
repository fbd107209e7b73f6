import { join } from 'node:path'
import type { Typings } from '../hover/index.ts'
import { projectRoot } from '../site.ts'
import { BASE_MARK } from './document.ts'
import { createPipeline, type Pipeline } from './pipeline.ts'

/** Where a build keeps what it has rendered. */
export const pageCache = join(projectRoot, '.vitepress/cache/pages')

/** What renders the pages of a build: for any base, and with nothing loaded before a page has to be rendered. */
export function createSitePipeline(typings: Typings): Pipeline {
  return createPipeline({
    project: projectRoot,
    cacheDir: pageCache,
    base: BASE_MARK,
    async tools() {
      const [{ createMarkdownRenderer }, { createHover }, { createColour }, { siteMarkdown }] = await Promise.all([
        import('vitepress'),
        import('../hover/index.ts'),
        import('../colour/index.ts'),
        import('../markdown.ts'),
      ])
      const hover = createHover({ root: projectRoot, typings })
      const markdown = siteMarkdown({ base: BASE_MARK, colour: await createColour(), hover })
      return { hover, md: await createMarkdownRenderer(join(projectRoot, 'docs'), markdown, BASE_MARK) }
    },
  })
}
