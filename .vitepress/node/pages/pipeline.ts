import { join } from 'node:path'
import type { MarkdownRenderer } from 'vitepress'
import { findFences } from '../hover/fences.ts'
import type { Hover, HoverProblem, Typings } from '../hover/index.ts'
import { codeDigest, createPageCache, digest, type PageCache } from './cache.ts'
import type { SitePage } from './list.ts'
import { createPageRenderer, type RenderedPage } from './render.ts'

/** Pages that are answered and rendered together, so that the memory of one chunk serves the next. */
const CHUNK = 60

export interface PipelineOptions {
  /** The project's folder. */
  project: string
  /** Where rendered pages are kept between builds; nothing is kept without it. */
  cacheDir?: string | undefined
  /** What the renderer puts before the addresses of this site. */
  base: string
  /** Asked for when the first page is not in the cache. */
  tools(): Promise<{ hover: Hover; md: MarkdownRenderer }>
}

/** What rendering found: the pages, and what is wrong with them. A page that is wrong is missing. */
export interface Rendered {
  pages: Map<SitePage, RenderedPage>
  /** Type errors in their code. */
  types: HoverProblem[]
  /** What the renderer refused, one message each. */
  errors: Error[]
}

/** A page that is not in the cache, with the key that it will have there. */
export type MissingPage = [page: SitePage, key: string]

/** What is known of pages without rendering any. */
export interface Known {
  pages: Map<SitePage, RenderedPage>
  missing: MissingPage[]
}

/** Pages from the cache where nothing that they are made from has changed, else rendered. */
export function createPipeline({ project, base, cacheDir, tools }: PipelineOptions) {
  const cache = createPageCache(cacheDir)
  let code: string | undefined

  /** Everything that can change a page: its markdown, the types its code can name, and the code that renders it. */
  function keyOf(page: SitePage, typings: Typings): string {
    code ??= codeDigest(project)
    const types = findFences(page.content).map((fence) => typings.text(typings.scope(fence.code)))
    return digest(JSON.stringify([code, base, page.relativePath, page.content, [...new Set(types)]]))
  }

  async function read(asked: MissingPage[]): Promise<Known> {
    const known: Known = { pages: new Map(), missing: [] }
    for (const [page, key] of asked) {
      const kept = await cache.read(key)
      if (kept) known.pages.set(page, kept)
      else known.missing.push([page, key])
    }
    return known
  }

  async function find(pages: SitePage[], typings: Typings): Promise<Known> {
    return read(pages.map((page): MissingPage => [page, keyOf(page, typings)]))
  }

  async function renderMissing(missing: MissingPage[], typings?: Typings): Promise<Rendered> {
    const found: Rendered = { pages: new Map(), types: [], errors: [] }
    if (missing.length === 0) return found
    const { hover, md } = await tools()
    const render = createPageRenderer({ md, docs: join(project, 'docs') })
    for (let at = 0; at < missing.length; at += CHUNK) {
      const chunk = missing.slice(at, at + CHUNK)
      for (const [{ relativePath, content, source }] of chunk)
        hover.collect(relativePath, content, {
          ...(source === undefined ? {} : { source }),
          ...(typings === undefined ? {} : { typings }),
        })
      const problems = hover.errors().filter(({ file }) => chunk.some(([{ relativePath }]) => relativePath === file))
      found.types.push(...problems)
      const wrong = new Set(problems.map(({ file }) => file))
      for (const [page, key] of chunk) {
        if (!wrong.has(page.relativePath)) await renderOne({ page, key, render, cache, found })
        hover.forget(page.relativePath)
      }
    }
    return found
  }

  return {
    /** The pages that are in the cache, and those that have to be rendered. */
    find,
    /** Looks once more for pages that were missing, without making their keys again. */
    read,
    /** Renders them, and keeps them. Their code is in the typings of the site, or in others. */
    renderMissing,
    /** The keys that pages have in the cache. */
    keyOf,
    /** All of them, one way or the other. */
    async render(pages: SitePage[], typings: Typings): Promise<Rendered> {
      const known = await find(pages, typings)
      const rendered = await renderMissing(known.missing, typings)
      return { ...rendered, pages: new Map([...known.pages, ...rendered.pages]) }
    },
  }
}

export type Pipeline = ReturnType<typeof createPipeline>

interface OnePage {
  page: SitePage
  key: string
  render: (page: SitePage) => Promise<RenderedPage>
  cache: PageCache
  found: Rendered
}

async function renderOne({ page, key, render, cache, found }: OnePage): Promise<void> {
  try {
    const rendered = await render(page)
    found.pages.set(page, rendered)
    await cache.write(key, rendered)
  } catch (error) {
    found.errors.push(error instanceof Error ? error : new Error(String(error)))
  }
}
