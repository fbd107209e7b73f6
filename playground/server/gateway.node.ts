import { createLiveUpstreams, createProxy, type ProxyApp, type Upstream } from '../proxy/index.ts'
import { createMemoryStore, createSandbox, type LogEntry, type Sandbox } from '../sandbox/index.ts'
import { type FetchApp, toHandler } from './adapter.node.ts'
import { loadBehaviour } from './behaviour.node.ts'
import { deliverToLoopback } from './deliver.node.ts'

export interface Gateway {
  sandbox: FetchApp
  proxy: ProxyApp
  /** Reads the catalog again; merchants and their objects stay. Rejects with `CatalogError` and goes on as before. */
  reload(): Promise<void>
  /** Resolves when no notification is under way. */
  settled(): Promise<void>
}

interface GatewayOptions {
  /** Of the site, with both slashes; the proxy is mounted below it. */
  base?: string
  live?: boolean
  log?: (entry: LogEntry) => void
}

/** Proxy and sandbox over one state. The sandbox is reached through the proxy without a network between them. */
export async function createGateway({ base = '/', live = false, log }: GatewayOptions = {}): Promise<Gateway> {
  const store = createMemoryStore()
  const build = async (): Promise<Sandbox> => {
    const behaviour = await loadBehaviour(process.env.CATALOG_ROOT)
    return createSandbox({ behaviour, store, deliver: deliverToLoopback, ...(log ? { log } : {}) })
  }
  let current = await build()
  const sandbox: Upstream = {
    origin: 'http://sandbox.invalid',
    inProcess: true,
    v2: true,
    fetch: (request, env) => current.fetch(request, env),
  }
  const upstreams = { sandbox, ...(live ? createLiveUpstreams() : {}) }
  return {
    sandbox: { fetch: (request, env = {}) => current.fetch(request, env) },
    proxy: createProxy({ upstreams, prefix: `${base}proxy/` }),
    async reload() {
      current = await build()
    },
    settled: () => current.settled(),
  }
}

/** What `route` needs to put a gateway below the site's base. */
export function gatewayRoutes({ proxy, sandbox }: Gateway, base: string) {
  return [
    [`${base}proxy/`, toHandler(proxy)],
    [`${base}sandbox/`, toHandler(sandbox, `${base}sandbox`)],
  ] as const satisfies [string, ReturnType<typeof toHandler>][]
}
