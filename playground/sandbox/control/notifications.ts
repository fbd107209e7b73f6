import { Hono } from 'hono'
import type { Engine } from '../engine.ts'
import type { ControlEnv } from './env.ts'

/** The in-box of a merchant. */
export function notificationsRoutes(engine: Engine): Hono<ControlEnv> {
  const app = new Hono<ControlEnv>()

  app.get('/notifications', async (c) =>
    c.json({ data: await engine.notifications.list(c.get('merchant').record.mchid) }, 200, {
      'Cache-Control': 'no-store',
    }),
  )

  return app
}
