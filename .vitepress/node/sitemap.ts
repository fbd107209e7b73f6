/**
 * What search engines read first: the addresses of all pages. https://www.sitemaps.org/protocol.html
 * @param urls Absolute and percent-encoded; at most 50,000.
 */
export function sitemapXml(urls: string[]): string {
  const entries = [...urls].sort().map((url) => `<url><loc>${escapeXml(url)}</loc></url>`)
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
    ...entries,
    '</urlset>\n',
  ].join('\n')
}

/**
 * Everything may be read. A crawler looks for it at the root of a domain alone; a site on a sub-path has to be named in
 * the robots.txt there.
 * @param sitemap Absolute address, where there is one.
 */
export function robotsTxt(sitemap: string | undefined): string {
  return ['User-agent: *', 'Disallow:', ...(sitemap ? ['', `Sitemap: ${sitemap}`] : []), ''].join('\n')
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll("'", '&apos;').replaceAll('"', '&quot;')
}
