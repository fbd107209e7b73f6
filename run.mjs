/**
 * `node run.mjs program.node.ts [argument …]`: bundles a program of ours and runs it in plain Node. A loader of TypeScript
 * takes every module of every package in hand, which is half of the time that a command needs to start; this takes a
 * fifth of a second.
 */
import { rmSync } from 'node:fs'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { threadId } from 'node:worker_threads'
import { build } from 'vite'

const root = fileURLToPath(new URL('.', import.meta.url))
const folder = join(root, 'node_modules/.cache/run')
/** Of this process and thread: several run at once. */
const ID = `${process.pid}-${threadId}`

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

/**
 * The program's own file, and what it imports later, a file each: packages that only those need are not loaded before.
 * @param {string} program
 */
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
      rolldownOptions: {
        output: {
          entryFileNames: `[name].${ID}.mjs`,
          chunkFileNames: `[name].[hash].${ID}.mjs`,
        },
      },
    },
  })
  // Vite says `production` to everybody when it builds.
  if (NODE_ENV === undefined) delete process.env.NODE_ENV
  return 'output' in result ? result.output.filter((file) => file.type === 'chunk') : []
}

/** @param {string[]} names */
function remove(names) {
  for (const name of names) rmSync(join(folder, name), { force: true })
}

/**
 * Whether it is of a process that could not remove its files.
 * @param {string} name
 */
function isLeft(name) {
  const [, pid] = /\.(\d+)-\d+\.mjs$/.exec(name) ?? []
  try {
    return pid !== undefined && !process.kill(Number(pid), 0)
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ESRCH'
  }
}

const program = resolve(process.argv[2] ?? '')
const chunks = await bundle(program)
const entry = chunks.find(({ isEntry }) => isEntry)
if (!entry) throw new Error(`nothing came of ${program}`)
await mkdir(folder, { recursive: true })
await Promise.all(chunks.map(({ fileName, code }) => writeFile(join(folder, fileName), code)))
process.on('exit', () => remove(chunks.map(({ fileName }) => fileName)))
remove((await readdir(folder)).filter(isLeft))
process.argv.splice(1, 2, program)
process.setSourceMapsEnabled(true)
await import(pathToFileURL(join(folder, entry.fileName)).href)
