import { Hono } from 'hono'
import type { Engine } from '../engine.ts'
import type { JsonObject } from '../input.ts'
import { callControl, missing, resourceOf, toBody, unknownResource } from './call.ts'
import type { ControlEnv } from './env.ts'
import { findObject, type Held } from './held.ts'
import { problem } from './problem.ts'
import { readJson } from './read-json.ts'

const UNCACHED = { 'Cache-Control': 'no-store' }

/** What the sandbox keeps for a merchant, and `POST /_sandbox/<resource>/<key>/<control>`. */
export function objectsRoutes(engine: Engine): Hono<ControlEnv> {
  const app = new Hono<ControlEnv>()

  app.get('/:resource/:key', async (c) => {
    const { resource, key } = c.req.param()
    const rule = resourceOf(engine, resource)
    if (!rule) {
      const refused = unknownResource(engine, resource)
      return problem(c, refused.status, refused)
    }
    const held = await findObject(engine, c.get('merchant'), { resource, key, body: c.req.query() })
    if (held) return c.json(toAnswer(held, key), 200, UNCACHED)
    const refused = missing(rule, { resource, key })
    return problem(c, refused.status, refused)
  })

  app.post('/:resource/:key/:control', async (c) => {
    const sent = toBody(await readJson(c.req.raw))
    if (!sent) return problem(c, 400, { code: 'BODY_INVALID', detail: '请求体应为 JSON 对象，没有参数时可以为空' })
    const { resource, key, control } = c.req.param()
    const call = { resource, key, control, body: { ...sent, ...c.req.query() } }
    const result = await callControl(engine, c.get('merchant'), call)
    if (!result.ok) return problem(c, result.status, result)
    const { outcome, moved, notifications } = result
    const said = outcome === undefined ? {} : { outcome }
    return c.json({ ...toAnswer(result, key), ...said, moved, notifications }, 200, UNCACHED)
  })

  return app
}

function toAnswer({ resource, state, object }: Held, key: string): JsonObject {
  return { resource, key, ...(state !== '' && { state }), object }
}
