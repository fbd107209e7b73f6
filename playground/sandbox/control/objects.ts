import { type Context, Hono } from 'hono'
import { valueAt } from '../../../catalog/derive/behaviour/index.ts'
import type { Engine } from '../engine.ts'
import { PAGES } from '../expression.ts'
import type { JsonObject } from '../input.ts'
import { seal } from '../pages/sealed.ts'
import { Refusal } from '../refusal.ts'
import { findForControl, runArrival } from '../rules/index.ts'
import {
  type ControlRefused,
  callControl,
  checkBody,
  missing,
  ownOf,
  resourceOf,
  toBody,
  unknownResource,
} from './call.ts'
import { type ControlEnv, publicUrlOf } from './env.ts'
import type { Held } from './held.ts'
import { listObjects } from './listing.ts'
import { problem } from './problem.ts'
import { readJson } from './read-json.ts'

const DEFAULT_LIMIT = 20
const MOST = 100
const RE_LIMIT = /^(?:[1-9]\d?|100)$/
const UNCACHED = { 'Cache-Control': 'no-store' }

/** What the sandbox keeps for a merchant, and `POST /_sandbox/<resource>/<key>/<control>`. */
export function objectsRoutes(engine: Engine): Hono<ControlEnv> {
  const app = new Hono<ControlEnv>()

  app.get('/:resource/:key', async (c) => {
    const { resource, key } = c.req.param()
    const rule = resourceOf(engine, resource)
    if (!rule) return refuse(c, unknownResource(engine, resource))
    const held = await findForControl(engine, c.get('merchant'), { resource, key, body: c.req.query() })
    if (held) return c.json(toAnswer(held, key), 200, UNCACHED)
    return refuse(c, missing(rule, { resource, key }))
  })

  app.get('/:resource', async (c) => {
    const { resource } = c.req.param()
    if (!resourceOf(engine, resource)) return refuse(c, unknownResource(engine, resource))
    const { limit = String(DEFAULT_LIMIT), after } = c.req.query()
    if (!RE_LIMIT.test(limit)) {
      return problem(c, 400, { code: 'QUERY_INVALID', detail: `limit 是 1 到 ${MOST} 的整数` })
    }
    const options = { resource, limit: Number(limit), ...(after !== undefined && { after }) }
    const { items, next } = await listObjects(engine, c.get('merchant'), options)
    const data = items.map((held) => toAnswer(held, nameOf(engine, held)))
    return c.json({ data, ...(next !== undefined && { next }) }, 200, UNCACHED)
  })

  app.post('/:resource', async (c) => {
    const sent = toBody(await readJson(c.req.raw))
    if (!sent) return problem(c, 400, { code: 'BODY_INVALID', detail: '请求体应为 JSON 对象，没有参数时可以为空' })
    const { resource } = c.req.param()
    const rule = resourceOf(engine, resource)
    if (!rule) return refuse(c, unknownResource(engine, resource))
    if (!rule.arrive) {
      const detail = `${rule.title ?? resource}由接口创建，不能用控制接口产生`
      return problem(c, 404, { code: 'CONTROL_UNKNOWN', detail })
    }
    const request = { ...sent, ...c.req.query() }
    const refused = checkBody(rule.arrive, rule, request)
    if (refused) return refuse(c, refused)
    const arrival = { resource, request, origin: publicUrlOf(c) }
    const made = await runArrival(engine, c.get('merchant'), arrival).catch(asRefusal)
    if (made instanceof Refusal) return problem(c, 409, { code: 'STATE_REFUSED', detail: made.message })
    return c.json(
      { ...toAnswer(made, nameOf(engine, made)), moved: true, notifications: made.notifications },
      201,
      UNCACHED,
    )
  })

  app.post('/:resource/:key/pages/:page', async (c) => {
    const { resource, key, page } = c.req.param()
    const rule = resourceOf(engine, resource)
    if (!rule) return refuse(c, unknownResource(engine, resource))
    if (!ownOf(rule.pages, page)) {
      const names = Object.keys(rule.pages ?? {}).join('、') || '没有页面'
      const detail = `${rule.title ?? resource}没有页面 ${page}，有的是：${names}`
      return problem(c, 404, { code: 'PAGE_UNKNOWN', detail })
    }
    const merchant = c.get('merchant')
    const held = await findForControl(engine, merchant, { resource, key, body: c.req.query() })
    if (!held) return refuse(c, missing(rule, { resource, key }))
    const ticket = seal(merchant, { resource, key: held.key, page })
    return c.json({ ticket, url: `${publicUrlOf(c)}${PAGES}${ticket}` }, 201, UNCACHED)
  })

  app.post('/:resource/:key/:control', async (c) => {
    const sent = toBody(await readJson(c.req.raw))
    if (!sent) return problem(c, 400, { code: 'BODY_INVALID', detail: '请求体应为 JSON 对象，没有参数时可以为空' })
    const { resource, key, control } = c.req.param()
    const call = { resource, key, control, body: { ...sent, ...c.req.query() }, origin: publicUrlOf(c) }
    const result = await callControl(engine, c.get('merchant'), call)
    if (!result.ok) return refuse(c, result)
    const { outcome, moved, notifications } = result
    const said = outcome === undefined ? {} : { outcome }
    return c.json({ ...toAnswer(result, key), ...said, moved, notifications }, 200, UNCACHED)
  })

  return app
}

/** What a step of the rules refuses is an answer, anything else a fault. */
function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error
  throw error
}

function refuse(c: Context, refused: ControlRefused): Response {
  return problem(c, refused.status, refused)
}

/** What a caller names the object by: the first field of its key. */
function nameOf(engine: Engine, { resource, object, key }: Held): string {
  const [field = ''] = resourceOf(engine, resource)?.key ?? []
  return String(valueAt(object, field) ?? key)
}

function toAnswer({ resource, state, object }: Held, key: string): JsonObject {
  return { resource, key, ...(state !== '' && { state }), object }
}
