import type { MarkdownRenderer } from 'vitepress'
import { SiteError } from '../site-error.ts'
import type { SitePage } from './list.ts'

/** A page as HTML. */
export interface RenderedPage {
  html: string
  title: string
  description: string
  relativePath: string
  /** Addresses of this site that it links to, as they were written. */
  links: string[]
}

export interface PageRendererOptions {
  md: MarkdownRenderer
  /** Folder of the markdown files, absolute: the renderer resolves links in it. */
  docs: string
}

const RE_V_PRE = /(<[a-z][^>]*?) v-pre(?=[\s>])/g
/** A page is plain HTML: nothing would run a component, a directive or an expression that is left in it. */
const RE_VUE = /<[A-Z][\w-]*[\s/>]|<[a-z][^>]*\s(?:v-[a-z]+|[:@][a-z][\w-]*)(?=[\s=>])/
const KEYS = new Set(['title', 'description'])

/** What makes generated pages: markdown in the site's dialect → static HTML. */
export function createPageRenderer({ md, docs }: PageRendererOptions) {
  return async (page: SitePage): Promise<RenderedPage> => {
    const { relativePath } = page
    const env: RenderEnv = { path: `${docs}/${relativePath}`, relativePath, cleanUrls: true, includes: [] }
    const rendered = (await md.renderAsync(page.content, env)).replace(RE_V_PRE, '$1').trim()
    const vue = RE_VUE.exec(rendered.replace(/<pre[\s>][\s\S]*?<\/pre>/g, ''))?.[0]
    const frontmatter = env.frontmatter ?? {}
    const unknown = Object.keys(frontmatter).filter((key) => !KEYS.has(key))
    if (vue !== undefined || env.sfcBlocks?.scripts?.length || unknown.length > 0) {
      throw new SiteError('NOT_STATIC', `a generated page is static HTML: ${vue ?? unknown.join(', ') ?? 'a script'}`, {
        hint: 'write HTML, and title and description alone in the front matter',
        where: page.source ?? relativePath,
      })
    }
    return {
      html: rendered,
      title: String(frontmatter.title ?? env.title ?? ''),
      description: String(frontmatter.description ?? ''),
      relativePath,
      links: env.links ?? [],
    }
  }
}

interface RenderEnv {
  path: string
  relativePath: string
  cleanUrls: boolean
  includes: string[]
  frontmatter?: Record<string, unknown>
  title?: string
  links?: string[]
  sfcBlocks?: { scripts?: unknown[] }
}
