import { expect } from 'vitest'
import {
  createProxy,
  type GatewayEnv,
  type LocalUpstream,
  type ProxyOptions,
  type RemoteUpstream,
  type Upstream,
} from '../../playground/proxy/index.ts'

export const AUTHORIZATION =
  'WECHATPAY2-SHA256-RSA2048 mchid="1900000001",nonce_str="n",signature="c2VjcmV0",timestamp="1",serial_no="S"'

interface Received {
  method: string
  url: string
  rawTarget: string | undefined
  headers: Headers
  body: Uint8Array
}

/** An upstream that keeps what it gets and answers what it is told. */
export function recorder(answer: () => Response | Promise<Response> = () => new Response('{}')) {
  const received: Received[] = []
  const upstream: RemoteUpstream = {
    origin: 'http://sandbox.invalid',
    async fetch(request, env: GatewayEnv) {
      const { method, url, headers } = request
      const body = new Uint8Array(await request.arrayBuffer())
      received.push({ method, url, rawTarget: env.rawTarget, headers, body })
      return answer()
    },
  }
  return { upstream, received }
}

/** The same without a network between. */
export function inThisProcess({ origin, fetch }: RemoteUpstream): LocalUpstream {
  return {
    origin,
    async answer(request, env) {
      const response = await fetch(new Request(origin + env.rawTarget, request), env)
      if (response.type === 'error') return undefined
      const { status, headers } = response
      const body = response.body && new Uint8Array(await response.arrayBuffer())
      return { status, headers: Object.fromEntries(headers), body }
    },
  }
}

export function proxyTo(upstream: Upstream, options: Partial<ProxyOptions> = {}) {
  return createProxy({ upstreams: { sandbox: upstream }, ...options })
}

export function get(target: string, headers: HeadersInit = {}): [Request, GatewayEnv] {
  const request = new Request(`http://site.test${target}`, { headers: { authorization: AUTHORIZATION, ...headers } })
  return [request, { rawTarget: target }]
}

export function post(body: BodyInit | null, headers: HeadersInit = {}): [Request, GatewayEnv] {
  const target = '/proxy/sandbox/v3/x'
  const init = {
    method: 'POST',
    body,
    duplex: 'half',
    headers: { authorization: AUTHORIZATION, 'content-type': 'application/json', ...headers },
  }
  return [new Request(`http://site.test${target}`, init as RequestInit), { rawTarget: target }]
}

export async function problemOf(answer: Response) {
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8')
  const problem = (await answer.json()) as { title: string; detail: string; status: number; code: string }
  expect(problem.status).toBe(answer.status)
  expect(problem.code).toBe(answer.headers.get('x-proxy-error'))
  expect(problem.title).toMatch(/\p{Script=Han}/u)
  expect(problem.detail).toMatch(/\p{Script=Han}/u)
  return problem
}

export function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(64 * 1024)) })
}

export function dying(): ReadableStream<Uint8Array> {
  let first = true
  return new ReadableStream({
    pull(controller) {
      if (first) controller.enqueue(new TextEncoder().encode('{"half":'))
      else controller.error(new Error('gone'))
      first = false
    },
  })
}
