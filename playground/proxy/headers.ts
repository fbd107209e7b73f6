/**
 * What may pass, in each direction. Everything else stays here: cookies and `Set-Cookie` (they belong to the site, not
 * to the gateway), hop-by-hop headers (RFC 9110 §7.6.1), `Host`, `Origin`, `Referer`, `X-Forwarded-*`, and
 * `Content-Length` and `Accept-Encoding`, which the next hop's client writes itself.
 */
const REQUEST_HEADERS = [
  'accept',
  'accept-language',
  'authorization',
  'content-type',
  'user-agent',
  'wechatpay-serial',
] as const

const ANSWER_HEADERS: ReadonlySet<string> = new Set([
  'content-disposition',
  'content-type',
  'request-id',
  'retry-after',
  'wechatpay-nonce',
  'wechatpay-serial',
  'wechatpay-signature',
  'wechatpay-signature-type',
  'wechatpay-statement-sha1',
  'wechatpay-timestamp',
  'x-sandbox-diagnosis',
  'x-sandbox-trace',
])

/** By names in lower case. */
export function requestHeaders(from: Headers): Record<string, string> {
  const headers: Record<string, string> = {}
  for (const name of REQUEST_HEADERS) {
    const value = from.get(name)
    if (value !== null) headers[name] = value
  }
  return headers
}

/**
 * The answer is served from the site's own origin: whatever its type says, it must never run there as a page or script.
 */
export function answerHeaders(from: Iterable<[name: string, value: string]>): Record<string, string> {
  const headers: Record<string, string> = {
    'cache-control': 'no-store',
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
  }
  for (const [name, value] of from) {
    const lower = name.toLowerCase()
    if (ANSWER_HEADERS.has(lower)) headers[lower] = value
  }
  return headers
}
