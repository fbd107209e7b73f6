/** `npm start`: the built site (or the one in the folder named) with proxy and sandbox. */
import { createGateway } from './gateway.node.ts'
import { siteRoot } from './paths.node.ts'
import { run } from './run.node.ts'
import { serve } from './serve.node.ts'
import { readSettings } from './settings.node.ts'
import { createSite } from './site.node.ts'
import { baseOfBuild } from './site-base.node.ts'

const root = process.argv[2] ?? siteRoot

await run(async () => {
  const base = await baseOfBuild(root, process.env.BASE)
  const settings = readSettings({ ...process.env, BASE: base })
  const gateway = await createGateway(settings)
  return serve({ settings, gateway, site: createSite({ root, base }) })
})
