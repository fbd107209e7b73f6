/**
 * `npm run build`: the static site. VitePress builds the hand-written pages and a shell for each section of the catalog;
 * meanwhile the catalog's pages are rendered here, and put into the shells when those are there. The service worker is
 * bundled beside that. `node run.mjs .vitepress/node/build.node.ts [folder of the site]`
 */
import { readdir } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { canonicalAddresses } from './canonical.ts'
import { createChildren } from './children.ts'
import { writeDataFiles } from './data-files.ts'
import { catalogTypings } from './hover-typings.ts'
import { type BuiltPages, buildPages, type Share, writePages } from './pages/build.ts'
import { createPageCache } from './pages/cache.ts'
import { generatedPages } from './pages/list.ts'
import type { MissingPage } from './pages/pipeline.ts'
import { createSitePipeline, pageCache } from './pages/site-pipeline.ts'
import { loadSite, projectRoot, type Site } from './site.ts'

const outDir = resolve(process.argv[2] ?? join(projectRoot, '.vitepress/dist'))
const base = process.env.BASE ?? '/'
const hooks = canonicalAddresses({ base, env: process.env, loadSite })
const children = createChildren()

const EDITOR = join(projectRoot, '.vitepress/node/editor.node.ts')
const RUN = join(projectRoot, 'run.mjs')
const VITEPRESS = join(projectRoot, 'node_modules/vitepress/bin/vitepress.js')
const SERVICE_WORKER = join(projectRoot, 'playground/service-worker/build.node.ts')

/** How many whole sites the cache may hold. */
const KEPT = 4

/** More processes than two gain little and cost 0.4 GB each. */
const COUNT = Math.min(2, availableParallelism())

/** Neighbours share the types that their code names: they are rendered by the same process. */
const STRIDE = 60

/** Megabytes for the heap of each, a half more than it needs: without a limit it grows with what is free. */
const heapOf = (pages: number): number => Math.round(360 + pages / 12)

async function build(): Promise<void> {
  // Read here first: what is wrong with it is said once, and the others have it from the cache.
  const site = await loadSite()
  const others = await handWritten()
  // The two bundles one after the other: in one process they need half a gigabyte more at once.
  const vitepress = children
    .run('the bundle of the editor', [RUN, EDITOR])
    .then(() => children.run('VitePress', [VITEPRESS, 'build', '--outDir', outDir], { cwd: projectRoot }))
  const typings = catalogTypings(site.catalog)
  const content = buildPages(generatedPages(site), {
    typings,
    others,
    pipeline: createSitePipeline(typings),
    // After VitePress: all at once need more memory than a build may take.
    renderMany: (missing) => vitepress.then(() => renderMany(missing)),
  })
  const [shells, built] = await Promise.allSettled([vitepress, content])
  if (built.status === 'rejected') throw built.reason
  const { pages, messages } = built.value
  if (shells.status === 'rejected') messages.push(messageOf(shells.reason))
  if (messages.length > 0) {
    console.error(messages.join('\n'))
    process.exitCode = 1
    return
  }
  const worker = children.run('the service worker', [RUN, SERVICE_WORKER, outDir])
  await Promise.all([worker, finish(site, { pages, others })])
  console.log(`${pages.size} pages of the catalog`)
}

/** A part of the missing pages for each of several processes. */
function renderMany(missing: MissingPage[]): Promise<Share[]> {
  const parts = Array.from({ length: COUNT }, (): string[] => [])
  for (const [at, [{ relativePath }]] of missing.entries()) parts[Math.floor(at / STRIDE) % COUNT]?.push(relativePath)
  const execArgv = [`--max-old-space-size=${heapOf(missing.length)}`]
  const args = [RUN, join(projectRoot, '.vitepress/node/pages/share.node.ts')]
  return Promise.all(
    parts.map((message) => children.ask('a process that renders pages', args, { message, execArgv }) as Promise<Share>),
  )
}

async function finish(site: Site, { pages, others }: { pages: BuiltPages['pages']; others: string[] }): Promise<void> {
  await writePages(pages, { outDir, base, hooks })
  await createPageCache(pageCache).prune(KEPT * (pages.size + others.length))
  await writeDataFiles(site, { root: projectRoot, outDir })
  await hooks.buildEnd({ outDir })
}

async function handWritten(): Promise<string[]> {
  const files = await readdir(join(projectRoot, 'docs'), { recursive: true })
  return files.filter((file) => file.endsWith('.md') && !file.includes('[')).map((file) => file.replaceAll('\\', '/'))
}

/** What a person can act on says it without a stack. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return 'hint' in error ? error.message : (error.stack ?? error.message)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => {
    children.end()
    process.kill(process.pid, signal)
  })

await build()
  .catch((error) => {
    console.error(messageOf(error))
    process.exitCode = 1
  })
  .finally(() => children.end())
