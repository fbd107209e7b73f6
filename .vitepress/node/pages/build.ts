import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { HoverProblem, Typings } from '../hover/index.ts'
import type { Site } from '../site.ts'
import { type DocumentHooks, toDocument } from './document.ts'
import { generatedPages, SECTIONS, type Section, type SitePage } from './list.ts'
import type { Pipeline } from './pipeline.ts'
import type { RenderedPage } from './render.ts'
import { type Composer, createComposer, SHELL } from './shell.ts'

/** Neighbours share the types that their code names: they are rendered by the same process. */
const STRIDE = 60

/** One of several processes that build pages. */
export interface Share {
  index: number
  count: number
}

export interface BuildPagesOptions {
  site: Site
  typings: Typings
  pipeline: Pipeline
  outDir: string
  /** The site's base, `/` or `/sub/path/`. */
  base: string
  hooks: DocumentHooks
}

/** What one process found, as plain data. */
export interface Built {
  pages: number
  types: HoverProblem[]
  errors: string[]
  /** Page → addresses of this site that it links to. */
  links: [page: string, links: string[]][]
}

/** Renders this process's share of the generated pages and writes their documents into the built site. */
export async function buildPages(options: BuildPagesOptions, { index, count }: Share): Promise<Built> {
  const { site, typings, pipeline, outDir } = options
  const mine = generatedPages(site).filter((_, at) => Math.floor(at / STRIDE) % count === index)
  const composers = await readShells(outDir)
  const { pages, types, errors } = await pipeline.render(mine, typings)
  for (const [page, rendered] of pages) await writePage(page, rendered, { ...options, composers })
  return {
    pages: pages.size,
    types,
    errors: errors.map(({ message }) => message),
    links: [...pages].map(([{ relativePath }, { links }]) => [relativePath, links]),
  }
}

type Writing = Pick<BuildPagesOptions, 'outDir' | 'base' | 'hooks'> & { composers: Map<Section, Composer> }

async function writePage({ section, relativePath }: SitePage, rendered: RenderedPage, options: Writing): Promise<void> {
  const html = options.composers.get(section)?.(toDocument(rendered, options))
  if (html === undefined) throw new Error(`no shell for ${section}`)
  const file = join(options.outDir, relativePath.replace(/\.md$/, '.html'))
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, html)
}

const shellFile = (outDir: string, section: Section): string => join(outDir, section, `${SHELL}.html`)

async function readShells(outDir: string): Promise<Map<Section, Composer>> {
  const read = async (section: Section) => {
    const html = await readFile(shellFile(outDir, section), 'utf8')
    return [section, createComposer(html, section)] as const
  }
  return new Map(await Promise.all(SECTIONS.map(read)))
}

/** The shells are no pages. */
export async function removeShells(outDir: string): Promise<void> {
  await Promise.all(SECTIONS.map((section) => rm(shellFile(outDir, section), { force: true })))
}
