import type { Call } from '../../protocol/frames/index.ts'
import {
  buildAuthorization,
  randomNonce,
  requestMessage,
  signMessage,
  toText,
  type Verdict,
  verifyAnswer,
} from '../../signature/index.ts'
import type { Addresses } from '../addresses.ts'
import { toPlaygroundError } from '../error.ts'
import type { SendRequest } from '../gateway.ts'
import type { Identity } from '../identity/index.ts'
import { type SerialisedBody, serialiseBody } from './body.ts'
import type { Answer, Exchange, Outcome, Signed } from './outcome.ts'
import { checkCall, pickHeaders } from './policy.ts'
import { readAnswer } from './read-answer.ts'
import { readAnswerFields, signCall, verifyFields } from './v2.ts'

export type { Answer, Exchange, Outcome, Signed, SignedV2 } from './outcome.ts'

/** Milliseconds that one request may take, its answer's body included. */
const REQUEST_TIMEOUT = 30_000

interface TransportOptions {
  identity: Identity
  addresses: Addresses
  request: SendRequest
  /** Called when a request begins and again when it has its outcome, with a new object each time. */
  onExchange(exchange: Exchange): void
}

/** Signs and sends what a program asks for. The bytes that are signed are the bytes that are sent. */
export function createTransport(options: TransportOptions): (call: Call, signal: AbortSignal) => Promise<Outcome> {
  let last = 0
  return async (call, signal) => {
    const { kept, dropped } = pickHeaders(call.headers)
    const started: Exchange = { id: ++last, method: call.method, target: call.target, headers: kept, body: '', dropped }
    const finish = (exchange: Exchange, outcome: Outcome): Outcome => {
      options.onExchange({ ...exchange, outcome })
      return outcome
    }
    const refusal = checkCall(call)
    if (refusal) return finish(started, { kind: 'refused-locally', ...refusal })
    if (call.body.kind === 'xml') {
      const key = await options.identity.apiv2Key().catch((error: unknown) => toPlaygroundError(error, 'unreachable'))
      if (typeof key !== 'string')
        return finish(started, { kind: 'transport-failed', message: key.message, hint: key.hint })
      const { target, body, signed: signedV2 } = signCall({ ...call, body: call.body }, key)
      const headers = withType(kept, body)
      const exchange = { ...started, target, signedV2, body: body.text, headers }
      options.onExchange(exchange)
      return finish(exchange, await deliver({ exchange, body, signal, key, ...options }))
    }
    const body = serialiseBody(call.body)
    const signed = await sign(call, body, options.identity)
    const exchange = { ...started, signed, body: body.text, headers: withOwn(kept, { body, signed }) }
    options.onExchange(exchange)
    return finish(exchange, await deliver({ exchange, body, signal, ...options }))
  }
}

async function sign({ method, target }: Call, body: SerialisedBody, identity: Identity): Promise<Signed> {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const nonce = randomNonce()
  const message = requestMessage({ method, url: target, timestamp, nonce, body: body.signed })
  const signature = await signMessage(identity.signingKey, message)
  const { mchid, serial_no: serialNo } = identity
  return {
    message: toText(message),
    authorization: buildAuthorization({ mchid, serialNo, nonce, timestamp, signature }),
  }
}

function withOwn(
  kept: [string, string][],
  { body, signed }: { body: SerialisedBody; signed: Signed },
): [string, string][] {
  return [...withType(kept, body), ['Authorization', signed.authorization]]
}

function withType(kept: [string, string][], { contentType }: SerialisedBody): [string, string][] {
  if (!contentType) return kept
  return [...kept.filter(([name]) => name.toLowerCase() !== 'content-type'), ['Content-Type', contentType]]
}

/** The gateway signs what it answers with 2xx, files excepted: a JSON answer without a signature is not its own. */
function isUnsigned({ status, headers }: Answer, verdict: Verdict): boolean {
  if (verdict.ok || verdict.reason !== 'missing-header') return false
  const type = headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  return status < 200 || status > 299 || RE_FILE.test(type)
}

const RE_FILE = /^(?:text\/(?:csv|plain)|image\/|application\/(?:x-gzip|gzip|pdf|octet-stream))/i

interface Delivery extends TransportOptions {
  exchange: Exchange
  body: SerialisedBody
  signal: AbortSignal
  /** The merchant's APIv2 key where the request is of v2. */
  key?: string
}

async function deliver({ exchange, body, signal, key, identity, addresses, request }: Delivery): Promise<Outcome> {
  const timeout = AbortSignal.timeout(REQUEST_TIMEOUT)
  const started = performance.now()
  try {
    const response = await request(addresses.gateway(exchange.target), {
      method: exchange.method,
      headers: exchange.headers,
      body: body.bytes ?? null,
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      signal: AbortSignal.any([signal, timeout]),
    })
    const answer = await readAnswer(response)
    const milliseconds = performance.now() - started
    if (key !== undefined) {
      const fields = readAnswerFields(answer)
      return {
        kind: 'sent',
        answer,
        ...verifyFields(answer, key),
        ...(fields !== undefined && { fields }),
        milliseconds,
      }
    }
    const { status, headers, bytes } = answer
    const verdict = await verifyAnswer({ status, headers, body: bytes, keys: identity.platformKeys, now: Date.now() })
    return { kind: 'sent', answer, verdict, unsigned: isUnsigned(answer, verdict), milliseconds }
  } catch (error) {
    if (timeout.aborted)
      return {
        kind: 'timed-out',
        message: `等了 ${REQUEST_TIMEOUT / 1000} 秒没有等到完整的应答`,
        hint: '请求可能已经到达沙箱：用查询接口确认结果，再决定是否重试',
      }
    if (signal.aborted)
      return { kind: 'transport-failed', message: '请求被取消', hint: '程序停止时还没有应答的请求会被取消' }
    return {
      kind: 'transport-failed',
      message: '请求没有送达，或应答没有收完',
      hint: `检查网络和沙箱服务（${error instanceof Error ? error.message : '原因未知'}）`,
    }
  }
}
