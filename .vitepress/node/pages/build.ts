import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { HoverProblem, Typings } from '../hover/index.ts'
import { HoverError } from '../hover/problem.ts'
import { type DocumentHooks, toDocument } from './document.ts'
import { deadLinks } from './links.ts'
import { SECTIONS, type Section, type SitePage } from './list.ts'
import type { MissingPage, Pipeline } from './pipeline.ts'
import type { RenderedPage } from './render.ts'
import { type Composer, createComposer, SHELL } from './shell.ts'

/** So many pages are rendered in the time that VitePress needs for its own. */
const FEW = 150

/** What one process found that rendered pages, as plain data. */
export interface Share {
  types: HoverProblem[]
  errors: string[]
}

export interface BuildPagesOptions {
  typings: Typings
  pipeline: Omit<Pipeline, 'keyOf'>
  /** Has many pages rendered into the pipeline's cache. */
  renderMany(missing: MissingPage[]): Promise<Share[]>
  /** Pages of the site that are no pages of the catalog, as VitePress names them. */
  others: string[]
}

/** The pages of the catalog, and everything that is wrong with them, a message each. */
export interface BuiltPages {
  pages: Map<SitePage, RenderedPage>
  messages: string[]
}

/** Takes the pages from the cache, or renders them: few here and now, many as `renderMany` does it. */
export async function buildPages(all: SitePage[], options: BuildPagesOptions): Promise<BuiltPages> {
  const { typings, pipeline, renderMany, others } = options
  const { pages, missing } = await pipeline.find(all, typings)
  const shares: Share[] = []
  if (missing.length <= FEW) {
    const rendered = await pipeline.renderMissing(missing)
    for (const [page, html] of rendered.pages) pages.set(page, html)
    shares.push({ types: rendered.types, errors: rendered.errors.map(({ message }) => message) })
  } else {
    shares.push(...(await renderMany(missing)))
    for (const [page, html] of (await pipeline.read(missing)).pages) pages.set(page, html)
  }
  const types = shares.flatMap((share) => share.types)
  const messages = [
    ...(types.length > 0 ? [new HoverError(types).message] : []),
    ...shares.flatMap(({ errors }) => errors),
    ...linksFrom(all, pages, others),
  ]
  const lost = all.filter((page) => !pages.has(page))
  if (messages.length === 0 && lost.length > 0)
    messages.push(`the catalog changed while the site was built: ${lost.length} pages are not rendered; build it again`)
  return { pages, messages }
}

function linksFrom(all: SitePage[], pages: BuiltPages['pages'], others: string[]): string[] {
  const known = [...all.map(({ relativePath }) => relativePath), ...others].map((file) => file.replace(/\.md$/, ''))
  const links = all.map((page): [string, string[]] => [page.relativePath, pages.get(page)?.links ?? []])
  return deadLinks(links, new Set(known)).map(({ message }) => message)
}

export interface WritePagesOptions {
  outDir: string
  /** The site's base, `/` or `/sub/path/`. */
  base: string
  hooks: DocumentHooks
}

/** Puts the pages into the documents that VitePress made for their sections. */
export async function writePages(pages: BuiltPages['pages'], options: WritePagesOptions): Promise<void> {
  const { outDir } = options
  const composers = await readShells(outDir)
  const folders = new Set<string>()
  for (const [{ section, relativePath }, rendered] of pages) {
    const html = composers.get(section)?.(toDocument(rendered, options))
    if (html === undefined) throw new Error(`no shell for ${section}`)
    const file = join(outDir, relativePath.replace(/\.md$/, '.html'))
    if (!folders.has(dirname(file))) await mkdir(dirname(file), { recursive: true })
    folders.add(dirname(file))
    await writeFile(file, html)
  }
  // The shells are no pages.
  await Promise.all(SECTIONS.map((section) => rm(shellFile(outDir, section), { force: true })))
}

const shellFile = (outDir: string, section: Section): string => join(outDir, section, `${SHELL}.html`)

async function readShells(outDir: string): Promise<Map<Section, Composer>> {
  const read = async (section: Section) => {
    const html = await readFile(shellFile(outDir, section), 'utf8')
    return [section, createComposer(html, section)] as const
  }
  return new Map(await Promise.all(SECTIONS.map(read)))
}
