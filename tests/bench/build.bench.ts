import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startCommand } from '../e2e/support/servers.ts'
import { type Cost, runMeasured } from './watch.ts'

const project = fileURLToPath(new URL('../..', import.meta.url))
const LEFT_OUT = /^(?:node_modules|\.git|\.vitepress\/(?:dist|\.temp|cache)|tests\/e2e\/\.results)$/
const PAGE = 'openapi/v3/payscore/plan/payscore-plans'
const FILE = 'catalog/operations/v3/payscore/plan/payscore-plans.yaml'

export interface BuildBench {
  /** Nothing in a cache. */
  cold: Cost
  /** One file of the catalog changed. */
  warm: Cost
  /** Seconds from the command to the first page, with the page's content: the first start ever, after a build, once more. */
  dev: { first: number; afterBuild: number; again: number; afterEdit: number }
}

/** `npm run build` and `npm run dev` in a copy of the project, whose caches are empty. */
export async function benchBuild(): Promise<BuildBench> {
  const folder = join(await mkdtemp(join(tmpdir(), 'bench-')), 'project')
  try {
    await cp(project, folder, { recursive: true, filter: (source) => !LEFT_OUT.test(relative(project, source)) })
    await symlink(join(project, 'node_modules'), join(folder, 'node_modules'))
    const first = (await dev(folder)).first
    await rm(join(folder, '.vitepress/cache'), { recursive: true, force: true })
    const build = (): Promise<Cost> => runMeasured({ command: 'npm', args: ['run', 'build'], cwd: folder })
    const cold = await build()
    await edit(folder, '计划所属的服务')
    const warm = await build()
    const { first: afterBuild, edited: afterEdit } = await dev(folder)
    const again = (await dev(folder)).first
    return { cold, warm, dev: { first, afterBuild, again, afterEdit } }
  } finally {
    await rm(join(folder, '..'), { recursive: true, force: true })
  }
}

async function edit(folder: string, text: string): Promise<void> {
  const file = join(folder, FILE)
  const source = await readFile(file, 'utf8')
  const changed = source.replace(/(service_id: \{ type: string, description: )[^,}]+/, `$1${text}`)
  if (changed === source) throw new Error(`nothing to edit in ${FILE}`)
  await writeFile(file, changed)
}

async function dev(folder: string): Promise<{ first: number; edited: number }> {
  const start = performance.now()
  const site = await startCommand('dev', { folder })
  const seconds = (from: number): number => Number(((performance.now() - from) / 1000).toFixed(1))
  try {
    await until(site.url, '<h1')
    const first = seconds(start)
    const from = performance.now()
    const text = `这份计划的服务 ${process.hrtime.bigint()}`
    await edit(folder, text)
    await until(site.url, text)
    return { first, edited: seconds(from) }
  } finally {
    await site.close()
  }
}

/** Asks until the page has the text; a page that was asked for is made once. */
async function until(site: string, text: string): Promise<void> {
  for (;;) {
    const html = await (await fetch(site + PAGE)).text()
    if (html.includes(text)) return
  }
}
