/** Bundles the gateway, with the behaviour of the whole catalog, into `sw.js` of the built site (or of the folder named). */
import { stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build, type Plugin } from 'vite'
import { deriveBehaviour } from '../../catalog/derive/behaviour/index.ts'
import { loadCatalog } from '../../catalog/model/load.node.ts'

const entry = fileURLToPath(new URL('./index.ts', import.meta.url))
const site = process.argv[2] ?? fileURLToPath(new URL('../../.vitepress/dist', import.meta.url))

/** `virtual:behaviour`, parsed from JSON: quicker for an engine than an object literal of that size. */
function behaviourPlugin(json: string): Plugin {
  const id = 'virtual:behaviour'
  return {
    name: 'behaviour',
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load: (resolved) =>
      resolved === `\0${id}` ? `export const behaviour = JSON.parse(${JSON.stringify(json)})` : undefined,
  }
}

await stat(site).catch(() => {
  throw new Error(`没有 ${site}：sw.js 在 vitepress build 之后生成，请运行 npm run build`)
})
const behaviour = deriveBehaviour(await loadCatalog(process.env.CATALOG_ROOT))
await build({
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  plugins: [behaviourPlugin(JSON.stringify(behaviour))],
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: site,
    emptyOutDir: false,
    target: 'es2022',
    minify: true,
    lib: { entry, name: 'gateway', formats: ['iife'], fileName: () => 'sw.js' },
  },
})
