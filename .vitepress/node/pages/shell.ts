import type { HeadConfig } from 'vitepress'
import { SiteError } from '../site-error.ts'
import { escapeText, type PageDocument } from './document.ts'
import type { Section } from './list.ts'

/** Name of the page of each section that VitePress builds; the generated pages are put into its document. */
export const SHELL = '__page__'

const TITLE = 'page-title-goes-here'
const DESCRIPTION = 'page-description-goes-here'
const HEAD = 'page-head-goes-here'

/** Markdown of a section's shell. */
export const shellMarkdown = `---\ntitle: ${TITLE}\ntitleTemplate: false\ndescription: ${DESCRIPTION}\n---\n<div data-page-goes-here></div>\n`

export function isShell(page: string): boolean {
  return page.endsWith(`/${SHELL}.md`)
}

/** Stands in a shell's head where the tags of the page go. */
export const shellHead: HeadConfig[] = [['meta', { name: HEAD }]]

/** Turns the document of a section's shell into that of one of its pages. */
export type Composer = (page: PageDocument) => string

const RE_CONTENT = /<div><div data-page-goes-here[^>]*><\/div><\/div>/
const RE_PRELOAD = new RegExp(`[ \\t]*<link[^>]*${SHELL}[^>]*>\\n?`, 'g')

/**
 * @param html The shell as VitePress wrote it.
 * @throws SiteError `SHELL` where it has not the one place for each part of a page
 */
export function createComposer(html: string, section: Section): Composer {
  const parts: [name: string, place: RegExp][] = [
    ['title', new RegExp(TITLE)],
    ['description', new RegExp(DESCRIPTION)],
    ['head', new RegExp(`<meta name="${HEAD}">`)],
    ['content', RE_CONTENT],
  ]
  const bare = html.replace(RE_PRELOAD, '')
  for (const [name, place] of parts) {
    if (bare.split(new RegExp(place.source, 'g')).length === 2) continue
    throw new SiteError('SHELL', `the built document has not one place for the ${name} of a page`, {
      hint: 'VitePress writes its documents in another way than .vitepress/node/pages/shell.ts knows',
      where: `${section}/${SHELL}.html`,
    })
  }
  const pageClass = `_${section}_${SHELL}`
  return (page) => {
    const texts: Record<string, string> = {
      title: escapeText(page.title),
      description: escapeText(page.description),
      head: page.head.map(printTag).join('\n    '),
      content: page.html,
    }
    const filled = parts.reduce((text, [name, place]) => text.replace(place, () => texts[name] ?? ''), bare)
    return filled.replaceAll(pageClass, pageClassOf(page.relativePath))
  }
}

/** The class that the default theme gives to a page's content. */
function pageClassOf(relativePath: string): string {
  return `/${relativePath.replace(/(?:(^|\/)index)?\.md$/, '$1')}`.replace(/[./]+/g, '_')
}

function printTag([tag, attributes]: HeadConfig): string {
  const printed = Object.entries(attributes).map(([name, value]) => ` ${name}="${escapeText(value ?? '')}"`)
  return `<${tag}${printed.join('')}>`
}
