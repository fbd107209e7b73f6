import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { catalogRoot, loadCatalog } from './load.node.ts'
import type { Catalog } from './types.ts'

export interface CachedCatalogOptions {
  /** The catalog's folder. */
  root?: string
  /** The project's folder: its lockfile and the code of the model decide what the files mean. */
  project: string
}

/** How many catalogs are kept: the project's own, and those that tests and the bench make. */
const KEPT = 4

/**
 * The catalog as `loadCatalog` reads it, from `.vitepress/cache/catalog` where the same files were read by the same code
 * before. Reading a thousand files takes seconds, a tenth of one from the cache; a file that cannot be read counts as absent.
 * @throws {CatalogError} with every problem of every file, if there is one; problems are never kept.
 */
export async function loadCatalogCached({ root = catalogRoot, project }: CachedCatalogOptions): Promise<Catalog> {
  const shared = globalThis as { [SHARED]?: { key: string; catalog: Promise<Catalog> } }
  const key = fingerprint(root, project)
  const last = shared[SHARED]
  if (last?.key === key) return last.catalog
  const catalog = load(root, { folder: join(project, '.vitepress/cache/catalog'), key })
  shared[SHARED] = { key, catalog }
  return catalog
}

/** Site and gateway of the dev server read the same files at the same moment; bundled, each has this module on its own. */
const SHARED = Symbol.for('wechatpay-live-docs.catalog')

const ELSEWHERE = Symbol.for('wechatpay-live-docs.catalog-elsewhere')

/**
 * From now on a catalog that is not in the cache is read by somebody else, another thread, so that this one goes on
 * meanwhile: it reads the catalog of that folder with `loadCatalogCached`, or rejects as that does.
 */
export function readCatalogElsewhere(read: (root: string) => Promise<void>): void {
  const shared = globalThis as { [ELSEWHERE]?: (root: string) => Promise<void> }
  shared[ELSEWHERE] = read
}

async function load(root: string, { folder, key }: { folder: string; key: string }): Promise<Catalog> {
  const file = join(folder, `${key}.bin`)
  const kept = await read(file)
  if (kept) return kept
  const elsewhere = (globalThis as { [ELSEWHERE]?: (root: string) => Promise<void> })[ELSEWHERE]
  if (elsewhere) {
    await elsewhere(root)
    const left = await read(file)
    if (left) return left
  }
  const catalog = await loadCatalog(root)
  await keep(file, serialize(catalog))
  await prune(folder, file)
  return catalog
}

async function read(file: string): Promise<Catalog | undefined> {
  try {
    const bytes = await readFile(file)
    const body = bytes.subarray(32)
    return sha256(body).equals(bytes.subarray(0, 32)) ? (deserialize(body) as Catalog) : undefined
  } catch {
    return undefined
  }
}

/** Under another name first: two builds may write at once, and none may read half a file. */
async function keep(file: string, body: Buffer): Promise<void> {
  const draft = `${file}.${process.pid}`
  await mkdir(dirname(file), { recursive: true })
  await writeFile(draft, Buffer.concat([sha256(body), body]))
  await rename(draft, file)
}

async function prune(folder: string, newest: string): Promise<void> {
  const files = (await readdir(folder)).filter((name) => name.endsWith('.bin')).map((name) => join(folder, name))
  const others = files.filter((file) => file !== newest).sort()
  await Promise.all(others.slice(KEPT - 1).map((file) => rm(file, { force: true })))
}

/** Everything that decides what the catalog is: its files, the code that reads them, and the packages that code uses. */
function fingerprint(root: string, project: string): string {
  const hash = createHash('sha256').update(`${process.version}\n`)
  for (const { name, bytes } of [
    ...filesOf(root, '.yaml'),
    ...filesOf(join(project, 'catalog/model'), '.ts'),
    { name: 'package-lock.json', bytes: readFileSync(join(project, 'package-lock.json')) },
  ])
    hash.update(`${name}\n${bytes.length}\n`).update(bytes)
  return hash.digest('hex')
}

/** Not with promises: a thousand files then take 0.2 s, and longer where others read, too. */
function filesOf(folder: string, suffix: string): { name: string; bytes: Buffer }[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(suffix))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
  return paths.map((path) => ({ name: relative(folder, path).split(sep).join('/'), bytes: readFileSync(path) }))
}

function sha256(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest()
}
