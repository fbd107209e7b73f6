import { createProxy, type Upstream } from '../proxy/index.ts'
import {
  createIndexedDbStore,
  createMemoryStore,
  createSandbox,
  type LazyBehaviour,
  type Store,
} from '../sandbox/index.ts'

export interface BrowserGateway {
  /** Whether a request is for the gateway: below `{base}proxy/` or `{base}sandbox/`. */
  takes(url: URL): boolean
  fetch(request: Request): Promise<Response>
  /** Does what fell due meanwhile. Resolves when nothing is left to be written. */
  settled(): Promise<void>
}

const WAKE_EVERY = 1000
/** One person's own data, which may wait for him for a year. */
const IDLE_DAYS = 365

/**
 * The same proxy and sandbox as the server's, inside the browser: state in IndexedDB, notifications to the in-box only,
 * no way to the real gateway.
 *
 * @param base where the site is mounted, with both slashes
 */
export function createBrowserGateway(behaviour: LazyBehaviour, base: string): BrowserGateway {
  const limits = { idleDays: IDLE_DAYS }
  const sandbox = createSandbox({ behaviour, store: openStore(), userAgent: false, limits })
  let woken = 0
  const publicUrl = `${self.location.origin}${base}sandbox`
  const upstream = {
    origin: 'http://sandbox.invalid',
    v2: true,
    answer: (request, { rawTarget }) => sandbox.answer(request, { rawTarget, publicUrl }),
  } satisfies Upstream
  const proxy = createProxy({ upstreams: { sandbox: upstream }, prefix: `${base}proxy/`, rate: false })
  const isProxied = ({ pathname }: URL): boolean => pathname.startsWith(`${base}proxy/`)
  const isControl = ({ pathname }: URL): boolean => pathname.startsWith(`${base}sandbox/`)
  return {
    takes: (url) => url.origin === self.location.origin && (isProxied(url) || isControl(url)),
    fetch: async (request) => {
      const url = new URL(request.url)
      if (isProxied(url)) return proxy.fetch(request)
      const target = url.pathname.slice(`${base}sandbox`.length) + url.search
      const env = { rawTarget: target, publicUrl }
      return absolute(await sandbox.fetch(await at(request, upstream.origin + target), env), url)
    },
    async settled() {
      // there is no timer to rely on here: whoever asks wakes the sandbox, at most once a second
      if (Date.now() - woken > WAKE_EVERY) {
        woken = Date.now()
        await sandbox.wake()
      }
      await sandbox.settled()
    },
  }
}

/** A copy of a request at another address. A navigation's mode cannot be copied, so nothing but these parts is. */
async function at(request: Request, address: string): Promise<Request> {
  const { method, headers, signal } = request
  const body = method === 'GET' || method === 'HEAD' ? undefined : await request.arrayBuffer()
  return new Request(address, { method, headers, signal, body })
}

/** A browser resolves the address of a redirect by the answer's own address, which one made here has not. */
function absolute(response: Response, at: URL): Response {
  const location = response.headers.get('Location')
  if (location === null || response.status < 300) return response
  const headers = new Headers(response.headers)
  headers.set('Location', new URL(location, at).href)
  return new Response(response.body, { status: response.status, headers })
}

/** Some private windows forbid IndexedDB: the sandbox then lives as long as its worker. */
function openStore(): Store {
  return typeof indexedDB === 'undefined' ? createMemoryStore() : createIndexedDbStore()
}
