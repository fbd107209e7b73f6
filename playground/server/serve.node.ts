import type { Server } from 'node:http'
import { type Handler, route, toHandler } from './adapter.node.ts'
import type { Gateway } from './gateway.node.ts'
import { gatewayRoutes } from './gateway-routes.node.ts'
import { createHttpServer, listen } from './listen.node.ts'
import type { Running } from './run.node.ts'
import type { Settings } from './settings.node.ts'

export interface Serving {
  settings: Settings
  gateway: Gateway
  /** Everything that is neither proxy nor sandbox. */
  site: Handler
  /** The server of `PORT`, where somebody else has to listen too. */
  server?: Server
}

/** Opens `PORT` (site, proxy, `/sandbox/`) and `SANDBOX_PORT` (the sandbox at its root) over one gateway. */
export async function serve({ settings, gateway, site, server = createHttpServer() }: Serving): Promise<Running> {
  const { host, base } = settings
  server.on('request', route(gatewayRoutes(gateway, base), site))
  const sandboxServer = createHttpServer()
  sandboxServer.on('request', toHandler(gateway.sandbox))
  const main = await listen(server, settings.port, { host, name: 'PORT' })
  const sandbox = await listen(sandboxServer, settings.sandboxPort, { host, name: 'SANDBOX_PORT' }).catch(
    async (error) => {
      await main.close()
      throw error
    },
  )
  for (const { port } of [main, sandbox]) gateway.listensOn(port)
  console.log(`站点      ${main.origin}${base}`)
  console.log(`沙箱网关  ${sandbox.origin}/  SDK 的 baseURL 就填这个地址`)
  return {
    async close() {
      await Promise.all([main.close(), sandbox.close()])
      await gateway.close()
    },
  }
}
