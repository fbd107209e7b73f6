/** Bundles the gateway into `sw.js` of the built site (or of the folder named), and writes what operations check and answer beside it. */
import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'
import { operationFile } from '../protocol/worker/index.ts'
import { describeControl } from '../sandbox/control/openapi.ts'
import { loadBehaviour } from '../server/behaviour.node.ts'

const entry = fileURLToPath(new URL('./index.ts', import.meta.url))
const site = process.argv[2] ?? fileURLToPath(new URL('../../.vitepress/dist', import.meta.url))

/** `virtual:behaviour`, parsed from JSON: quicker for an engine than object literals of that size. */
function behaviourPlugin(values: Record<string, unknown>): Plugin {
  const id = 'virtual:behaviour'
  const code = Object.entries(values).map(
    ([name, value]) => `export const ${name} = JSON.parse(${JSON.stringify(JSON.stringify(value))})`,
  )
  return {
    name: 'behaviour',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (resolved) => (resolved === `\0${id}` ? code.join('\n') : undefined),
  }
}

async function write(file: string, value: unknown): Promise<void> {
  const path = join(site, file)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, JSON.stringify(value))
}

await stat(site).catch(() => {
  throw new Error(`没有 ${site}：sw.js 在 vitepress build 之后生成，请运行 npm run build`)
})
const { operations, ...index } = await loadBehaviour(process.env.CATALOG_ROOT)
await rm(join(site, dirname(operationFile(' '))), { recursive: true, force: true })
for (const operation of operations) await write(operationFile(operation.id), operation)
// for tools, and for readers of a site whose sandbox does not run yet
await write('sandbox-openapi.json', describeControl(index.resources))
await build({
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  plugins: [behaviourPlugin({ index })],
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: site,
    emptyOutDir: false,
    target: 'es2022',
    minify: true,
    lib: { entry, name: 'gateway', formats: ['iife'], fileName: () => 'sw.js' },
  },
})
