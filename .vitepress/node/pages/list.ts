import type { GeneratedPage, Site } from '../site.ts'

/** Folders of the site whose pages come from the catalog. Their pages are no pages of VitePress: index.ts says why. */
export const SECTIONS = ['openapi', 'webhook', 'product', 'flow'] as const

export type Section = (typeof SECTIONS)[number]

/** A generated page with its place in the site. */
export interface SitePage extends GeneratedPage {
  section: Section
  /** `openapi/v3/….md`, as VitePress names a page. */
  relativePath: string
}

/** All pages that the catalog gives, in the order of the catalog. */
export function generatedPages(site: Site): SitePage[] {
  return SECTIONS.flatMap((section) =>
    site[section].map((page) => ({
      path: page.path,
      source: page.source,
      section,
      relativePath: `${section}/${page.path}.md`,
      // Not copied: it would be made here.
      get content() {
        return page.content
      },
    })),
  )
}
