import { createHash } from 'node:crypto'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'

/** What `client/runner` imports: two scripts as text, and the hash that the frame's policy names. */
const ID = 'virtual:playground-runner'
const RESOLVED = `\0${ID}`

/**
 * Bundles the worker's runtime (chain client, axios) and the frame's script, each into one self-contained classic
 * script, and offers them as the virtual module `virtual:playground-runner`:
 * `{ runtime: string, bootstrap: string, bootstrapHash: 'sha256-…' }`. Works alike in dev and in build; entries are
 * found beside the importing file, because a bundled configuration does not know where it came from.
 */
export function playgroundRunner(): Plugin {
  let folder = ''
  let made: Promise<Made> | undefined
  return {
    name: 'playground-runner',
    enforce: 'pre',
    resolveId(id, importer) {
      if (id !== ID) return
      if (importer)
        folder = dirname(importer.startsWith('file:') ? fileURLToPath(importer) : importer.replace(/\?.*$/, ''))
      return RESOLVED
    },
    async load(id) {
      if (id !== RESOLVED) return
      made ??= make(folder)
      const { code, files } = await made
      for (const file of files) this.addWatchFile(file)
      return code
    },
    async handleHotUpdate({ file, server }) {
      if (!(await made)?.files.includes(file)) return
      made = undefined
      const module = server.moduleGraph.getModuleById(RESOLVED)
      if (module) server.moduleGraph.invalidateModule(module)
    },
  }
}

interface Made {
  code: string
  files: string[]
}

async function make(folder: string): Promise<Made> {
  const [runtime, bootstrap] = await Promise.all([
    bundle(resolve(folder, 'runtime/index.ts'), '__runtime'),
    bundle(resolve(folder, 'bootstrap.ts'), '__bootstrap'),
  ])
  // an HTML parser must find no end tag inside the script
  const text = bootstrap.code.replace(/<\/script/gi, '<\\/script')
  const hash = `sha256-${createHash('sha256').update(text).digest('base64')}`
  const code = [
    `export const runtime = ${JSON.stringify(runtime.code)}`,
    `export const bootstrap = ${JSON.stringify(text)}`,
    `export const bootstrapHash = ${JSON.stringify(hash)}`,
  ].join('\n')
  return { code, files: [...runtime.files, ...bootstrap.files] }
}

async function bundle(entry: string, name: string): Promise<Made> {
  const output = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: { 'process.env.NODE_ENV': '"production"' },
    build: { write: false, target: 'es2022', minify: true, lib: { entry, name, formats: ['iife'] } },
  })
  const [result] = Array.isArray(output) ? output : [output]
  if (!result || !('output' in result)) throw new Error(`playground-runner: ${entry} 没有产物`)
  const [chunk] = result.output
  return { code: chunk.code.trim(), files: Object.keys(chunk.modules).filter((file) => !file.startsWith('\0')) }
}
