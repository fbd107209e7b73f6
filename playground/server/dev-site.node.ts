import type { Server } from 'node:http'
import { sep } from 'node:path'
import { createServer } from 'vitepress'
import { catalogRoot } from '../../catalog/model/load.node.ts'
import { type Handler, refuse } from './adapter.node.ts'
import { projectRoot } from './paths.node.ts'

type DevServer = Awaited<ReturnType<typeof createServer>>

interface DevSiteOptions {
  /** The server that the pages come from; the websocket of hot reload shares it. */
  server: Server
  base: string
  /** Called once for a burst of changes below `catalog/`. */
  onCatalogChange(): Promise<void>
}

/** VitePress in middleware mode: no port of its own, restarted in place when its configuration changes. */
export async function createDevSite({ server, base, onCatalogChange }: DevSiteOptions): Promise<{
  handler: Handler
  close(): Promise<void>
}> {
  let starting = start()
  let current = await starting

  function start(): Promise<DevServer> {
    return createServer(projectRoot, { base, middlewareMode: true, hmr: { server } }, restart).then((site) => {
      watchCatalog(site, onCatalogChange)
      return site
    })
  }

  async function restart(): Promise<void> {
    const old = current
    starting = old.close().then(start)
    current = await starting
  }

  return {
    handler: (incoming, outgoing) => {
      current.middlewares(incoming, outgoing, () => refuse(outgoing, 404, '没有这个页面\n'))
    },
    close: async () => (await starting).close(),
  }
}

function watchCatalog({ watcher }: DevServer, onChange: () => Promise<void>): void {
  let timer: NodeJS.Timeout | undefined
  watcher.add(catalogRoot)
  watcher.on('all', (_event, path) => {
    if (!path.startsWith(catalogRoot + sep) || !/\.ya?ml$/.test(path)) return
    clearTimeout(timer)
    timer = setTimeout(() => void onChange(), 100)
  })
}
