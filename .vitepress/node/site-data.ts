import type { Plugin } from 'vite'

/** Files of the site that are data: path below the base → content. */
export type DataFiles = Map<string, string>

export interface SiteDataOptions {
  /** The site's base, `/` or `/sub/path/`. */
  base: string
  /** Makes the files; asked again in dev, where the catalog changes. */
  files: () => Promise<DataFiles>
}

/**
 * Dev server: the files that the browser fetches, `nav.json` and `playground-data/…`; a build writes the same beside its
 * pages (`writeDataFiles`). They are loaded when needed, so that no page carries them.
 */
export function siteData({ base, files }: SiteDataOptions): Plugin {
  return {
    name: 'site-data',
    configureServer(server) {
      server.middlewares.use((request, response, next) => {
        const path = decodeURI((request.url ?? '').replace(/[?#].*$/, ''))
        if (!path.startsWith(base) || !path.endsWith('.json')) return next()
        files().then((all) => {
          const content = all.get(path.slice(base.length))
          if (content === undefined) return next()
          response.setHeader('content-type', 'application/json; charset=utf-8')
          response.setHeader('cache-control', 'no-cache')
          response.end(content)
        }, next)
      })
    },
  }
}
