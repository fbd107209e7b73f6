import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { build, type Plugin } from 'vite'
import { monacoStyles } from '../../playground/client/vite-plugin.node.ts'
import { SiteError } from './site-error.ts'

export interface EditorBundleOptions {
  /** The project's folder. */
  project: string
  /** The site's base, `/` or `/sub/path/`. */
  base: string
}

const FOLDER = 'playground/client/editor'
const ENTRY = `${FOLDER}/monaco-api.ts`
const ID = '\0editor-bundle'
/** What was made, and that it is complete. */
const LIST = 'files.json'

/**
 * Monaco as files of its own, made once for its packages: it is two thirds of the time and memory of a
 * build, and changes with neither the catalog nor the pages. What uses it imports these files by their address.
 */
export function editorBundle({ project, base }: EditorBundleOptions): Plugin {
  let made: Promise<Made> | undefined
  return {
    name: 'editor-bundle',
    apply: (_, { command }) => command === 'build',
    enforce: 'pre',
    resolveId(id, importer) {
      return id === './monaco-api.ts' && importer?.replaceAll('\\', '/').includes(`/${FOLDER}/`) ? ID : undefined
    },
    async load(id) {
      if (id !== ID) return undefined
      made ??= make({ project, base })
      const address = JSON.stringify(base + (await made).entry)
      // In a variable, or the bundler looks for the file.
      return [
        `const address = ${address}`,
        'const { monaco, typescript, provideWorkers } = await import(/* @vite-ignore */ address)',
        'export { monaco, typescript, provideWorkers }',
      ].join('\n')
    },
    async generateBundle() {
      if (this.environment.name !== 'client' || !made) return
      const { folder, files } = await made
      for (const fileName of files)
        this.emitFile({ type: 'asset', fileName, source: await readFile(join(folder, fileName)) })
    },
  }
}

/** Has the files in the cache, so that a build in another process finds them there. */
export async function keepEditorBundle(options: EditorBundleOptions): Promise<void> {
  await make(options)
}

interface Made {
  folder: string
  /** Paths below the site. */
  files: string[]
  entry: string
}

/** The files, from the cache or made now. */
async function make({ project, base }: EditorBundleOptions): Promise<Made> {
  const cache = join(project, '.vitepress/cache/editor')
  const folder = join(cache, await keyOf({ project, base }))
  const kept = await readFile(join(folder, LIST), 'utf8').catch(() => undefined)
  if (kept !== undefined) return { folder, ...(JSON.parse(kept) as Omit<Made, 'folder'>) }
  const draft = `${folder}.${process.pid}`
  await bundle({ project, base }, draft)
  const files = await filesOf(draft)
  const entry = files.find((file) => /\/monaco-api\.[^/]+\.js$/.test(file)) ?? ''
  await writeFile(join(draft, LIST), JSON.stringify({ files, entry }))
  await rm(folder, { recursive: true, force: true })
  await mkdir(cache, { recursive: true })
  await rename(draft, folder)
  return { folder, files, entry }
}

/** Named as the site's other files are. */
async function bundle({ project, base }: EditorBundleOptions, outDir: string): Promise<void> {
  const output = { chunkFileNames: 'assets/chunks/[name].[hash].js', assetFileNames: 'assets/[name].[hash].[ext]' }
  await build({
    root: project,
    base,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    plugins: [monacoStyles(), onlyOwnFiles(project)],
    worker: { format: 'es', rolldownOptions: { output: { ...output, entryFileNames: 'assets/[name]-[hash].js' } } },
    build: {
      outDir,
      emptyOutDir: true,
      cssCodeSplit: false,
      chunkSizeWarningLimit: 10_000,
      rolldownOptions: {
        input: { 'monaco-api': join(project, ENTRY) },
        preserveEntrySignatures: 'strict',
        output: { ...output, entryFileNames: 'assets/chunks/[name].[hash].js' },
      },
    },
  })
}

/** The key knows one file of the project; another one would make it a lie. */
function onlyOwnFiles(project: string): Plugin {
  return {
    name: 'editor-bundle-files',
    moduleParsed({ id }) {
      const file = relative(project, id.replace(/\?.*$/, '')).split(sep).join('/')
      if (!file.startsWith('playground/') || file === ENTRY) return
      throw new SiteError('EDITOR_BUNDLE', `the editor's packages are bundled without ${file}`, {
        hint: 'import packages alone',
        where: ENTRY,
      })
    },
  }
}

async function keyOf({ project, base }: EditorBundleOptions): Promise<string> {
  const hash = createHash('sha256').update(`${process.version}\n${base}\n`)
  const styles = `${FOLDER}/monaco-css-plugin.node.ts`
  for (const file of [ENTRY, styles, '.vitepress/node/editor-bundle.ts', 'package-lock.json'])
    hash.update(`${file}\n`).update(await readFile(join(project, file)))
  return hash.digest('hex').slice(0, 32)
}

async function filesOf(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile())
  return files.map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/')).sort()
}
