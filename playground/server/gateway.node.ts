import { createLiveUpstreams, createProxy, type ProxyApp, type Upstream } from '../proxy/index.ts'
import { createMemoryStore, createSandbox, type Limits, type LogEntry, type Sandbox } from '../sandbox/index.ts'
import type { FetchApp } from './adapter.node.ts'
import { loadBehaviour } from './behaviour.node.ts'
import { createDeliver } from './deliver.node.ts'
import { createOwn } from './own.node.ts'
import { createReach } from './reach.node.ts'
import { openRedisStore } from './redis.node.ts'
import { nodeRsa } from './rsa.node.ts'
import { startWaking } from './wake.node.ts'

export interface Gateway {
  sandbox: FetchApp
  proxy: ProxyApp
  /** To be told of every port that leads to the sandbox: nothing is notified there. */
  listensOn(port: number): void
  /** Reads the catalog again; merchants and their objects stay. Rejects with `CatalogError` and goes on as before. */
  reload(): Promise<void>
  /** Resolves when no notification is under way. */
  settled(): Promise<void>
  /** Wakes nobody any more, lets what is under way end, and lets go of the store. */
  close(): Promise<void>
}

interface GatewayOptions {
  /** Of the site, with both slashes; the proxy is mounted below it. */
  base?: string
  live?: boolean
  log?: (entry: LogEntry) => void
  redisUrl?: string
  notifyAllow?: string[]
  refuseReusedNonce?: boolean
  limits?: Partial<Limits>
}

/** Proxy and sandbox over one state. The sandbox is reached through the proxy without a network between them. */
export async function createGateway(options: GatewayOptions = {}): Promise<Gateway> {
  const { base = '/', live = false, log, redisUrl, notifyAllow, refuseReusedNonce = false, limits = {} } = options
  const redis = redisUrl === undefined ? undefined : await openRedisStore({ url: redisUrl, report: console.error })
  const store = redis ?? createMemoryStore()
  const own = createOwn()
  const deliver = createDeliver(createReach(notifyAllow), own)
  const build = async (): Promise<Sandbox> => {
    const behaviour = await loadBehaviour(process.env.CATALOG_ROOT)
    return createSandbox({
      behaviour,
      store,
      rsa: nodeRsa,
      deliver,
      // what may be reached is decided by resolved address, when it is sent
      allowNotify: () => true,
      refuseReusedNonce,
      limits,
      ...(log ? { log } : {}),
    })
  }
  let current = await build()
  const waking = startWaking(() => current.wake(), { report: console.error })
  const sandbox: Upstream = {
    origin: 'http://sandbox.invalid',
    v2: true,
    answer: (request, env) => current.answer(request, env),
  }
  const upstreams = { sandbox, ...(live ? createLiveUpstreams() : {}) }
  return {
    sandbox: {
      fetch: (request, env) => current.fetch(request, env),
      serve: (request, env) => current.serve(request, env),
    },
    proxy: createProxy({ upstreams, prefix: `${base}proxy/` }),
    listensOn: own.add,
    async reload() {
      current = await build()
    },
    settled: () => current.settled(),
    async close() {
      await waking.stop()
      await current.settled()
      await redis?.close()
    },
  }
}
