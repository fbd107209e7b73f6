/**
 * `node run.mjs program.node.ts [argument …]`: bundles a program of ours and runs it in plain Node. A loader of TypeScript
 * takes every module of every package in hand, which is half of the time that a command needs to start; this takes a
 * fifth of a second.
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { build } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))
const folder = join(root, 'node_modules/.cache/run')

/** Files of ours find others by their own place, not by the bundle's. */
const ownAddresses = {
  name: 'own-addresses',
  enforce: /** @type {const} */ ('pre'),
  transform: {
    filter: { code: /\bimport\.meta\.url\b/ },
    /** @type {(code: string, id: string) => { code: string, map: null }} */
    handler: (code, id) => ({
      code: code.replace(/\bimport\.meta\.url\b/g, JSON.stringify(pathToFileURL(id).href)),
      map: null,
    }),
  },
}

/** Loaded, the file is of no more use. */
const REMOVE_ITSELF = `process.getBuiltinModule('node:fs').rmSync(new URL(import.meta.url))`

/** @param {string} program */
async function bundle(program) {
  const { NODE_ENV } = process.env
  const result = await build({
    root,
    configFile: false,
    envDir: false,
    publicDir: false,
    logLevel: 'warn',
    plugins: [ownAddresses],
    build: {
      ssr: program,
      write: false,
      outDir: folder,
      minify: false,
      sourcemap: 'inline',
      target: 'node20',
      rolldownOptions: { output: { codeSplitting: false, banner: REMOVE_ITSELF } },
    },
  })
  // Vite says `production` to everybody when it builds.
  if (NODE_ENV === undefined) delete process.env.NODE_ENV
  const output = 'output' in result ? result.output[0] : undefined
  if (!output) throw new Error(`nothing came of ${program}`)
  return output.code
}

const program = resolve(process.argv[2] ?? '')
const file = join(folder, `${basename(program, '.ts')}.${process.pid}.mjs`)
const code = await bundle(program)
await mkdir(folder, { recursive: true })
await writeFile(file, code)
process.argv.splice(1, 2, program)
process.setSourceMapsEnabled(true)
await import(pathToFileURL(file).href)
