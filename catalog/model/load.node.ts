import { readdir, readFile } from 'node:fs/promises'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildCatalog } from './build.ts'
import type { CatalogFile } from './parse.ts'
import { CatalogError, type Problem, sortProblems } from './problem.ts'
import type { Catalog } from './types.ts'

/** The absolute path of `catalog/`. A bundled caller (VitePress bundles its config) passes its own to `loadCatalog`. */
export const catalogRoot = join(dirname(fileURLToPath(import.meta.url)), '..')

/** The folders and files that hold facts; the rest of `catalog/` is code. */
const FACTS = [
  'operations',
  'webhooks',
  'schemas',
  'glossary',
  'resources',
  'errors',
  'products',
  'flows',
  'products.yaml',
  'identity.yaml',
  'launches.yaml',
]

/**
 * Reads the catalog below `root`.
 * @throws {CatalogError} with every problem of every file, if there is one.
 */
export async function loadCatalog(root: string = catalogRoot): Promise<Catalog> {
  const { files, misnamed } = await readFiles(root)
  const { catalog, problems } = buildCatalog(files)
  const all = sortProblems([...misnamed, ...problems])
  if (all.length > 0) throw new CatalogError(all)
  return catalog
}

interface Found {
  files: CatalogFile[]
  misnamed: Problem[]
}

const isYaml = (file: string): boolean => file.endsWith('.yaml')

async function readFiles(root: string): Promise<Found> {
  const names = await listFacts(root)
  return {
    files: await Promise.all(
      names.filter(isYaml).map(async (file) => ({ file, text: await readFile(join(root, file), 'utf8') })),
    ),
    misnamed: names
      .filter((file) => !isYaml(file))
      .map((file) => ({
        file,
        line: 1,
        message: 'not a .yaml file',
        hint: 'Rename it to end in .yaml, or move it elsewhere.',
      })),
  }
}

/** The YAML files below `root` that hold facts, relative to it with forward slashes, sorted. */
export async function listCatalogFiles(root: string): Promise<string[]> {
  return (await listFacts(root)).filter(isYaml)
}

async function listFacts(root: string): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true }).catch((cause: unknown) => {
    throw new CatalogError([
      {
        file: root,
        line: 1,
        message: `the folder cannot be read (${reason(cause)})`,
        hint: 'Pass the folder that holds operations/.',
      },
    ])
  })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => FACTS.includes(file.split('/')[0] ?? '') && !file.endsWith('.md'))
    .sort()
}

function reason(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
}
