import { createHash } from 'node:crypto'
import { readdirSync, statSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Behaviour, deriveBehaviour } from '../../catalog/derive/behaviour/index.ts'
import { loadCatalogCached } from '../../catalog/model/cached.node.ts'
import { catalogRoot } from '../../catalog/model/load.node.ts'
import { projectRoot } from './paths.node.ts'

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/behaviour', import.meta.url))

/** How many catalogs and states of the code are kept. */
const KEPT = 8

/**
 * The behaviour of a catalog folder, kept between runs: a thousand files take seconds to read and check, and the kept
 * value stands only for exactly these files and this code. Throws `CatalogError` as `loadCatalog` does.
 */
export async function loadBehaviour(root: string = catalogRoot): Promise<Behaviour> {
  const file = join(CACHE, `${fingerprint(root)}.json`)
  const kept = await readFile(file, 'utf8').catch(() => undefined)
  if (kept !== undefined) return JSON.parse(kept) as Behaviour
  const behaviour = deriveBehaviour(await loadCatalogCached({ root, project: projectRoot }))
  // a folder that cannot be written to costs time, nothing else
  await keep(file, JSON.stringify(behaviour)).catch(() => undefined)
  return behaviour
}

/** Of the files' names, sizes and times, the code that reads them included. A thousand promises would take 0.1 s. */
function fingerprint(root: string): string {
  const folders = [...new Set([root, join(catalogRoot, 'model'), join(catalogRoot, 'derive/behaviour')])]
  const lines = folders.flatMap((folder) => {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
    const files = entries.filter((entry) => entry.isFile() && /\.(?:yaml|ts)$/.test(entry.name))
    return files.map(({ parentPath, name }) => lineOf(join(parentPath, name))).sort()
  })
  return createHash('sha256').update(lines.join('\n')).digest('hex').slice(0, 32)
}

function lineOf(path: string): string {
  const { size, mtimeMs } = statSync(path)
  return `${path} ${size} ${mtimeMs}`
}

/** Whole or not at all, also with several processes at once. */
async function keep(file: string, text: string): Promise<void> {
  await mkdir(CACHE, { recursive: true })
  const draft = `${file}.${process.pid}`
  await writeFile(draft, text)
  await rename(draft, file)
  const files = (await readdir(CACHE)).filter((name) => name.endsWith('.json'))
  const dated = await Promise.all(files.map(async (name) => ({ name, time: (await stat(join(CACHE, name))).mtimeMs })))
  const old = dated.sort((one, other) => other.time - one.time).slice(KEPT)
  await Promise.all(old.map(({ name }) => rm(join(CACHE, name), { force: true })))
}
