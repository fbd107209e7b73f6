import type { Plugin } from 'vite'

/** What VitePress puts around the static parts of a page's module, to leave them out of a "lean" twin of it. */
const RE_MARK = /__VP_STATIC_(?:START|END)__/g

/**
 * Hand-written pages come whole. VitePress loads the first page that it is asked for without its static parts, for they
 * stand in the document; after a page of the catalog, which it is not asked for, they do not.
 */
export function wholeChunks(): Plugin {
  return {
    name: 'whole-chunks',
    apply: 'build',
    renderChunk: (code) => (code.includes('__VP_STATIC_') ? code.replace(RE_MARK, '') : null),
  }
}
