import type { Operation } from '../../catalog/model/types.ts'

/** Another address of a page, and the file of a built site that answers there. */
export interface Alias {
  /** Below the site's folder: `openapi/v3/….html`. */
  file: string
  /** The page's address without base: `openapi/v3/…`. */
  page: string
  title: string
}

/** The other spellings of operations' paths. An address that has a page of its own is left out. */
export function aliasesOf(operations: Pick<Operation, 'path' | 'alias' | 'title'>[]): Alias[] {
  const taken = new Set(operations.map(({ path }) => path))
  return operations.flatMap(({ path, alias, title }) =>
    alias && !taken.has(alias) ? [{ file: `openapi${alias}.html`, page: `openapi${path}`, title }] : [],
  )
}

/**
 * A page that leads on, for file servers that know no redirects.
 * @param href The page's address with base, percent-encoded.
 */
export function aliasPage(title: string, href: string): string {
  const text = title.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
  return `<!DOCTYPE html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="robots" content="noindex">
<meta name="description" content="${text.replaceAll('"', '&quot;')}的另一个地址。">
<title>${text}</title>
<link rel="canonical" href="${href}">
<meta http-equiv="refresh" content="0; url=${href}">
</head>
<body><h1>${text}</h1><p>这个接口的页面在 <a href="${href}">${href}</a>。</p></body>
</html>
`
}
