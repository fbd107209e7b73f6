import { SiteError } from '../site-error.ts'

/**
 * Every link of a generated page leads to a page.
 * @param links Page → addresses as written, with or without anchor.
 * @param known Addresses without base and `.md`: `openapi/v3/…`, `guide/getting-started`.
 */
export function deadLinks(links: [page: string, links: string[]][], known: ReadonlySet<string>): SiteError[] {
  return links.flatMap(([page, targets]) =>
    targets.flatMap((target) => {
      const { pathname } = new URL(target, `http://site/${page}`)
      const address = decodeURIComponent(pathname)
        .slice(1)
        .replace(/\.(?:html|md)$/, '')
        .replace(/(^|\/)$/, '$1index')
      if (known.has(address)) return []
      return [
        new SiteError('DEAD_LINK', `nothing is at ${target}`, {
          hint: 'mend the address, or the reference that it is derived from',
          where: page,
        }),
      ]
    }),
  )
}
