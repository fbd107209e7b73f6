import { Hono } from 'hono'
import * as v from 'valibot'
import type { Engine } from '../engine.ts'
import { type ControlEnv, publicUrlOf } from './env.ts'
import { problem } from './problem.ts'
import { readJson } from './read-json.ts'

const SettingsSchema = v.strictObject({ signtest: v.boolean() })
const ReplaySchema = v.strictObject({ signtest: v.optional(v.boolean(), false) })
const UNCACHED = { 'Cache-Control': 'no-store' }
const MOST = 200

/** The in-box of a merchant: what was sent, with every attempt, what was in it, and sending it again. */
export function notificationsRoutes(engine: Engine): Hono<ControlEnv> {
  const app = new Hono<ControlEnv>()
  const { notifications } = engine

  app.get('/notifications', async (c) => {
    const { limit = String(MOST), after } = c.req.query()
    if (!/^\d{1,4}$/.test(limit) || Number(limit) < 1) {
      return problem(c, 400, { code: 'LIMIT_INVALID', detail: `limit 应为 1 到 ${MOST} 的整数` })
    }
    const options = { limit: Math.min(MOST, Number(limit)), ...(after !== undefined && { after }) }
    return c.json({ data: await notifications.list(c.get('merchant').record.mchid, options) }, 200, UNCACHED)
  })

  app.get('/notifications/settings', async (c) =>
    c.json({ ...(await notifications.settings(c.get('merchant').record.mchid)) }, 200, UNCACHED),
  )

  app.put('/notifications/settings', async (c) => {
    const settings = v.safeParse(SettingsSchema, await readJson(c.req.raw))
    if (!settings.success) {
      const detail = '请求体应为 { "signtest": true } 或 { "signtest": false }：每条通知之前是否先发一次签名错误的探测'
      return problem(c, 400, { code: 'BODY_INVALID', detail })
    }
    await notifications.configure(c.get('merchant').record.mchid, settings.output)
    return c.json(settings.output, 200, UNCACHED)
  })

  app.get('/notifications/:id', async (c) => {
    const { id } = c.req.param()
    const entry = await notifications.find(c.get('merchant').record.mchid, id)
    return entry ? c.json({ ...entry }, 200, UNCACHED) : problem(c, 404, missing(id))
  })

  app.post('/notifications/:id/replay', async (c) => {
    const request = v.safeParse(ReplaySchema, await readJson(c.req.raw))
    if (!request.success) {
      const detail = '请求体可以为空，或者是 { "signtest": true }：这一次故意用错误的签名，接收方应当拒绝'
      return problem(c, 400, { code: 'BODY_INVALID', detail })
    }
    const { id } = c.req.param()
    const entry = await notifications.replay(c.get('merchant'), id, {
      probe: request.output.signtest,
      origin: publicUrlOf(c),
    })
    return entry ? c.json({ ...entry }, 200, UNCACHED) : problem(c, 404, missing(id))
  })

  return app
}

function missing(id: string): { code: string; detail: string } {
  return {
    code: 'NOTIFICATION_MISSING',
    detail: `没有通知 ${id.slice(0, 80)}：它不属于这个商户，或者已经被更新的通知挤出`,
  }
}
