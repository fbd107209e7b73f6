import type { TracedBody, TraceEntry } from '../../protocol/gateway/index.ts'
import { AUTHORIZATION_SCHEME, type Authorization, toHex, toText } from '../../signature/index.ts'
import { readLoosely } from '../diagnose/header.ts'
import type { RequestHeaders } from '../exchange.ts'
import type { Merchant } from '../merchants.ts'
import type { Kept, Trace } from './trace.ts'

/** Characters of a body that are kept. */
const BODY_SHOWN = 4096
const HEADER_SHOWN = 256
const TARGET_SHOWN = 4096
/** The request's headers that matter; others say nothing of WeChat Pay, and may be secrets of the sender. */
const REQUEST_HEADERS = [
  'accept',
  'accept-language',
  'content-length',
  'content-type',
  'user-agent',
  'wechatpay-serial',
]
const AUTHORIZATION_FIELDS = ['mchid', 'serial_no', 'nonce_str', 'timestamp', 'signature']
const RE_SCHEME = /^[A-Z0-9-]{1,60}(?= |$)/i
const RE_PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?/g
const HIDDEN = '***'

/** An exchange as its merchant reads it: bounded, and without keys and control tokens wherever they were sent. */
export async function toEntry(kept: Kept, nonceReused: boolean): Promise<TraceEntry> {
  const { id, trace, merchant, answer, milliseconds, diagnosis } = kept
  const message = kept.message()
  const hide = hider(merchant)
  const { refusal, operation, forced, dropped, changes = [], notifications = [] } = trace
  const authorization = readAuthorization(trace, hide)
  const following = (await trace.following?.catch(() => [])) ?? []
  const sent = trace.body && (await toBody(trace.body.bytes, hide))
  const got = answer.body && (await toBody(answer.body, hide))
  return {
    id,
    at: new Date(trace.started).toISOString(),
    milliseconds,
    method: trace.method,
    target: hide(trace.target.slice(0, TARGET_SHOWN)),
    ...(operation && { operation }),
    request: {
      headers: pick(trace.headers, hide),
      ...(authorization && { authorization }),
      ...(sent && { body: sent }),
    },
    signature: {
      verdict: verdictOf(trace),
      ...(message !== undefined && { message: hide(message) }),
      ...(diagnosis && { diagnosis: JSON.parse(hide(JSON.stringify(diagnosis))) as typeof diagnosis }),
      ...(nonceReused && { nonceReused: true as const }),
    },
    ...(refusal && { refusal }),
    ...(forced && { forced }),
    ...(dropped && { dropped }),
    answer: { status: answer.status, headers: asWritten(answer.headers), ...(got && { body: got }) },
    changes,
    notifications: [...notifications, ...following],
  }
}

/** As HTTP has them: names in lower case, in order. */
function asWritten(headers: Record<string, string>): Record<string, string> {
  const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const)
  return Object.fromEntries(lower.sort(([one], [other]) => (one < other ? -1 : 1)))
}

/** `unchecked`: refused before it came to that. */
function verdictOf({ merchant, refusal }: Trace): TraceEntry['signature']['verdict'] {
  if (merchant) return 'valid'
  return refusal && isOfSignature(refusal.check) ? 'invalid' : 'unchecked'
}

/** Whether a check is one of who sent a request. */
export function isOfSignature(check: string): boolean {
  return /^(?:authorization-|timestamp-|merchant-|serial-|signature-|v2-(?:sign|merchant))/.test(check)
}

type Hide = (text: string) => string

function hider({ record }: Merchant): Hide {
  const secrets = [record.apiv3_key, record.apiv2_key, record.control_token]
  return (text) => {
    const shown = secrets.reduce(
      (rest, secret) => (rest.includes(secret) ? rest.replaceAll(secret, HIDDEN) : rest),
      text,
    )
    return shown.includes('PRIVATE KEY') ? shown.replace(RE_PRIVATE_KEY, HIDDEN) : shown
  }
}

function pick(headers: RequestHeaders, hide: Hide): Record<string, string> {
  const found = REQUEST_HEADERS.flatMap((name) => {
    const value = headers.get(name)
    return value === null ? [] : [[name, hide(value.slice(0, HEADER_SHOWN))]]
  })
  return Object.fromEntries(found)
}

/** The fields that belong there; of anything else, which may be a token, the scheme alone. */
function readAuthorization({ headers, authorization }: Trace, hide: Hide): Record<string, string> | undefined {
  if (authorization) return shownFields(AUTHORIZATION_SCHEME, proven(authorization), hide)
  const header = headers.get('Authorization')
  if (header === null) return undefined
  const [scheme = ''] = RE_SCHEME.exec(header) ?? []
  const found = readLoosely(header.slice(scheme.length, 4096))
  const known = AUTHORIZATION_FIELDS.filter((name) => found.has(name))
  return shownFields(scheme, Object.fromEntries(known.map((name) => [name, found.get(name) ?? ''])), hide)
}

function proven({ mchid, serialNo, nonce, timestamp, signature }: Authorization): Record<string, string> {
  return { mchid, serial_no: serialNo, nonce_str: nonce, timestamp, signature }
}

function shownFields(scheme: string, fields: Record<string, string>, hide: Hide): Record<string, string> {
  const shown: Record<string, string> = { scheme }
  for (const name of Object.keys(fields)) shown[name] = hide((fields[name] ?? '').slice(0, 1024))
  return shown
}

async function toBody(bytes: Uint8Array<ArrayBuffer>, hide: Hide): Promise<TracedBody | undefined> {
  if (bytes.length === 0) return undefined
  const text = textOf(bytes)
  if (text === undefined) {
    const sha256 = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)))
    return { size: bytes.length, sha256 }
  }
  const shown = hide(text)
  if (shown.length <= BODY_SHOWN) return { size: bytes.length, text: shown }
  return { size: bytes.length, text: shown.slice(0, BODY_SHOWN), shortened: true }
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    const text = toText(bytes)
    return text.includes('\0') ? undefined : text
  } catch {
    return undefined
  }
}
