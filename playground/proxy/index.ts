/**
 * Carries signed v3 requests from the site's pages to a gateway, and the answers back, byte for byte. It holds no key
 * and no state but counters, and is mostly a list of what it refuses (`x-proxy-error`).
 *
 * ```ts
 * const proxy = createProxy({ upstreams: { sandbox: { origin: 'http://sandbox.invalid', answer: sandbox.answer } } })
 * await proxy.fetch(request, { rawTarget: incoming.url, client: incoming.socket.remoteAddress })
 * ```
 * `POST /proxy/sandbox/v3/x?y` reaches `sandbox.answer` with `env.rawTarget` `/v3/x?y`.
 */
import { ProxyError, toProblem } from './errors.ts'
import { forward } from './forward.ts'
import { checkMethod, checkSameSite, checkSigned, checkUpstream, isV2 } from './gate.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { createRateLimiter, DEFAULT_RATE, type RateLimiter, type RateOptions } from './rate.ts'
import { receiveBody } from './receive.ts'
import { readTarget, type Target } from './target.ts'
import type { GatewayEnv, LocalAnswer, Upstream } from './upstream.ts'

export { ProxyError, type ProxyErrorCode } from './errors.ts'
export type { Limits } from './limits.ts'
export type { RateOptions } from './rate.ts'
export {
  createLiveUpstreams,
  type GatewayEnv,
  type LocalAnswer,
  type LocalUpstream,
  type RemoteUpstream,
  type Upstream,
} from './upstream.ts'

/** One line of a log. There is nothing else to log: no query, no header, no body ever gets here. */
export interface ProxyLogEntry {
  method: string
  upstream: string
  path: string
  status: number
  error?: string
  /** Milliseconds. */
  duration: number
}

export interface ProxyOptions {
  /** By the name in the address: `sandbox`, and where wanted those of `createLiveUpstreams`. Nothing else is reachable. */
  upstreams: Record<string, Upstream>
  /** Where the proxy is mounted, with both slashes. */
  prefix?: string
  limits?: Partial<Limits>
  /** `false` switches it off, for a measurement. */
  rate?: Partial<RateOptions> | false
  log?: (entry: ProxyLogEntry) => void
  /** Milliseconds since 1970. */
  now?: () => number
}

export interface ProxyApp {
  /** @param env what the adapter knows; without `rawTarget` the target is read from `request.url` */
  fetch(request: Request, env?: GatewayEnv): Promise<Response>
  /** The same for a host that writes answers itself: a `Response` and its stream cost more than what is in them. */
  serve(request: Request, env?: GatewayEnv): Promise<LocalAnswer>
}

interface Context {
  upstreams: ReadonlyMap<string, Upstream>
  prefix: string
  limits: Limits
  take: RateLimiter
  busy: { count: number }
}

export function createProxy({
  upstreams,
  prefix = '/proxy/',
  limits = {},
  rate = {},
  log = () => undefined,
  now = Date.now,
}: ProxyOptions): ProxyApp {
  const context: Context = {
    upstreams: new Map(Object.entries(upstreams)),
    prefix,
    limits: { ...DEFAULT_LIMITS, ...limits },
    take: rate === false ? () => 0 : createRateLimiter({ ...DEFAULT_RATE, ...rate }, now),
    busy: { count: 0 },
  }
  const serve: ProxyApp['serve'] = async (request, env = {}) => {
    const started = now()
    const seen: Seen = {}
    const answer = await handle(request, { context, env, seen }).catch(toRefusal)
    const error = answer.headers['x-proxy-error']
    const { upstream = '', path = '' } = seen.target ?? {}
    log({
      method: request.method,
      upstream,
      path,
      status: answer.status,
      ...(error !== undefined && { error }),
      duration: now() - started,
    })
    return answer
  }
  return {
    serve,
    async fetch(request, env) {
      const { status, headers, body } = await serve(request, env)
      return new Response(body, { status, headers })
    },
  }
}

/** What was understood of the request so far, for the log. */
interface Seen {
  target?: Target
}

async function handle(
  request: Request,
  { context, env, seen }: { context: Context; env: GatewayEnv; seen: Seen },
): Promise<LocalAnswer> {
  const { limits } = context
  checkMethod(request)
  checkSameSite(request)
  const target = readTarget(env.rawTarget ?? targetOf(request), context.prefix)
  const upstream = checkUpstream(target, context.upstreams)
  seen.target = target
  checkRate(context, env)
  // v2 has its signature in the body, where the gateway checks it; whatever stands in the header is somebody else's
  if (!isV2(target, upstream) || request.headers.has('authorization')) checkSigned(request)
  context.busy.count += 1
  try {
    const body = await receiveBody(request, limits)
    return await forward(request, { upstream, target, body, limits, env })
  } finally {
    context.busy.count -= 1
  }
}

function checkRate({ take, busy, limits }: Context, { client = '' }: GatewayEnv): void {
  const wait = take(client)
  if (wait > 0) {
    throw new ProxyError('rate_limited', '请求太频繁', {
      hint: `请在 ${wait} 秒后再试。`,
      where: 'client',
      headers: { 'retry-after': String(wait) },
    })
  }
  if (busy.count >= limits.concurrent) {
    throw new ProxyError('busy', '同时进行的请求太多', {
      hint: '请稍后再试。',
      where: 'client',
      headers: { 'retry-after': '1' },
    })
  }
}

/** Path and query as they stand in the request's address, which has been normalised. */
function targetOf({ url }: Request): string {
  const [address = ''] = url.split('#', 1)
  return address.slice(address.indexOf('/', address.indexOf('//') + 2))
}

function toRefusal(error: unknown): LocalAnswer {
  if (error instanceof ProxyError) return toProblem(error)
  // What is not ours may quote the request: nothing of it leaves.
  return toProblem(
    new ProxyError('internal', '代理内部出错', { hint: '请求没有得到应答，请先查询再决定是否重发。', where: 'proxy' }),
  )
}
