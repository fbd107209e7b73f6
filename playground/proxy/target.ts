import { ProxyError } from './errors.ts'

/** A request target, split where the proxy decides. */
export interface Target {
  /** `sandbox` or `live`: the first segment after the prefix. */
  upstream: string
  /** What the upstream gets: path and query, byte for byte as they came. */
  forwarded: string
  /** `forwarded` without its query; the query may name a person and is never logged. */
  path: string
}

const MAX_LENGTH = 8 * 1024
/** Percent-encoded octets that change the shape of a path: `.`, `/`, `\` and NUL (RFC 3986 §6.2.2 leaves them apart). */
const RE_ENCODED_SHAPE = /%(?:2f|5c|00)/i
const RE_DOT_SEGMENT = /(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i
const RE_BAD_ESCAPE = /%(?![0-9a-f]{2})/i
/** What every URL parser leaves as it is, in a path as in a query. */
const RE_PLAIN = /^[\w\-.~!$&()*+,;=:@%/?]*$/
/** Anything but visible ASCII: HTTP allows nothing else in a target (RFC 9112 §3.2). */
const RE_NOT_VISIBLE = /[^\x21-\x7e]/

/**
 * Splits the target as it stood in the request line. `Request` and `URL` resolve `..` and fold `\` before anybody can
 * look, so the adapter hands the raw target over and everything that two parsers could read differently is refused.
 *
 * @param raw path and query, the prefix included
 * @param prefix where the proxy is mounted, with both slashes: `/proxy/`
 * @throws ProxyError `bad_target`, `upstream_not_listed`
 */
export function readTarget(raw: string, prefix: string): Target {
  const reason = defect(raw)
  if (reason) throw badTarget(reason)
  if (!raw.startsWith(prefix)) throw badTarget(`路径不在 ${prefix} 之下`)
  const rest = raw.slice(prefix.length)
  const end = rest.search(/[/?]/)
  const upstream = end < 0 ? rest : rest.slice(0, end)
  const forwarded = end < 0 ? '' : rest.slice(end)
  return { upstream, forwarded, path: withoutQuery(forwarded) }
}

function defect(raw: string): string | undefined {
  if (raw.length > MAX_LENGTH) return `超过 ${MAX_LENGTH} 个字符`
  if (!raw.startsWith('/')) return '不是以 / 开头的路径（绝对形式的地址也不接受）'
  if (RE_NOT_VISIBLE.test(raw)) return '含有空白、控制字符或未编码的非 ASCII 字符'
  if (raw.includes('\\')) return '含有反斜杠'
  if (raw.includes('#')) return '含有 #'
  if (RE_BAD_ESCAPE.test(raw)) return '含有不完整的百分号编码'
  return pathDefect(withoutQuery(raw)) ?? rewritten(raw)
}

function pathDefect(path: string): string | undefined {
  if (path.includes('//')) return '含有连续的 /'
  if (RE_ENCODED_SHAPE.test(path)) return '路径里含有编码过的 /、\\ 或 NUL'
  if (RE_DOT_SEGMENT.test(path)) return '路径里含有 . 或 .. 段'
  return undefined
}

/** What the URL parser would write otherwise could not leave as it came, and its signature would no longer fit. */
function rewritten(raw: string): string | undefined {
  if (RE_PLAIN.test(raw)) return undefined
  const { pathname, search } = new URL(raw, 'http://upstream.invalid')
  const query = raw.endsWith('?') && search === '' ? '?' : search
  return pathname + query === raw ? undefined : '含有应当编码而未编码的字符'
}

function withoutQuery(target: string): string {
  const question = target.indexOf('?')
  return question < 0 ? target : target.slice(0, question)
}

function badTarget(reason: string): ProxyError {
  return new ProxyError('bad_target', `请求地址${reason}`, {
    hint: '代理只转发写法唯一的路径，请按文档中的路径发送，路径参数用 encodeURIComponent 编码且不含 /。',
    where: 'target',
  })
}
