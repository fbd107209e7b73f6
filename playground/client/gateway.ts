import * as v from 'valibot'
import type { Addresses } from './addresses.ts'
import { PlaygroundError } from './error.ts'
import { type GatewayWorker, openGatewayWorker } from './gateway-worker.ts'

/** As `fetch`; where a browser runs the gateway in a Worker, requests go there instead. */
export type SendRequest = (address: string, init: RequestInit) => Promise<Response>

/** To the sandbox's control addresses: no cookies; rejects with `PlaygroundError` (`unreachable`). */
export type GatewayFetch = (address: string, init?: RequestInit) => Promise<Response>

/** Where the gateway runs: on the server, in this browser's Service Worker, or in a Worker of this page. */
export type GatewayPlace = 'server' | 'service-worker' | 'worker'

export interface Gateway {
  send: SendRequest
  ask: GatewayFetch
  /**
   * Finds the gateway. A server answers the health address with JSON; a static site answers with a page or a 404, and
   * then the Service Worker takes the same addresses. Without a controller after 3 s its file runs as a Worker.
   * Rejects with `PlaygroundError` (`unreachable`).
   */
  find(): Promise<GatewayPlace>
  dispose(): void
}

const HEALTH_TIMEOUT = 10_000
const CONTROL_TIMEOUT = 20_000
const CONTROLLER_TIMEOUT = 3_000
const healthSchema = v.object({ ok: v.literal(true) })

export function createGateway(addresses: Addresses): Gateway {
  let worker: GatewayWorker | undefined
  const send: SendRequest = (address, init) => (worker ? worker.send(address, init) : fetch(address, init))

  async function ask(address: string, init: RequestInit = {}): Promise<Response> {
    try {
      return await send(address, {
        credentials: 'omit',
        cache: 'no-store',
        signal: AbortSignal.timeout(CONTROL_TIMEOUT),
        ...init,
      })
    } catch (cause) {
      throw new PlaygroundError('unreachable', '连接不上沙箱', { where: address, hint: '检查网络后重试', cause })
    }
  }

  async function find(): Promise<GatewayPlace> {
    // no answer at all is a network that fails or a page that is being left: that says nothing of a server
    if (await isHealthy(ask, addresses, { orThrow: true }))
      return worker ? 'worker' : controls(addresses) ? 'service-worker' : 'server'
    await installServiceWorker(addresses)
    if (await isHealthy(ask, addresses)) return 'service-worker'
    worker = openGatewayWorker(addresses.serviceWorker)
    if (await isHealthy(ask, addresses)) return 'worker'
    worker.dispose()
    worker = undefined
    throw new PlaygroundError('unreachable', '沙箱没有启动', {
      where: addresses.health,
      hint: '这个网站没有沙箱服务，浏览器里的沙箱也没有启动；刷新页面再试，或在本机运行 npm run dev',
    })
  }

  return { send, ask, find, dispose: () => worker?.dispose() }
}

/** Whether something answers as a gateway does. Where nothing answers it is `false`, with `orThrow` a rejection. */
async function isHealthy(
  ask: GatewayFetch,
  { health }: Addresses,
  { orThrow = false }: { orThrow?: boolean } = {},
): Promise<boolean> {
  let text: string | undefined
  try {
    const response = await ask(health, { signal: AbortSignal.timeout(HEALTH_TIMEOUT) })
    text = response.ok ? await response.text() : undefined
  } catch (error) {
    if (orThrow) throw error
  }
  try {
    return text !== undefined && v.is(healthSchema, JSON.parse(text))
  } catch {
    return false
  }
}

function controls({ serviceWorker }: Addresses): boolean {
  return navigator.serviceWorker?.controller?.scriptURL === serviceWorker
}

/** Private windows and some settings refuse a Service Worker; the Worker takes its place then. */
async function installServiceWorker({ base, serviceWorker }: Addresses): Promise<void> {
  if (!navigator.serviceWorker) return
  const taken = new Promise<void>((resolve) => {
    if (navigator.serviceWorker.controller) return resolve()
    navigator.serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true })
  })
  try {
    await navigator.serviceWorker.register(serviceWorker, { scope: base })
  } catch (error) {
    console.warn('playground: no service worker', error)
    return
  }
  await Promise.race([taken, new Promise((resolve) => setTimeout(resolve, CONTROLLER_TIMEOUT))])
}
