import { Hono, type Context as HonoContext } from 'hono'
import * as v from 'valibot'
import type { Json } from '../../catalog/model/types.ts'
import { equalTexts, SignatureError, toText } from '../signature/index.ts'
import { readUpTo } from './body.ts'
import type { Engine } from './engine.ts'
import { isObject, type JsonObject } from './input.ts'
import { parseJson } from './json.ts'
import type { Merchant } from './merchants.ts'
import { transition } from './transition.ts'

const MerchantRequestSchema = v.strictObject({ public_key: v.optional(v.string()) })
/** Control calls are small. */
const BODY_LIMIT = 64 * 1024
const RE_TOKEN = /^Bearer (\w{20,100})$/

/** The sandbox's own calls, what in the real world a payer, an operator or a console does. */
export function createControl(engine: Engine): Hono {
  const app = new Hono()

  app.use(async (c, next) => {
    if (isCrossSite(c.req.raw)) return problem(c, 403, 'CROSS_SITE', '控制接口不接受别的网站的页面发来的请求')
    return next()
  })

  app.get('/health', (c) =>
    c.json({ ok: true, name: 'sandbox', operations: engine.options.behaviour.routes.length }, 200, {
      'Cache-Control': 'no-store',
    }),
  )

  app.post('/merchants', async (c) => {
    const body = await readJson(c.req.raw)
    const request = v.safeParse(MerchantRequestSchema, body)
    if (!request.success) return problem(c, 400, 'BODY_INVALID', '请求体应为 {} 或 { "public_key": "SPKI PEM" }')
    try {
      const answer = await engine.merchants.create(request.output)
      await engine.seed(answer.mchid)
      return c.json(answer, 201, { 'Cache-Control': 'no-store' })
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error
      return problem(c, 400, 'PUBLIC_KEY_INVALID', `${error.message}${error.hint ? `：${error.hint}` : ''}`)
    }
  })

  // a page keeps this key in memory only: whoever opened it again asks for it again
  app.get('/keys', async (c) => {
    const merchant = await authenticate(engine, c)
    if (!merchant) return unauthorised(c)
    return c.json({ apiv2_key: merchant.record.apiv2_key }, 200, { 'Cache-Control': 'no-store' })
  })

  app.get('/notifications', async (c) => {
    const merchant = await authenticate(engine, c)
    if (!merchant) return unauthorised(c)
    return c.json({ data: await engine.notifications.list(merchant.record.mchid) }, 200, {
      'Cache-Control': 'no-store',
    })
  })

  app.post('/:resource/:key/:transition', async (c) => {
    const merchant = await authenticate(engine, c)
    if (!merchant) return unauthorised(c)
    const body = await readJson(c.req.raw)
    if (!isObject(body)) return problem(c, 400, 'BODY_INVALID', '请求体应为 JSON 对象，没有参数时可以为空')
    const { resource, key, transition: name } = c.req.param()
    const result = await control(engine, { merchant, resource, key, name, request: { ...body, ...c.req.query() } })
    return 'problem' in result ? problem(c, result.status, result.problem, result.detail) : c.json(result.answer)
  })

  app.all('*', (c) => problem(c, 404, 'CONTROL_UNKNOWN', '沙箱没有这个控制接口'))
  return app
}

interface ControlCall {
  merchant: Merchant
  resource: string
  key: string
  name: string
  request: JsonObject
}

interface ControlProblem {
  status: 404 | 409
  problem: string
  detail: string
}

async function control(engine: Engine, call: ControlCall): Promise<{ answer: JsonObject } | ControlProblem> {
  const { behaviour } = engine.options
  const rule = Object.hasOwn(behaviour.resources, call.resource) ? behaviour.resources[call.resource] : undefined
  const transitions = rule?.transitions ?? {}
  const move = Object.hasOwn(transitions, call.name) ? transitions[call.name] : undefined
  if (!rule || !move?.control) {
    return { status: 404, problem: 'CONTROL_UNKNOWN', detail: '沙箱没有这个控制接口' }
  }
  const scope = rule.scope
    .map((field) => engine.identities.alias(field, call.request[field], call.merchant.record))
    .join(' ')
    .trim()
  const [field = ''] = rule.key
  const objects = engine.objectsOf(call.merchant.record.mchid)
  const found = await objects.find(rule, { resource: call.resource, scope, fields: { [field]: call.key } })
  if (!found)
    return { status: 404, problem: 'OBJECT_MISSING', detail: `没有${rule.title ?? call.resource} ${call.key}` }
  const result = await transition(engine, call.merchant, {
    resource: call.resource,
    key: found.key,
    transition: call.name,
    request: call.request,
  })
  if (!result.moved) {
    return { status: 409, problem: 'STATE_REFUSED', detail: `状态为 ${result.state}，不能执行 ${call.name}` }
  }
  const notified: Json[] = result.notification === undefined ? [] : [result.notification]
  return {
    answer: {
      resource: call.resource,
      key: call.key,
      state: result.state,
      notifications: notified,
      object: result.object,
    },
  }
}

/** The merchant of a control token, compared in constant time. */
async function authenticate(engine: Engine, c: HonoContext): Promise<Merchant | undefined> {
  const [, token] = RE_TOKEN.exec(c.req.header('Authorization') ?? '') ?? []
  const mchid = token?.slice(0, token.indexOf('_'))
  const merchant = mchid ? await engine.merchants.find(mchid) : undefined
  return merchant && token && equalTexts(merchant.record.control_token, token) ? merchant : undefined
}

/** A page elsewhere must not make merchants here: old ones give way to new ones. Programs send neither header. */
function isCrossSite({ headers, url }: Request): boolean {
  const site = headers.get('sec-fetch-site')
  if (site !== null) return site !== 'same-origin' && site !== 'none'
  const origin = headers.get('origin')
  return origin !== null && !(URL.canParse(origin) && new URL(origin).host === new URL(url).host)
}

function unauthorised(c: HonoContext): Response {
  const response = problem(c, 401, 'TOKEN_INVALID', '请带上注册商户时得到的 control_token：Authorization: Bearer …')
  response.headers.set('WWW-Authenticate', 'Bearer')
  return response
}

/** Absent means `{}`; `undefined` where it is no JSON or too long. */
async function readJson(request: Request): Promise<Json | undefined> {
  const bytes = await readUpTo(request, BODY_LIMIT)
  if (!bytes) return undefined
  if (bytes.length === 0) return {}
  try {
    return parseJson(toText(bytes))
  } catch {
    return undefined
  }
}

function problem(c: HonoContext, status: 400 | 401 | 403 | 404 | 409, code: string, detail: string): Response {
  return c.body(JSON.stringify({ type: 'about:blank', title: code, status, code, detail }), status, {
    'Content-Type': 'application/problem+json; charset=utf-8',
  })
}
