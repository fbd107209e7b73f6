import { Hono } from 'hono'
import { publicUrlOf } from './control/env.ts'
import { createControl } from './control/index.ts'
import { createEngine } from './engine.ts'
import { type GatewayAnswer, type LocalRequest, toGatewayRequest, toResponse } from './exchange.ts'
import { createGateway } from './gateway.ts'
import type { SandboxOptions } from './options.ts'

export interface SandboxEnv {
  /** The request target as it came over the wire. */
  rawTarget?: string
  /** Where people reach the sandbox, without a slash at the end: pages are there. Default: the origin of the request. */
  publicUrl?: string
}

export interface Sandbox {
  fetch(request: Request, env?: SandboxEnv): Promise<Response>
  /**
   * The same for a host that writes answers itself: those of the gateway are plain values, for a `Response` and its stream
   * cost more than what is in them. Resolves with nothing where the connection is to be cut.
   */
  serve(request: Request, env?: SandboxEnv): Promise<Response | GatewayAnswer | undefined>
  /**
   * The gateway alone, without its control calls, for a caller in the same process. Resolves with nothing where the
   * connection is to be cut.
   */
  answer(request: LocalRequest, env: Required<SandboxEnv>): Promise<GatewayAnswer | undefined>
  /** Does what fell due without anybody asking; a server calls it every second, a Service Worker whenever it wakes. */
  wake(): Promise<void>
  /** Resolves when nothing is under way any more: follow-up transitions, notifications. */
  settled(): Promise<void>
}

/** The gateway and its control calls as one pure `fetch` app. Throws `SandboxError` for a behaviour it cannot run on. */
export function createSandbox(options: SandboxOptions): Sandbox {
  const engine = createEngine(options)
  const gateway = createGateway(engine)
  const app = new Hono<{ Bindings: SandboxEnv }>()
  app.route('/_sandbox', createControl(engine))
  app.all('*', async (c) =>
    toResponse(await gateway(c.req.raw, c.env?.rawTarget ?? targetOf(c.req.url), publicUrlOf(c))),
  )
  return {
    fetch: async (request, env = {}) => app.fetch(request, env),
    async serve(request, env = {}) {
      const { rawTarget, publicUrl } = env
      if (rawTarget === undefined || publicUrl === undefined || !RE_GATEWAY.test(rawTarget))
        return app.fetch(request, env)
      return gateway(request, rawTarget, publicUrl)
    },
    answer: (request, { rawTarget, publicUrl }) => gateway(toGatewayRequest(request), rawTarget, publicUrl),
    wake: engine.wake,
    settled: engine.settled,
  }
}

/** Targets of which nobody could think that they are a control call, however they are read. */
const RE_GATEWAY = /^\/[a-z\d][\w-]*\/(?!.*[/\\](?:\.|%2e))/i

/** Path and query of an absolute URL, as they are written in it. */
function targetOf(url: string): string {
  const { pathname, search } = new URL(url)
  return `${pathname}${search}`
}
