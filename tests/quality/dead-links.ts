import type { BuiltSite } from './built-site.ts'

/** Hosts that pages may lead to. Another one is either a slip or has to be thought about first. */
const OUTSIDE = [
  'pay.weixin.qq.com',
  'developers.weixin.qq.com',
  'www.npmjs.com',
  'github.com',
  'www.rfc-editor.org',
  'spec.openapis.org',
]

/** Every link of a built site that leads nowhere, as `file: link: what is wrong`. */
export function deadLinks(site: BuiltSite, operations: Set<string>): string[] {
  const byFile = new Map(site.pages.map((page) => [page.file, page]))
  return site.pages.flatMap((page) => {
    const from = new URL(`http://site${site.base}${page.file.replace(/(^|\/)index\.html$/, '$1')}`)
    const problems = page.links.map(({ href }) => {
      const problem = defect(href, { from, site, byFile, operations })
      return problem && `${page.file}: ${href}: ${problem}`
    })
    return [...new Set(problems)].filter((problem) => problem !== undefined)
  })
}

interface Surroundings {
  from: URL
  site: BuiltSite
  byFile: Map<string, BuiltSite['pages'][number]>
  operations: Set<string>
}

function defect(href: string, { from, site, byFile, operations }: Surroundings): string | undefined {
  if (href === '' || href.includes('${') || /\s/.test(href)) return 'no address'
  if (!URL.canParse(href, from)) return 'no address'
  const url = new URL(href, from)
  if (url.origin !== from.origin) return outside(url)
  const path = decode(url.pathname)
  if (path === undefined) return 'bad percent-encoding'
  if (!path.startsWith(site.base)) return `outside of the base ${site.base}`
  const below = path.slice(site.base.length)
  const file = candidates(below).find((name) => site.files.has(name))
  if (file === undefined) return 'no such page or file'
  const operation = url.searchParams.get('operation')
  if (operation !== null && !operations.has(operation)) return 'no such operation'
  const target = decode(url.hash.slice(1))
  if (!target) return undefined
  return byFile.get(file)?.ids.has(target) ? undefined : 'no such anchor'
}

function outside({ protocol, hostname }: URL): string | undefined {
  if (protocol === 'mailto:') return undefined
  if (protocol !== 'https:') return 'not https'
  return OUTSIDE.includes(hostname) ? undefined : `${hostname} is no host that pages lead to`
}

function candidates(below: string): string[] {
  if (below === '' || below.endsWith('/')) return [`${below}index.html`]
  return [below, `${below}.html`]
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
