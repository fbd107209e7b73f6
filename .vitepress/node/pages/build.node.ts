/**
 * After `vitepress build`: the pages of the catalog, put into the documents that VitePress made for their sections, and
 * the files that the browser fetches. `tsx .vitepress/node/pages/build.node.ts [folder of the site]`
 */
import { fork } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createMarkdownRenderer } from 'vitepress'
import { canonicalAddresses } from '../canonical.ts'
import { createColour } from '../colour/index.ts'
import { writeDataFiles } from '../data-files.ts'
import { createHover, HoverError } from '../hover/index.ts'
import { catalogTypings } from '../hover-typings.ts'
import { siteMarkdown } from '../markdown.ts'
import { loadSite, projectRoot } from '../site.ts'
import { type Built, buildPages, removeShells, type Share } from './build.ts'
import { createPageCache } from './cache.ts'
import { BASE_MARK } from './document.ts'
import { deadLinks } from './links.ts'
import { generatedPages } from './list.ts'
import { createPipeline } from './pipeline.ts'

const outDir = resolve(process.argv[2] ?? join(projectRoot, '.vitepress/dist'))
const pageCache = join(projectRoot, '.vitepress/cache/pages')
const base = process.env.BASE ?? '/'
const hooks = canonicalAddresses({ base, env: process.env, loadSite })

/** How many whole sites the cache may hold. */
const KEPT = 4

/** More processes than two gain little and cost 0.4 GB each. */
const COUNT = Math.min(2, availableParallelism())

/** Megabytes for the heap of each, about twice of what it needs: without a limit it grows with what is free. */
const heapOf = (pages: number): number => Math.round(480 + pages / 8)

async function share({ index, count }: Share): Promise<Built> {
  const site = await loadSite()
  const typings = catalogTypings(site.catalog)
  const docs = join(projectRoot, 'docs')
  const pipeline = createPipeline({
    project: projectRoot,
    cacheDir: pageCache,
    base: BASE_MARK,
    async tools() {
      const hover = createHover({ root: projectRoot, typings })
      return {
        hover,
        md: await createMarkdownRenderer(
          docs,
          siteMarkdown({ base: BASE_MARK, colour: createColour(), hover }),
          BASE_MARK,
        ),
      }
    },
  })
  return buildPages({ site, typings, pipeline, outDir, base, hooks }, { index, count })
}

function startShare({ index, count }: Share, heap: number): Promise<Built> {
  return new Promise((done, fail) => {
    const child = fork(fileURLToPath(import.meta.url), [outDir], {
      execArgv: [...process.execArgv, `--max-old-space-size=${heap}`],
      env: { ...process.env, PAGES_SHARE: `${index}/${count}` },
    })
    child.on('message', (built) => done(built as Built))
    child.on('error', fail)
    child.on('exit', (code) => fail(new Error(`a process that builds pages ended with ${code}`)))
  })
}

async function handWritten(): Promise<string[]> {
  const files = await readdir(join(projectRoot, 'docs'), { recursive: true })
  return files.filter((file) => file.endsWith('.md') && !file.includes('[')).map((file) => file.replaceAll('\\', '/'))
}

async function all(): Promise<void> {
  // Read here first: the others then have it from the cache.
  const site = await loadSite()
  const heap = heapOf(generatedPages(site).length)
  const parts = await Promise.all(
    Array.from({ length: COUNT }, (_, index) => startShare({ index, count: COUNT }, heap)),
  )
  const types = parts.flatMap((part) => part.types)
  const known = [...generatedPages(site).map(({ relativePath }) => relativePath), ...(await handWritten())]
  const links = deadLinks(
    parts.flatMap((part) => part.links),
    new Set(known.map((file) => file.replace(/\.md$/, ''))),
  )
  const messages = [
    ...(types.length > 0 ? [new HoverError(types).message] : []),
    ...parts.flatMap(({ errors }) => errors),
    ...links.map(({ message }) => message),
  ]
  if (messages.length > 0) {
    console.error(messages.join('\n'))
    process.exit(1)
  }
  await removeShells(outDir)
  await createPageCache(pageCache).prune(KEPT * known.length)
  await writeDataFiles(site, { root: projectRoot, outDir })
  await hooks.buildEnd({ outDir })
  console.log(`${parts.reduce((sum, { pages }) => sum + pages, 0)} pages of the catalog`)
}

const [index, count] = (process.env.PAGES_SHARE ?? '').split('/').map(Number)
if (index !== undefined && count) process.send?.(await share({ index, count }), () => process.disconnect())
else await all()
