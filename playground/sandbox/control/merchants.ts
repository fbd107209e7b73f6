import { Hono } from 'hono'
import * as v from 'valibot'
import { SignatureError } from '../../signature/index.ts'
import type { Engine } from '../engine.ts'
import { MerchantRequestSchema } from './docs/merchants.ts'
import type { ControlEnv } from './env.ts'
import { problem } from './problem.ts'
import { readJson } from './read-json.ts'

const UNCACHED = { 'Cache-Control': 'no-store' }

/** What needs no token: health, and registering a demo merchant. */
export function publicRoutes(engine: Engine): Hono<ControlEnv> {
  const app = new Hono<ControlEnv>()

  app.get('/health', (c) =>
    c.json({ ok: true, name: 'sandbox', operations: engine.options.behaviour.routes.length }, 200, UNCACHED),
  )

  app.post('/merchants', async (c) => {
    const request = v.safeParse(MerchantRequestSchema, await readJson(c.req.raw))
    if (!request.success) {
      return problem(c, 400, {
        code: 'BODY_INVALID',
        detail: '请求体应为 {}，可以有 "public_key"（SPKI PEM）和 "signed_with"（certificate 或 public_key）',
      })
    }
    try {
      const answer = await engine.merchants.create(request.output)
      return c.json(answer, 201, UNCACHED)
    } catch (error) {
      if (!(error instanceof SignatureError)) throw error
      const detail = `${error.message}${error.hint ? `：${error.hint}` : ''}`
      return problem(c, 400, { code: 'PUBLIC_KEY_INVALID', detail })
    }
  })

  return app
}

/** What a merchant asks about itself. */
export function merchantsRoutes(): Hono<ControlEnv> {
  const app = new Hono<ControlEnv>()

  // a page keeps this key in memory only: whoever opened it again asks for it again
  app.get('/keys', (c) => c.json({ apiv2_key: c.get('merchant').record.apiv2_key }, 200, UNCACHED))

  return app
}
