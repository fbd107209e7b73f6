import { Hono } from 'hono'
import * as v from 'valibot'
import type { ClockAnswer } from '../../protocol/gateway/index.ts'
import { parseTime, plusDuration } from '../clock/duration.ts'
import type { Engine } from '../engine.ts'
import { toRfc3339 } from '../expression.ts'
import type { ControlEnv } from './env.ts'
import { problem } from './problem.ts'
import { readJson } from './read-json.ts'

const ClockRequestSchema = v.union([v.strictObject({ advance: v.string() }), v.strictObject({ at: v.string() })])
const UNCACHED = { 'Cache-Control': 'no-store' }
const SHOWN = 20
/** Ten years ahead of the wall clock: certificates and numbers end somewhere. */
const FARTHEST = 3653 * 24 * 60 * 60 * 1000

/** A merchant's business time: what expires, falls due or is sent again goes by it. */
export function clockRoutes(engine: Engine): Hono<ControlEnv> {
  const app = new Hono<ControlEnv>()

  app.get('/clock', async (c) => c.json(await toClock(engine, c.get('merchant').record.mchid), 200, UNCACHED))

  app.post('/clock', async (c) => {
    const request = v.safeParse(ClockRequestSchema, await readJson(c.req.raw))
    if (!request.success) {
      const detail = '请求体应为 { "advance": "PT2H" } 或 { "at": "2026-01-01T12:00:00+08:00" }，二者取一'
      return problem(c, 400, { code: 'BODY_INVALID', detail })
    }
    const target = targetOf(request.output)
    if ('code' in target) return problem(c, 400, target)
    const merchant = c.get('merchant')
    const { mchid } = merchant.record
    if (target.move(await engine.clock.now(mchid)) > engine.now() + FARTHEST) {
      return problem(c, 400, { code: 'TIME_TOO_FAR', detail: '业务时间最多比真实时间早到十年，请换一个近一些的时间' })
    }
    const done = await engine.clock.advance(merchant, target.move)
    if (!done) {
      const now = toRfc3339(await engine.clock.now(mchid))
      return problem(c, 409, { code: 'CLOCK_BACKWARDS', detail: `业务时间只能向前，现在是 ${now}` })
    }
    return c.json({ ...(await toClock(engine, mchid)), ...done }, 200, UNCACHED)
  })

  return app
}

async function toClock(engine: Engine, mchid: string): Promise<ClockAnswer> {
  const wall = engine.now()
  const offset = await engine.clock.offset(mchid)
  return {
    now: toRfc3339(wall + offset),
    wall: toRfc3339(wall),
    offset_seconds: Math.round(offset / 1000),
    next: await engine.clock.upcoming(mchid, SHOWN),
  }
}

function targetOf(
  request: v.InferOutput<typeof ClockRequestSchema>,
): { move: (now: number) => number } | { code: string; detail: string } {
  if ('advance' in request) {
    const { advance } = request
    if (plusDuration(0, advance) === undefined) {
      const detail = `advance 应为 ISO 8601 时长，例如 PT90S、PT2H、P1DT30M、P1M，收到的是“${advance.slice(0, 40)}”`
      return { code: 'DURATION_INVALID', detail }
    }
    return { move: (now) => plusDuration(now, advance) ?? now }
  }
  const at = parseTime(request.at)
  if (at !== undefined) return { move: () => at }
  const detail = `at 应为带时区的 RFC 3339 时间，例如 2026-01-01T12:00:00+08:00，收到的是“${request.at.slice(0, 40)}”`
  return { code: 'TIME_INVALID', detail }
}
