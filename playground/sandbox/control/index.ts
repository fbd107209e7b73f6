import { Hono } from 'hono'
import type { Engine } from '../engine.ts'
import { refuseCrossSite, requireMerchant } from './auth.ts'
import { clockRoutes } from './clock.ts'
import type { ControlEnv } from './env.ts'
import { faultsRoutes } from './faults.ts'
import { merchantsRoutes, publicRoutes } from './merchants.ts'
import { notificationsRoutes } from './notifications.ts'
import { objectsRoutes } from './objects.ts'
import { openApiRoutes } from './openapi.ts'
import { pagesRoutes } from './pages.ts'
import { problem } from './problem.ts'
import { tracesRoutes } from './traces.ts'

/**
 * The sandbox's own calls, what in the real world a payer, an operator or a console does. One topic a file; a topic's own
 * paths come before `objectsRoutes`, whose first segment is the name of any resource.
 */
export function createControl(engine: Engine): Hono<ControlEnv> {
  const app = new Hono<ControlEnv>()
  app.use(async (c, next) => {
    c.set('engine', engine)
    return next()
  })
  // before the check for other sites: a merchant's page sends people here; what they do is checked there
  app.route('/', pagesRoutes(engine))
  app.use(refuseCrossSite)
  app.route('/', publicRoutes(engine))
  app.route('/', openApiRoutes(engine))

  app.use(requireMerchant(engine))
  app.use(async (c, next) => {
    await engine.arrive(c.get('merchant'))
    return next()
  })
  app.route('/', merchantsRoutes())
  app.route('/', clockRoutes(engine))
  app.route('/', notificationsRoutes(engine))
  app.route('/', tracesRoutes(engine))
  app.route('/', faultsRoutes(engine))
  app.route('/', objectsRoutes(engine))

  app.all('*', (c) => problem(c, 404, { code: 'CONTROL_UNKNOWN', detail: '沙箱没有这个控制接口' }))
  return app
}
