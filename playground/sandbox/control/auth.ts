import type { MiddlewareHandler } from 'hono'
import { equalTexts } from '../../signature/index.ts'
import type { Engine } from '../engine.ts'
import type { Merchant } from '../merchants.ts'
import type { ControlEnv } from './env.ts'
import { problem } from './problem.ts'

const RE_TOKEN = /^Bearer (\w{20,100})$/

/** Lets through who brings the control token of a merchant, and puts that merchant into the context. */
export function requireMerchant(engine: Engine): MiddlewareHandler<ControlEnv> {
  return async (c, next) => {
    const merchant = await authenticate(engine, c.req.header('Authorization') ?? '')
    if (merchant) {
      c.set('merchant', merchant)
      return next()
    }
    const detail = '请带上注册商户时得到的 control_token：Authorization: Bearer …'
    return problem(c, 401, { code: 'TOKEN_INVALID', detail, headers: { 'WWW-Authenticate': 'Bearer' } })
  }
}

/** A page elsewhere must not make merchants or pay here: it is turned away. */
export const refuseCrossSite: MiddlewareHandler<ControlEnv> = async (c, next) => {
  if (!isCrossSite(c.req.raw)) return next()
  return problem(c, 403, { code: 'CROSS_SITE', detail: '控制接口不接受别的网站的页面发来的请求' })
}

/** The merchant of a control token, compared in constant time. */
async function authenticate(engine: Engine, header: string): Promise<Merchant | undefined> {
  const [, token] = RE_TOKEN.exec(header) ?? []
  const mchid = token?.slice(0, token.indexOf('_'))
  const merchant = mchid ? await engine.merchants.find(mchid) : undefined
  return merchant && token && equalTexts(merchant.record.control_token, token) ? merchant : undefined
}

/** Whether another site's page sent it. Programs send neither header. */
export function isCrossSite({ headers, url }: Request): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site !== 'same-origin' && site !== 'none'
  const origin = headers.get('origin')
  return origin !== null && !(URL.canParse(origin) && new URL(origin).host === new URL(url).host)
}
