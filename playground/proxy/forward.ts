import { readAll } from './body.ts'
import { ProxyError } from './errors.ts'
import { answerHeaders, requestHeaders } from './headers.ts'
import type { Limits } from './limits.ts'
import type { Target } from './target.ts'
import type { GatewayEnv, LocalAnswer, LocalUpstream, RemoteUpstream, Upstream } from './upstream.ts'

export interface Forwarding<Kind = Upstream> {
  upstream: Kind
  target: Target
  /** The whole request body; `undefined` if there is none. */
  body: Uint8Array<ArrayBuffer> | undefined
  limits: Limits
  env: GatewayEnv
}

/**
 * Sends the request on and waits for the whole answer: half an answer with status 200 would be shown as one.
 *
 * @throws ProxyError `upstream_*`
 */
export async function forward(incoming: Request, forwarding: Forwarding): Promise<LocalAnswer> {
  const { upstream } = forwarding
  return 'answer' in upstream
    ? forwardHere(incoming, { ...forwarding, upstream })
    : forwardOut(incoming, { ...forwarding, upstream })
}

async function forwardHere(
  { method, headers }: Request,
  { upstream, target, body, limits, env }: Forwarding<LocalUpstream>,
): Promise<LocalAnswer> {
  const { origin } = upstream
  const request = { method, headers: requestHeaders(headers), body: body ?? null }
  let timer: ReturnType<typeof setTimeout> | undefined
  const timeout = new Promise<'timeout'>((resolve) => {
    timer = setTimeout(() => resolve('timeout'), limits.upstreamMs)
  })
  try {
    const asked = upstream.answer(request, { publicUrl: origin, ...env, rawTarget: target.forwarded })
    const answer = await Promise.race([asked, timeout]).catch((cause: unknown) => {
      throw unreachable(target, cause)
    })
    if (answer === 'timeout') throw timedOut(target, limits)
    if (!answer) throw unreachable(target)
    if (isRedirect(answer)) throw redirected(new Headers(answer.headers), target)
    if ((answer.body?.length ?? 0) > limits.answerBytes) throw tooLarge(target, limits)
    return handBack(answer.status, Object.entries(answer.headers), answer.body)
  } finally {
    clearTimeout(timer)
  }
}

async function forwardOut(incoming: Request, forwarding: Forwarding<RemoteUpstream>): Promise<LocalAnswer> {
  const { target, limits } = forwarding
  const abort = new AbortController()
  const timeout = new Promise<'timeout'>((resolve) => {
    const timer = setTimeout(() => resolve('timeout'), limits.upstreamMs)
    abort.signal.addEventListener('abort', () => clearTimeout(timer), { once: true })
  })
  const leave = (): void => abort.abort(new Error('client left'))
  incoming.signal.addEventListener('abort', leave, { once: true })
  try {
    const answer = await Promise.race([exchangeOut(incoming, forwarding, abort.signal), timeout])
    if (answer === 'timeout') throw timedOut(target, limits)
    return answer
  } finally {
    incoming.signal.removeEventListener('abort', leave)
    abort.abort(new Error('done'))
  }
}

async function exchangeOut(
  incoming: Request,
  forwarding: Forwarding<RemoteUpstream>,
  signal: AbortSignal,
): Promise<LocalAnswer> {
  const answer = await send(incoming, forwarding, signal)
  const { target, limits } = forwarding
  const { status, headers } = answer
  if (answer.type === 'opaqueredirect' || isRedirect(answer)) throw redirected(headers, target)
  const read = await readAll(answer.body, limits.answerBytes, { signal })
  if (!read.ok) throw read.reason === 'too-large' ? tooLarge(target, limits) : broken(target)
  return handBack(status, headers, read.bytes)
}

function isRedirect({ status }: { status: number }): boolean {
  return status >= 300 && status < 400
}

function handBack(
  status: number,
  headers: Iterable<[name: string, value: string]>,
  body: Uint8Array<ArrayBuffer> | null,
): LocalAnswer {
  const bodyless = status === 204 || status === 205
  return { status, headers: answerHeaders(headers), body: bodyless ? null : body }
}

async function send(
  incoming: Request,
  { upstream, target, body, env }: Forwarding<RemoteUpstream>,
  signal: AbortSignal,
): Promise<Response> {
  const request = new Request(upstream.origin + target.forwarded, {
    method: incoming.method,
    headers: requestHeaders(incoming.headers),
    body,
    redirect: 'manual',
    signal,
  })
  try {
    return await upstream.fetch(request, { ...env, rawTarget: target.forwarded })
  } catch (cause) {
    throw unreachable(target, cause)
  }
}

function unreachable(target: Target, cause?: unknown): ProxyError {
  return new ProxyError('upstream_unreachable', `无法连接上游 ${target.upstream}`, {
    hint: '请求没有得到应答；是否已被处理不得而知，请先查询再决定是否重发。',
    where: target.upstream,
    cause,
  })
}

function redirected(headers: Headers, target: Target): ProxyError {
  const location = (headers.get('location') ?? '').slice(0, 200)
  return new ProxyError('upstream_redirected', `上游 ${target.upstream} 要求跳转，代理不跟随`, {
    hint: location
      ? `跳转目标是 ${location}；签名只对原来的路径有效，跟随没有意义。`
      : '签名只对原来的路径有效，跟随没有意义。',
    where: target.upstream,
  })
}

function tooLarge(target: Target, { answerBytes }: Limits): ProxyError {
  return new ProxyError('upstream_too_large', `上游 ${target.upstream} 的应答超过 ${answerBytes} 字节`, {
    hint: '代理不转交被截断的应答；请缩小查询范围后再试。',
    where: target.upstream,
  })
}

function broken(target: Target): ProxyError {
  return new ProxyError('upstream_broken', `上游 ${target.upstream} 的应答在途中断开`, {
    hint: '代理不转交残缺的应答；请求可能已被处理，请先查询再决定是否重发。',
    where: target.upstream,
  })
}

function timedOut(target: Target, { upstreamMs }: Limits): ProxyError {
  return new ProxyError('upstream_timeout', `上游 ${target.upstream} 在 ${upstreamMs / 1000} 秒内没有答完`, {
    hint: '请求可能已被处理，请先查询再决定是否重发。',
    where: target.upstream,
  })
}
