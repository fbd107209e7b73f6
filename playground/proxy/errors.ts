import { toBytes } from '../signature/index.ts'
import type { LocalAnswer } from './upstream.ts'

/** Why the proxy itself refused; the value of `x-proxy-error`. */
export type ProxyErrorCode =
  | 'method_not_allowed'
  | 'cross_site'
  | 'bad_target'
  | 'upstream_not_listed'
  | 'path_not_listed'
  | 'unsigned'
  | 'rate_limited'
  | 'busy'
  | 'body_encoded'
  | 'body_too_large'
  | 'body_incomplete'
  | 'body_timeout'
  | 'upstream_unreachable'
  | 'upstream_redirected'
  | 'upstream_broken'
  | 'upstream_too_large'
  | 'upstream_timeout'
  | 'internal'

const STATUS: Record<ProxyErrorCode, number> = {
  method_not_allowed: 405,
  cross_site: 403,
  bad_target: 400,
  upstream_not_listed: 404,
  path_not_listed: 404,
  unsigned: 401,
  rate_limited: 429,
  busy: 503,
  body_encoded: 415,
  body_too_large: 413,
  body_incomplete: 400,
  body_timeout: 408,
  upstream_unreachable: 502,
  upstream_redirected: 502,
  upstream_broken: 502,
  upstream_too_large: 502,
  upstream_timeout: 504,
  internal: 500,
}

export interface ProxyErrorOptions {
  /** What to do about it, Chinese. */
  hint: string
  /** Which part of the request or answer: a header's name, `target`, `body`, an upstream's name. */
  where: string
  /** Headers that the refusal itself carries. */
  headers?: Record<string, string>
  cause?: unknown
}

/** A refusal of the proxy's own. `message` and `hint` are Chinese and never hold a body, a signature or a key. */
export class ProxyError extends Error {
  override readonly name = 'ProxyError'
  readonly code: ProxyErrorCode
  readonly status: number
  readonly hint: string
  readonly where: string
  readonly headers: Record<string, string>

  constructor(code: ProxyErrorCode, message: string, { hint, where, headers = {}, cause }: ProxyErrorOptions) {
    super(message, { cause })
    this.code = code
    this.status = STATUS[code]
    this.hint = hint
    this.where = where
    this.headers = headers
  }
}

/** RFC 9457. `x-proxy-error` tells a refusal of the proxy from an answer of the gateway, whatever the body. */
export function toProblem(error: ProxyError): LocalAnswer {
  const { code, status, message: title, hint: detail, where } = error
  const body = JSON.stringify({ type: 'about:blank', title, status, detail, code, where })
  const headers = {
    ...error.headers,
    'content-type': 'application/problem+json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-proxy-error': code,
  }
  return { status, headers, body: toBytes(body) }
}
