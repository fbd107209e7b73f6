import * as v from 'valibot'
import type { Addresses } from './addresses.ts'
import { PlaygroundError } from './error.ts'

/** `fetch` to the sandbox's control addresses: same origin, no cookies; rejects with `PlaygroundError` (`unreachable`). */
export type GatewayFetch = (address: string, init?: RequestInit) => Promise<Response>

/** Where the gateway runs: on the server, or in this browser's Service Worker. */
export type GatewayPlace = 'server' | 'service-worker'

const HEALTH_TIMEOUT = 10_000
const CONTROL_TIMEOUT = 20_000
const CONTROLLER_TIMEOUT = 3_000
const healthSchema = v.object({ ok: v.literal(true) })

export async function askGateway(address: string, init: RequestInit = {}): Promise<Response> {
  try {
    return await fetch(address, { credentials: 'omit', cache: 'no-store', signal: AbortSignal.timeout(CONTROL_TIMEOUT), ...init })
  } catch (cause) {
    throw new PlaygroundError('unreachable', '连接不上沙箱', { where: address, hint: '检查网络后重试', cause })
  }
}

/**
 * Finds the gateway. A server answers the health address with JSON; a static site answers with a page or a 404, and
 * then the Service Worker takes the same addresses. Rejects with `PlaygroundError` (`unreachable`).
 */
export async function findGateway(addresses: Addresses): Promise<GatewayPlace> {
  if (await isHealthy(addresses)) return controls(addresses) ? 'service-worker' : 'server'
  await installServiceWorker(addresses)
  if (await isHealthy(addresses)) return 'service-worker'
  throw new PlaygroundError('unreachable', '沙箱没有启动', {
    where: addresses.health,
    hint: '这个网站没有沙箱服务，浏览器里的沙箱也没有接管页面；刷新页面再试，或在本机运行 npm run dev',
  })
}

async function isHealthy({ health }: Addresses): Promise<boolean> {
  try {
    const response = await askGateway(health, { signal: AbortSignal.timeout(HEALTH_TIMEOUT) })
    return response.ok && v.is(healthSchema, await response.json())
  } catch {
    return false
  }
}

function controls({ serviceWorker }: Addresses): boolean {
  return navigator.serviceWorker?.controller?.scriptURL === serviceWorker
}

async function installServiceWorker({ base, serviceWorker }: Addresses): Promise<void> {
  if (!navigator.serviceWorker) return
  const taken = new Promise<void>((resolve) => {
    if (navigator.serviceWorker.controller) return resolve()
    navigator.serviceWorker.addEventListener('controllerchange', () => resolve(), { once: true })
  })
  try {
    await navigator.serviceWorker.register(serviceWorker, { scope: base })
  } catch (cause) {
    throw new PlaygroundError('unreachable', '浏览器里的沙箱安装失败', {
      where: serviceWorker,
      hint: '无痕窗口和部分浏览器设置会禁止 Service Worker；换普通窗口再试',
      cause,
    })
  }
  await Promise.race([taken, new Promise((resolve) => setTimeout(resolve, CONTROLLER_TIMEOUT))])
}
