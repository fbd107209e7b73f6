import { stat } from 'node:fs/promises'
import type { Server } from 'node:http'
import { resolve, sep } from 'node:path'
import { createServer, disposeMdItInstance, resolveConfig } from 'vitepress'
import { catalogRoot } from '../../catalog/model/load.node.ts'
import { type Handler, refuse } from './adapter.node.ts'
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
  let config = await resolveConfig(projectRoot)
  let current = start()
  let restarting: Promise<void> | undefined
  let again = false
  await current

  async function start(): Promise<DevServer> {
    const site = await createServer(projectRoot, { base, middlewareMode: true, hmr }, restart, config)
    watchCatalog(site, onCatalogChange)
    return site
  }

  /** One at a time: a second one that starts from the same old site would leave a site that nobody closes. */
  function restart(): Promise<void> {
    again = restarting !== undefined
    restarting ??= replace().finally(() => {
      restarting = undefined
    })
    return restarting
  }

  async function replace(): Promise<void> {
    do {
      again = false
      try {
        const old = await current
        const before = await timesOf(config)
        // Before the old site ends: with a configuration that is wrong, it goes on.
        const next = await resolveConfig(projectRoot)
        // VitePress keeps one renderer for the process, and with it the old configuration and its hover engine.
        disposeMdItInstance()
        const was = config
        config = next
        current = old.close().then(start)
        await current
        // Nobody watches between two sites: what was saved then would be lost.
        if ((await timesOf(was)) !== before) again = true
      } catch (error) {
        report(error)
      }
    } while (again)
  }

  return {
    handler: (incoming, outgoing) => {
      current.then(
        ({ middlewares }) => middlewares(incoming, outgoing, () => refuse(outgoing, 404, '没有这个页面\n')),
        () => refuse(outgoing, 503, '站点没有启动，原因见终端\n'),
      )
    },
    close: async () => {
      await restarting
      await (await current).close()
    },
  }
}

/** When the files of a configuration were saved. */
async function timesOf({ configPath, configDeps }: Config): Promise<string> {
  const files = [...(configPath ? [configPath] : []), ...configDeps]
  const times = files.map((file) =>
    stat(resolve(projectRoot, file)).then(
      ({ mtimeMs }) => mtimeMs,
      () => 0,
    ),
  )
  return (await Promise.all(times)).join()
}

function report(error: unknown): void {
  const problems = error instanceof Error && 'problems' in error ? error.problems : undefined
  const lines = Array.isArray(problems) ? problemLines({ problems }) : [error instanceof Error ? error.stack : error]
  console.error(['站点的配置有错，没有重新启动：', ...lines].join('\n'))
}

function watchCatalog({ watcher }: DevServer, onChange: () => Promise<void>): void {
  const folder = resolve(process.env.CATALOG_ROOT ?? catalogRoot)
  let timer: NodeJS.Timeout | undefined
  watcher.add(folder)
  watcher.on('all', (_event, path) => {
    if (!path.startsWith(folder + sep) || !/\.ya?ml$/.test(path)) return
    clearTimeout(timer)
    timer = setTimeout(() => void onChange(), 100)
  })
}
