import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { getRequestListener } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { GatewayEnv, LocalAnswer } from '../proxy/index.ts'
import { spellHeaders } from './header-names.node.ts'
import { createRounds } from './rounds.node.ts'

/** What proxy and sandbox have in common. */
export interface FetchApp {
  fetch(request: Request, env?: GatewayEnv): Promise<Response> | Response
  /** The same, with plain values where there are any; nothing where the connection is to be cut. */
  serve?(request: Request, env?: GatewayEnv): Promise<Response | LocalAnswer | undefined>
}

export type Handler = (incoming: IncomingMessage, outgoing: ServerResponse) => void

/**
 * Serves a `fetch` app below a prefix. The app gets the raw target and the remote address beside the request, since
 * `Request` normalises the one and does not know the other.
 *
 * @param mount what is cut off the target before the app sees it; `''` for an app that knows its own prefix
 * @param publicPath where on this server people reach the sandbox
 */
export function toHandler(app: FetchApp, mount = '', publicPath = mount): Handler {
  const answerTo = async (request: Request, incoming: Incoming): Promise<Response | LocalAnswer | undefined> => {
    const { url = '/', socket } = incoming
    const publicUrl = `${publicOrigin(request)}${publicPath}`
    const env = { rawTarget: url, client: clientOf(socket.remoteAddress), publicUrl }
    return app.serve ? app.serve(request, env) : app.fetch(request, env)
  }
  const inRounds = createRounds()
  const listener = getRequestListener(
    async (request, { incoming, outgoing }) => {
      const answer = await answerTo(request, incoming)
      if (answer instanceof Response && answer.type !== 'error') return answer
      // what `fetch` calls a network error: the app wants the connection cut
      if (!answer || answer instanceof Response) incoming.socket.destroy()
      else write(outgoing, answer)
      return RESPONSE_ALREADY_SENT
    },
    { overrideGlobalObjects: false, errorHandler: () => plain(400, '请求行或 Host 头的写法不对\n') },
  )
  return (incoming, outgoing) => {
    const { url = '/' } = incoming
    if (!url.startsWith('/')) return refuse(outgoing, 400, '只接受以 / 开头的请求地址\n')
    incoming.url = url.slice(mount.length)
    spellHeaders(outgoing)
    inRounds(() => void listener(incoming, outgoing))
  }
}

type Incoming = Parameters<Parameters<typeof getRequestListener>[0]>[1]['incoming']
type Outgoing = Parameters<Parameters<typeof getRequestListener>[0]>[1]['outgoing']

function write(outgoing: Outgoing, { status, headers, body }: LocalAnswer): void {
  outgoing.writeHead(status, body ? { ...headers, 'content-length': body.length } : headers)
  if (body) outgoing.end(body)
  else outgoing.end()
}

/** Answers in one line of text, for what never reaches an app. */
export function refuse(outgoing: ServerResponse, status: number, text: string): void {
  outgoing.writeHead(status, { 'content-type': 'text/plain; charset=utf-8', connection: 'close' })
  outgoing.end(text)
}

/** Sends what begins with a prefix to its handler, by the raw target: nothing has been resolved yet. */
export function route(table: readonly [prefix: string, handler: Handler][], rest: Handler): RequestListener {
  return (incoming, outgoing) => {
    const url = incoming.url ?? '/'
    const entry = table.find(([prefix]) => url.startsWith(prefix))
    const handler = entry ? entry[1] : rest
    handler(incoming, outgoing)
  }
}

/**
 * Where the caller reached this server. Behind a proxy that ends HTTPS the addresses in answers (a bill's, a page's) have
 * to lead back through it; the headers change nothing but the caller's own answer, so anyone may send them.
 */
function publicOrigin({ url, headers }: Request): string {
  const { origin, host, protocol } = new URL(url)
  const forwarded = headers.get('X-Forwarded-Host') ?? host
  const scheme = headers.get('X-Forwarded-Proto') === 'https' ? 'https:' : protocol
  return RE_HOST.test(forwarded) ? `${scheme}//${forwarded}` : origin
}

const RE_HOST = /^(?:[\w.-]+|\[[\da-f:]+\])(?::\d{1,5})?$/i

function plain(status: number, text: string): Response {
  return new Response(text, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } })
}

/** One household has a /64 of IPv6 addresses: counted one by one they would have no limit. */
function clientOf(address = ''): string {
  if (!address.includes(':') || address.startsWith('::ffff:')) return address
  return address.split(':').slice(0, 4).join(':')
}
