import { Hono } from 'hono'
import type { Json } from '../../../catalog/model/types.ts'
import type { Engine } from '../engine.ts'
import { isObject, type JsonObject } from '../input.ts'
import type { Merchant } from '../merchants.ts'
import { transition } from '../transition.ts'
import type { ControlEnv } from './env.ts'
import { problem } from './problem.ts'
import { readJson } from './read-json.ts'

/** `POST /_sandbox/<resource>/<key>/<control>`: what payer, user or platform do in the real world. */
export function objectsRoutes(engine: Engine): Hono<ControlEnv> {
  const app = new Hono<ControlEnv>()

  app.post('/:resource/:key/:transition', async (c) => {
    const body = await readJson(c.req.raw)
    if (!isObject(body)) {
      return problem(c, 400, { code: 'BODY_INVALID', detail: '请求体应为 JSON 对象，没有参数时可以为空' })
    }
    const { resource, key, transition: name } = c.req.param()
    const request = { ...body, ...c.req.query() }
    const result = await control(engine, { merchant: c.get('merchant'), resource, key, name, request })
    return 'code' in result ? problem(c, result.status, result) : c.json(result.answer)
  })

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
  code: string
  detail: string
}

async function control(engine: Engine, call: ControlCall): Promise<{ answer: JsonObject } | ControlProblem> {
  const { behaviour } = engine.options
  const rule = Object.hasOwn(behaviour.resources, call.resource) ? behaviour.resources[call.resource] : undefined
  const controls = rule?.controls ?? {}
  const move = Object.hasOwn(controls, call.name) ? controls[call.name]?.transition : undefined
  if (!rule || move === undefined) return { status: 404, code: 'CONTROL_UNKNOWN', detail: '沙箱没有这个控制接口' }
  const scope = rule.scope
    .map((field) => engine.identities.alias(field, call.request[field], call.merchant.record))
    .join(' ')
    .trim()
  const [field = ''] = rule.key
  const objects = engine.objectsOf(call.merchant.record.mchid)
  const found = await objects.find(rule, { resource: call.resource, scope, fields: { [field]: call.key } })
  if (!found) return { status: 404, code: 'OBJECT_MISSING', detail: `没有${rule.title ?? call.resource} ${call.key}` }
  const result = await transition(engine, call.merchant, {
    resource: call.resource,
    key: found.key,
    transition: move,
    request: call.request,
  })
  if (!result.moved) {
    return { status: 409, code: 'STATE_REFUSED', detail: `状态为 ${result.state}，不能执行 ${call.name}` }
  }
  const notifications: Json[] = result.notification === undefined ? [] : [result.notification]
  const { resource, key } = call
  return { answer: { resource, key, state: result.state, notifications, object: result.object } }
}
