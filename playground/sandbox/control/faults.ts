import { Hono } from 'hono'
import * as v from 'valibot'
import type { Engine } from '../engine.ts'
import { FaultSchema, problemOf } from '../faults/index.ts'
import type { ControlEnv } from './env.ts'
import { problem } from './problem.ts'
import { readJson } from './read-json.ts'

const NO_STORE = { 'Cache-Control': 'no-store' }

/** Errors, delays and cut connections that a merchant asks for. */
export function faultsRoutes(engine: Engine): Hono<ControlEnv> {
  const app = new Hono<ControlEnv>()

  app.post('/faults', async (c) => {
    const request = v.safeParse(FaultSchema, await readJson(c.req.raw))
    if (!request.success) {
      const [issue] = request.issues
      const where = v.getDotPath(issue) ?? '请求体'
      return problem(c, 400, { code: 'BODY_INVALID', detail: `${where}：${issue.message}` })
    }
    // people copy `POST /v3/…` from elsewhere
    const id = request.output.operation.replace(/^[A-Z]+(?= )/, (method) => method.toLowerCase())
    const isKnown = id === '*' || engine.options.behaviour.routes.some((route) => route.id === id)
    if (!isKnown) {
      const detail = `没有接口 ${id.slice(0, 200)}；operation 是“方法 路径”，例如 post /v3/refund/domestic/refunds，或 * 表示任何接口`
      return problem(c, 422, { code: 'OPERATION_UNKNOWN', detail })
    }
    const { codes } = engine.options.behaviour
    const documented = id === '*' ? codes : Object.keys((await engine.operations(id)).messages)
    const wrong = problemOf({ ...request.output, operation: id }, documented)
    if (wrong !== undefined) return problem(c, 422, { code: 'FAULT_INVALID', detail: wrong })
    const fault = await engine.faults.add(c.get('merchant').record.mchid, { ...request.output, operation: id })
    if (!fault)
      return problem(c, 409, { code: 'FAULTS_FULL', detail: '等待中的故障太多，先用 DELETE /_sandbox/faults 清空' })
    return c.json(fault, 201, NO_STORE)
  })

  app.get('/faults', async (c) =>
    c.json({ data: await engine.faults.list(c.get('merchant').record.mchid) }, 200, NO_STORE),
  )

  app.delete('/faults', async (c) => {
    await engine.faults.clear(c.get('merchant').record.mchid)
    return c.body(null, 204)
  })

  return app
}
