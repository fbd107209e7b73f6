import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type ServerType, serve } from '@hono/node-server'
import { afterAll, beforeAll } from 'vitest'
import { Rsa, Wechatpay } from 'wechatpay-axios-plugin'
import type { MerchantAnswer } from '../../playground/protocol/gateway/index.ts'
import { createMemoryStore, createSandbox, type Sandbox } from '../../playground/sandbox/index.ts'
import { loadBehaviour } from '../../playground/server/behaviour.node.ts'

/** The sandbox on a loopback port, as `npm run sandbox` serves it. */
export interface Gateway {
  url: string
  sandbox: Sandbox
  register(): Promise<MerchantAnswer>
  control(merchant: MerchantAnswer, method: string, path: string, body?: unknown): Promise<Response>
  close(): Promise<void>
}

export async function startGateway(): Promise<Gateway> {
  const behaviour = await loadBehaviour()
  return serveSandbox(createSandbox({ behaviour, store: createMemoryStore(), deliver: (request) => fetch(request) }))
}

/** A sandbox of the caller's, served in the same way. */
export async function serveSandbox(sandbox: Sandbox): Promise<Gateway> {
  const server = await new Promise<ServerType>((resolve) => {
    const started = serve(
      {
        fetch: (request, env) =>
          sandbox.fetch(request, { rawTarget: (env as { incoming: { url?: string } }).incoming.url ?? '/' }),
        hostname: '127.0.0.1',
        overrideGlobalObjects: false,
        port: 0,
      },
      () => resolve(started),
    )
  })
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url,
    sandbox,
    async register() {
      const response = await fetch(`${url}/_sandbox/merchants`, { method: 'POST' })
      return (await response.json()) as MerchantAnswer
    },
    control: (merchant, method, path, body) =>
      fetch(`${url}/_sandbox${path}`, {
        method,
        headers: { Authorization: `Bearer ${merchant.control_token}` },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    async close() {
      await sandbox.settled()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A gateway that the tests of a file share; empty until the first of them begins, closed after the last. */
export function useGateway(serve: () => Promise<Gateway> = startGateway): Gateway {
  const gateway = {} as Gateway
  beforeAll(async () => {
    Object.assign(gateway, await serve())
  })
  afterAll(() => gateway.close())
  return gateway
}

/** Which of the platform's keys a client trusts; it asks for answers of that mode. */
export type TrustMode = 'certificate' | 'public-key'

/** An unchanged SDK client with the credentials that the sandbox handed out. */
// biome-ignore lint/suspicious/noExplicitAny: the chain is a Proxy; the derived typings describe it, the SDK's own do not
export function createClient(gateway: Gateway, merchant: MerchantAnswer, mode: TrustMode = 'certificate'): any {
  const { platform } = merchant
  return new Wechatpay({
    mchid: merchant.mchid,
    serial: merchant.serial_no,
    privateKey: merchant.private_key ?? '',
    certs:
      mode === 'certificate'
        ? { [platform.serial_no]: platform.certificate }
        : { [platform.public_key_id]: Rsa.from(platform.public_key, Rsa.KEY_TYPE_PUBLIC) },
    secret: merchant.apiv2_key,
    baseURL: gateway.url,
    proxy: false,
    ...(mode === 'public-key' && { headers: { 'Wechatpay-Serial': platform.public_key_id } }),
  } as never)
}

export interface Received {
  headers: Record<string, string>
  body: string
}

/** A merchant's backend on loopback that acknowledges notifications. */
export interface Receiver {
  url: string
  received: Received[]
  /** Resolves with the notification of this event. */
  next(event: string): Promise<Received>
  close(): Promise<void>
}

export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const waiting: (() => void)[] = []
  const server: Server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk
    })
    request.on('end', () => {
      received.push({ headers: request.headers as Record<string, string>, body })
      response.writeHead(204).end()
      for (const wake of waiting.splice(0)) wake()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/notify`,
    received,
    async next(event) {
      for (;;) {
        const found = received.find(({ body }) => body.includes(`"event_type":"${event}"`))
        if (found) return found
        await new Promise<void>((resolve) => waiting.push(resolve))
      }
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
