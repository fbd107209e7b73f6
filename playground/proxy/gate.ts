import { isSigned } from '../signature/index.ts'
import { ProxyError } from './errors.ts'
import type { Target } from './target.ts'
import type { Upstream } from './upstream.ts'

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']
/** The real gateway is reached for v3 only: a v2 request is signed inside its body and may need a client certificate. */
const RE_LISTED_PATH = /^\/v3\/./
/** What begins so is neither: another version, or the sandbox's own calls. */
const RE_NOT_V2 = /^\/(?:v\d+(?:\/|$)|_|$)/

/** @throws ProxyError `method_not_allowed` */
export function checkMethod(request: Request): void {
  if (METHODS.includes(request.method)) return
  throw new ProxyError('method_not_allowed', `代理不转发 ${request.method} 请求`, {
    hint: `可用的方法：${METHODS.join('、')}。`,
    where: 'method',
    headers: { allow: METHODS.join(', ') },
  })
}

/**
 * Only the site's own pages, and programs that are no browser, may use the proxy. A browser names its own origin in
 * `Sec-Fetch-Site` and `Origin`, and a page cannot write either. Hosts are compared, not schemes: TLS may end before.
 *
 * @throws ProxyError `cross_site`
 */
export function checkSameSite(request: Request): void {
  const site = request.headers.get('sec-fetch-site')
  const origin = request.headers.get('origin')
  const foreign =
    (site !== null && site !== 'same-origin' && site !== 'none') || (origin !== null && !sameHost(request, origin))
  if (!foreign) return
  throw new ProxyError('cross_site', '这个请求来自别的网站的页面', {
    hint: '代理只为本站的页面服务；自己的程序请直接连接沙箱网关。',
    where: origin === null ? 'Sec-Fetch-Site' : 'Origin',
  })
}

function sameHost(request: Request, origin: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === new URL(request.url).host
}

/** @throws ProxyError `upstream_not_listed`, `path_not_listed` */
export function checkUpstream(target: Target, upstreams: ReadonlyMap<string, Upstream>): Upstream {
  const upstream = upstreams.get(target.upstream)
  if (!upstream) {
    throw new ProxyError('upstream_not_listed', `没有名为 ${target.upstream.slice(0, 40) || '（空）'} 的上游`, {
      hint: `可用的上游：${[...upstreams.keys()].join('、')}。`,
      where: 'target',
    })
  }
  if (!RE_LISTED_PATH.test(target.path) && !isV2(target, upstream)) {
    throw new ProxyError('path_not_listed', '代理只转发接口的路径', {
      hint: `例如 ${target.upstream}/v3/certificates。`,
      where: 'target',
    })
  }
  return upstream
}

/** Whether a target is of v2, and the upstream takes that. */
export function isV2({ path }: Target, { v2 = false }: Upstream): boolean {
  return v2 && !RE_NOT_V2.test(path)
}

/**
 * The proxy holds no key, so whatever is to arrive signed has to come signed. A malformed header of the right scheme
 * goes on: the gateway explains that one better. Another scheme may carry somebody's password and stays here.
 *
 * @throws ProxyError `unsigned`
 */
export function checkSigned(request: Request): void {
  const authorization = request.headers.get('authorization') ?? ''
  if (isSigned(authorization)) return
  const missing = authorization === ''
  throw new ProxyError(
    'unsigned',
    missing ? '请求没有签名' : 'Authorization 的认证类型不是 WECHATPAY2-SHA256-RSA2048',
    {
      hint: '代理不持有密钥，不会代为签名；请在 Authorization 头里带上商户签名。',
      where: 'Authorization',
    },
  )
}
