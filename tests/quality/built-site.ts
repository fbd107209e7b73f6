import { readdir, readFile } from 'node:fs/promises'
import { join, sep } from 'node:path'

export interface Link {
  /** As it stands in the page, entities decoded. */
  href: string
  /** `a`, `img`, `script` … */
  tag: string
}

export interface Heading {
  level: number
  text: string
}

/** What a reader, a crawler and a checker of links see of a page as it arrives. */
export interface BuiltPage {
  /** Below the site's folder: `openapi/v3/….html`. */
  file: string
  lang: string
  titles: string[]
  descriptions: string[]
  canonical?: string
  ids: Set<string>
  /** Ids that stand more than once. */
  repeated: string[]
  links: Link[]
  /** Of the page's own content; bars and menus have theirs, in an order of their own. */
  headings: Heading[]
  /** Elements named by `aria-controls`, `aria-describedby`, `aria-labelledby` or `for` that the page may hold. */
  references: string[]
  /** Images without a text that stands for them. */
  bareImages: string[]
  /** A page that only leads on to another. */
  leadsOn: boolean
}

export interface BuiltSite {
  base: string
  /** Every file, below the site's folder. */
  files: Set<string>
  pages: BuiltPage[]
}

/** Attributes are written by renderers that escape `<` and `>` in them, so a tag ends at the first `>`. */
const RE_TAG = /<([a-z][\w-]*)((?:\s[^<>]*)?)>/gi
const RE_ATTRIBUTE = /\s([\w-]+)="([^"]*)"/g
const RE_HEADING = /<h([1-6])\b[^>]*>([\s\S]*?)<\/h\1>/g
const LINKS: Record<string, string> = {
  a: 'href',
  link: 'href',
  img: 'src',
  script: 'src',
  source: 'src',
  iframe: 'src',
}

/** Reads a built site; its base is read from the addresses of its own scripts. */
export async function readBuiltSite(folder: string): Promise<BuiltSite> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .split(sep)
        .join('/'),
    )
  const html = files.filter((file) => file.endsWith('.html')).sort()
  const pages: BuiltPage[] = []
  for (const file of html) pages.push(readPage(file, await readFile(join(folder, file), 'utf8')))
  const home = await readFile(join(folder, 'index.html'), 'utf8')
  return { base: /src="(\/(?:[^"]*?\/)?)assets\//.exec(home)?.[1] ?? '/', files: new Set(files), pages }
}

/** @param html A whole document. */
export function readPage(file: string, html: string): BuiltPage {
  const text = html.replace(/<!--[\s\S]*?-->/g, '').replace(/(<(script|style)\b[^>]*>)[\s\S]*?<\/\2>/g, '$1</$2>')
  const page: BuiltPage = {
    file,
    lang: '',
    titles: [...text.matchAll(/<title>([\s\S]*?)<\/title>/g)].map(([, title = '']) => decodeEntities(title)),
    descriptions: [],
    ids: new Set(),
    repeated: [],
    links: [],
    headings: [...contentOf(text).matchAll(RE_HEADING)].map(([, level, inner = '']) => ({
      level: Number(level),
      text: plainText(inner),
    })),
    references: [],
    bareImages: [],
    leadsOn: text.includes('http-equiv="refresh"'),
  }
  for (const [, tag = '', attributes = ''] of text.matchAll(RE_TAG))
    readTag(page, tag.toLowerCase(), attributesOf(attributes))
  return page
}

function contentOf(html: string): string {
  return /<main\b[\s\S]*<\/main>/.exec(html)?.[0] ?? html
}

function attributesOf(text: string): Map<string, string> {
  return new Map([...text.matchAll(RE_ATTRIBUTE)].map(([, name = '', value = '']) => [name, decodeEntities(value)]))
}

function readTag(page: BuiltPage, tag: string, attributes: Map<string, string>): void {
  const id = attributes.get('id')
  if (id !== undefined) {
    if (page.ids.has(id)) page.repeated.push(id)
    page.ids.add(id)
  }
  if (tag === 'html') page.lang = attributes.get('lang') ?? ''
  if (tag === 'meta' && attributes.get('name') === 'description')
    page.descriptions.push(attributes.get('content') ?? '')
  const href = attributes.get(LINKS[tag] ?? '')
  if (attributes.get('rel') === 'canonical') page.canonical = href ?? ''
  else if (href !== undefined) page.links.push({ href, tag })
  if (tag === 'img' && !attributes.has('alt')) page.bareImages.push(attributes.get('src') ?? '')
  for (const name of ['aria-controls', 'aria-describedby', 'aria-labelledby', 'for'])
    page.references.push(...(attributes.get(name)?.split(/\s+/) ?? []))
}

function plainText(html: string): string {
  return decodeEntities(html.replace(/<[^>]*>/g, ''))
    .replace(/[\s\u200b]+/g, ' ')
    .trim()
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ' }

function decodeEntities(text: string): string {
  return text.replace(/&(?:#x([\da-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[name] ?? whole
    return String.fromCodePoint(Number.parseInt(hex ?? decimal, hex ? 16 : 10))
  })
}
