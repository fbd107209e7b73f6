import { Hono } from 'hono'
import type { Engine } from '../engine.ts'
import type { ControlEnv } from './env.ts'
import { problem } from './problem.ts'

const NO_STORE = { 'Cache-Control': 'no-store' }
const DEFAULT_LIMIT = 20
const MOST = 100
const RE_LIMIT = /^[1-9]\d{0,2}$/

/** What a merchant's exchanges looked like from here. */
export function tracesRoutes(engine: Engine): Hono<ControlEnv> {
  const app = new Hono<ControlEnv>()
  const own = (c: { get(name: 'merchant'): ControlEnv['Variables']['merchant'] }): string =>
    c.get('merchant').record.mchid

  app.get('/traces', async (c) => {
    const { limit = String(DEFAULT_LIMIT), after } = c.req.query()
    if (!RE_LIMIT.test(limit) || Number(limit) > MOST) {
      return problem(c, 400, { code: 'QUERY_INVALID', detail: `limit 是 1 到 ${MOST} 的整数` })
    }
    const data = await engine.traces.list(own(c), { limit: Number(limit), ...(after !== undefined && { after }) })
    return c.json({ data }, 200, NO_STORE)
  })

  app.get('/traces/:id', async (c) => {
    const trace = await engine.traces.find(own(c), c.req.param('id'))
    if (!trace)
      return problem(c, 404, { code: 'TRACE_MISSING', detail: '没有这条记录：只保留最近的一些，也只能看自己的' })
    return c.json(trace, 200, NO_STORE)
  })

  app.delete('/traces', async (c) => {
    await engine.traces.forget(own(c))
    return c.body(null, 204)
  })

  return app
}
