import { type IncomingMessage, request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { LookupFunction } from 'node:net'
import { OWN_ADDRESS, SandboxError } from '../sandbox/index.ts'
import { spell } from './header-names.node.ts'
import { createOwn, type Own } from './own.node.ts'
import { type Address, createReach, type Reach } from './reach.node.ts'

/** The gateway waits as long for an acknowledgement (通知规则). */
const PATIENCE = 5000
/** An acknowledgement is short; what comes after that is not read. */
const ANSWER_LIMIT = 64 * 1024

/**
 * Sends a notification the way the gateway does: five seconds in all, no redirect followed, and only where `reach` says.
 * A sandbox that posts to any address it is given would be a tool to reach networks its user cannot; so the addresses
 * that were checked are the ones that are connected to. Nothing is sent to this server itself (`own`): a notification
 * would be a request that causes the next.
 *
 * @throws SandboxError `NOTIFY_REFUSED` for an address that must not be reached; anything else if nothing answers
 */
export function createDeliver(
  reach: Reach = createReach(),
  own: Own = createOwn(),
): (request: Request) => Promise<Response> {
  return async (request) => {
    const url = new URL(request.url)
    if (url.protocol !== 'http:' && url.protocol !== 'https:') {
      throw new SandboxError('NOTIFY_REFUSED', `不支持 ${url.protocol} 地址`)
    }
    const signal = AbortSignal.any([request.signal, AbortSignal.timeout(PATIENCE)])
    const found = await untilAborted(reach.addressesOf(url), signal)
    if ('refused' in found) throw new SandboxError('NOTIFY_REFUSED', found.refused)
    if (own.includes(url, found.addresses)) throw new SandboxError('NOTIFY_REFUSED', OWN_ADDRESS)
    const body = new Uint8Array(await request.arrayBuffer())
    return post(url, { headers: request.headers, body, signal, addresses: found.addresses })
  }
}

interface Posted {
  headers: Headers
  body: Uint8Array
  signal: AbortSignal
  addresses: Address[]
}

function post(url: URL, { headers, body, signal, addresses }: Posted): Promise<Response> {
  const send = url.protocol === 'https:' ? requestHttps : requestHttp
  return new Promise((resolve, reject) => {
    const fail = (error: Error): void => reject(signal.aborted ? signal.reason : error)
    const options = {
      method: 'POST',
      headers: { ...spell(headers), 'Content-Length': body.byteLength },
      lookup: pinned(addresses),
      // a connection of its own: one that is kept open may lead elsewhere by now
      agent: false as const,
      signal,
    }
    const outgoing = send(url, options, (answer) => {
      readAnswer(answer).then((bytes) => resolve(toResponse(answer, bytes)), fail)
    })
    outgoing.on('error', fail)
    outgoing.end(body)
  })
}

/** Answers every lookup with the addresses that were checked. */
function pinned(addresses: Address[]): LookupFunction {
  return (_hostname, { all }, callback) => {
    const [first] = addresses
    if (all) callback(null, addresses)
    else callback(null, first?.address ?? '', first?.family ?? 4)
  }
}

async function readAnswer(answer: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    length += chunk.length
    if (length > ANSWER_LIMIT) break
  }
  answer.destroy()
  return Buffer.concat(chunks).subarray(0, ANSWER_LIMIT)
}

function toResponse({ statusCode = 502 }: IncomingMessage, bytes: Buffer): Response {
  const bare = statusCode === 204 || statusCode === 205 || statusCode === 304 || statusCode < 200
  return new Response(bare ? null : new Uint8Array(bytes), { status: statusCode < 200 ? 502 : statusCode })
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    if (signal.aborted) abort()
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
