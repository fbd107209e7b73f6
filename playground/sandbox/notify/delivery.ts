import type { NotificationAttempt, NotificationEntry } from '../../protocol/gateway/index.ts'
import { FIELDS_V2, GATEWAY_HEADERS } from '../../protocol/gateway/index.ts'
import { readFields } from '../../protocol/xml/index.ts'
import { toText } from '../../signature/index.ts'
import { readUpTo } from '../body.ts'
import { SandboxError } from '../errors.ts'
import type { SandboxOptions } from '../options.ts'
import type { Platform } from '../platform.ts'
import { requestId, signedHeaders } from '../respond.ts'
import { PATIENCE } from './schedule.ts'

/** What `deliver` throws for an address it must not reach; its message says why, in Chinese. */
export const REFUSED = 'NOTIFY_REFUSED'
/** An acknowledgement is short. */
const ANSWER_LIMIT = 64 * 1024
/** Begins the signature of a probe (签名探测流量). */
const PROBE = 'WECHATPAY/SIGNTEST/'

export type Outcome = Pick<NotificationAttempt, 'status' | 'error'> & {
  /** Acknowledged, not acknowledged, or not sent at all because it must not be. */
  result: 'acknowledged' | 'failed' | 'refused'
}

/** The headers of one sending: of v3 signed anew, since a receiver takes no signature older than five minutes. */
export async function headersFor(
  { body, protocol, signed_with }: Pick<NotificationEntry, 'body' | 'protocol' | 'signed_with'>,
  { platform, now }: { platform: () => Promise<Platform>; now: () => number },
): Promise<Record<string, string>> {
  const common = { 'User-Agent': 'Mozilla/4.0', Accept: '*/*', Pragma: 'no-cache', 'Cache-Control': 'no-cache' }
  if (protocol === 'v2') return { ...common, 'Content-Type': 'text/xml; charset=utf-8' }
  const keys = await platform()
  const key = signed_with === 'public_key' ? keys.publicKey : keys.certificateKey
  return {
    ...common,
    'Content-Type': 'application/json',
    'Request-ID': requestId(0),
    ...(await signedHeaders(body, { key, now: now() })),
  }
}

/** The same headers with a signature that nobody can verify. */
export function asProbe(headers: Record<string, string>): Record<string, string> {
  const signature = headers[GATEWAY_HEADERS.signature] ?? ''
  return { ...headers, [GATEWAY_HEADERS.signature]: `${PROBE}${signature.slice(PROBE.length)}` }
}

/** Sends once and reads the answer: 200 or 204, and of v2 also `return_code` SUCCESS, within five seconds. */
export async function sendOnce(
  { url, headers, body, protocol }: Pick<NotificationEntry, 'url' | 'headers' | 'body' | 'protocol'>,
  deliver: NonNullable<SandboxOptions['deliver']>,
): Promise<Outcome> {
  try {
    const signal = AbortSignal.timeout(PATIENCE)
    const request = new Request(url, { method: 'POST', headers, body, redirect: 'manual', signal })
    const response = await deliver(request)
    const { status } = response
    const text = protocol === 'v2' ? await readAnswer(response) : await response.body?.cancel().catch(() => undefined)
    if (status !== 200 && status !== 204) return { status, result: 'failed', error: '应答的状态码不是 200 或 204' }
    if (text === undefined || isSuccess(text)) return { status, result: 'acknowledged' }
    return { status, result: 'failed', error: '应答的 return_code 不是 SUCCESS' }
  } catch (error) {
    if (error instanceof SandboxError && error.code === REFUSED) return { result: 'refused', error: error.message }
    const timedOut = error instanceof Error && error.name === 'TimeoutError'
    return { result: 'failed', error: timedOut ? '5 秒内没有应答' : '无法连接通知地址' }
  }
}

async function readAnswer(response: Response): Promise<string> {
  const bytes = await readUpTo(response, ANSWER_LIMIT)
  try {
    return toText(bytes ?? new Uint8Array())
  } catch {
    return ''
  }
}

function isSuccess(text: string): boolean {
  return readFields(text)?.get(FIELDS_V2.returnCode) === 'SUCCESS'
}
