import type { Plugin } from 'vite'
import { deriveTypings } from '../../catalog/derive/typings/index.ts'
import type { Hover } from './hover/index.ts'
import type { Site } from './site.ts'

export interface CatalogReloadOptions {
  hover: Hover
  /** The catalog's folder, which lies outside of what Vite watches. */
  folder: string
  loadSite: () => Promise<Site>
}

/**
 * Dev server: a changed catalog file reaches the pages through the `watch` of the route files. Types change with it, so
 * the hover engine gets them first. A wrong file shows in the browser's overlay, and the server goes on.
 */
export function catalogReload({ hover, folder, loadSite }: CatalogReloadOptions): Plugin {
  return {
    name: 'catalog-reload',
    enforce: 'pre',
    configureServer(server) {
      server.watcher.add(folder)
    },
    async hotUpdate({ file }) {
      if (this.environment.name !== 'client' || !file.endsWith('.yaml')) return
      hover.setTypings(deriveTypings((await loadSite()).catalog))
    },
  }
}
