import { SiteError } from './site-error.ts'

/** What the addresses of this build begin with. */
export interface SiteAddress {
  /** Where the site is published, `https://docs.example.com`; absent where nobody has said. */
  origin?: string
  /** `/` or `/sub/path/`. */
  base: string
}

/**
 * Reads `SITE_URL`. Only with it can the pages name their own address: a wrong one would tell search engines that the
 * pages live elsewhere, so it is never guessed.
 * @throws SiteError `bad_site_url`
 */
export function siteAddress({ SITE_URL }: Record<string, string | undefined>, base: string): SiteAddress {
  if (!SITE_URL) return { base }
  const url = URL.canParse(SITE_URL) ? new URL(SITE_URL) : undefined
  const isOrigin = url && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/` && !/[?#]/.test(SITE_URL)
  if (isOrigin) return { origin: url.origin, base }
  throw new SiteError('bad_site_url', `环境变量 SITE_URL 的值“${SITE_URL.slice(0, 80)}”不对`, {
    hint: '应当是网站的协议和域名，例如 https://docs.example.com；路径写在 BASE 里。',
    where: 'SITE_URL',
  })
}

/**
 * The address that a page is known by: clean, percent-encoded as a browser sends it.
 * @param page Markdown or HTML file below the site's folder: `openapi/v3/pay/transactions/native.md`.
 * @returns `https://docs.example.com/openapi/v3/pay/transactions/native`
 */
export function canonicalUrl({ base }: SiteAddress, origin: string, page: string): string {
  const clean = page.replace(/\.(?:md|html)$/, '').replace(/(^|\/)index$/, '$1')
  return new URL(base + clean.split('/').map(encodeURIComponent).join('/'), origin).href
}
