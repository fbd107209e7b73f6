import type { Server } from 'node:http'
import { resolve, sep } from 'node:path'
import { createServer, disposeMdItInstance, resolveConfig } from 'vitepress'
import { catalogRoot } from '../../catalog/model/load.node.ts'
import { type Handler, refuse } from './adapter.node.ts'
import { haveChanged, type Stamps, stampsOf, stampsOfRead, watchFiles } from './config-files.node.ts'
import { projectRoot } from './paths.node.ts'
import { problemLines } from './run.node.ts'
import { shareUpgrades } from './upgrades.node.ts'

type DevServer = Awaited<ReturnType<typeof createServer>>
type Config = Awaited<ReturnType<typeof resolveConfig>>

interface DevSiteOptions {
  /** The server that the pages come from; the websocket of hot reload shares it. */
  server: Server
  base: string
  /** Called once for a burst of changes in the catalog. */
  onCatalogChange(): Promise<void>
}

/** VitePress in middleware mode: no port of its own, restarted in place when its configuration changes. */
export async function createDevSite({ server, base, onCatalogChange }: DevSiteOptions): Promise<{
  handler: Handler
  close(): Promise<void>
}> {
  const hmr = { server: shareUpgrades(server) }
  let { config, stamps } = await read()
  let watching = watchFiles(stamps.keys(), restart)
  let current = start()
  let restarting: Promise<void> | undefined
  await current
  // Something may have been saved before anybody watched.
  void restart()

  async function start(): Promise<DevServer> {
    const site = await createServer(projectRoot, { base, middlewareMode: true, hmr }, restart, config)
    watchCatalog(site, onCatalogChange)
    return site
  }

  /** One at a time. Asked for by two watchers and for every save, of which there may be several; the files decide. */
  function restart(): Promise<void> {
    restarting ??= replace().finally(() => {
      restarting = undefined
    })
    return restarting
  }

  async function replace(): Promise<void> {
    while (haveChanged(stamps)) {
      stamps = stampsOf(stamps.keys())
      try {
        const old = await current.catch(() => undefined)
        // Before the old site ends: with a configuration that is wrong, it goes on.
        const next = await read(stamps)
        // VitePress keeps one renderer for the process, and with it the old configuration and its hover engine.
        disposeMdItInstance()
        watching.close()
        ;({ config, stamps } = next)
        watching = watchFiles(stamps.keys(), restart)
        current = Promise.resolve(old?.close()).then(start)
        await current
      } catch (error) {
        report(error)
      }
    }
  }

  return {
    handler: (incoming, outgoing) => {
      current.then(
        ({ middlewares }) => middlewares(incoming, outgoing, () => refuse(outgoing, 404, '没有这个页面\n')),
        () => refuse(outgoing, 503, '站点没有启动，原因见终端\n'),
      )
    },
    close: async () => {
      watching.close()
      await restarting
      await (await current).close()
    },
  }
}

/** The configuration, and when its files were saved. */
async function read(before?: Stamps): Promise<{ config: Config; stamps: Stamps }> {
  const began = Date.now()
  const config = await resolveConfig(projectRoot)
  const files = [...(config.configPath ? [config.configPath] : []), ...config.configDeps]
  const paths = [...new Set(files.map((file) => resolve(projectRoot, file)))]
  return { config, stamps: stampsOfRead(paths, began, before) }
}

function report(error: unknown): void {
  const problems = error instanceof Error && 'problems' in error ? error.problems : undefined
  const lines = Array.isArray(problems) ? problemLines({ problems }) : [error instanceof Error ? error.stack : error]
  console.error(['站点的配置有错，没有重新启动：', ...lines].join('\n'))
}

/** The site's plugin for the pages of the catalog says what happens in its folder. */
function watchCatalog({ watcher }: DevServer, onChange: () => Promise<void>): void {
  const folder = resolve(process.env.CATALOG_ROOT ?? catalogRoot)
  let timer: NodeJS.Timeout | undefined
  watcher.on('all', (_event, path) => {
    if (!path.startsWith(folder + sep) || !/\.ya?ml$/.test(path)) return
    clearTimeout(timer)
    timer = setTimeout(() => void onChange(), 100)
  })
}
