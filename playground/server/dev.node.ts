/** `npm run dev`: the site with hot reload, proxy and sandbox. A change in the catalog reaches the sandbox, too. */

import { firstPage } from '../../.vitepress/node/pages/first-page.ts'
import { readCatalogElsewhere } from '../../catalog/model/cached.node.ts'
import { createCatalogReader } from './dev-catalog.node.ts'
import { createLateGateway } from './dev-gateway.node.ts'
import { createDevSite } from './dev-site.node.ts'
import { createHttpServer } from './listen.node.ts'
import { problemLines, run } from './run.node.ts'
import { serve } from './serve.node.ts'
import { readSettings } from './settings.node.ts'

await run(async () => {
  const settings = readSettings(process.env)
  const server = createHttpServer()
  const reader = createCatalogReader()
  readCatalogElsewhere(reader.read)
  // Its packages take a fifth of the time of a first page.
  const gateway = createLateGateway(async () => (await import('./gateway.node.ts')).createGateway(settings))
  const onCatalogChange = (): Promise<void> => reload(gateway.reload)
  const site = await createDevSite({ server, base: settings.base, onCatalogChange })
  const running = await serve({ settings, gateway, site: site.handler, server })
  return {
    failed: firstPage().reached.then(gateway.start),
    async close() {
      await reader.close()
      await site.close()
      await running.close()
    },
  }
})

/** A file that is being edited is wrong for a while: the sandbox then goes on with what it had. */
async function reload(again: () => Promise<void>): Promise<void> {
  try {
    await again()
    console.log('目录已重新载入')
  } catch (error) {
    const problems = error instanceof Error && 'problems' in error ? error.problems : undefined
    if (!Array.isArray(problems)) throw error
    console.error(['目录有错，沙箱沿用上一次的内容：', ...problemLines({ problems })].join('\n'))
  }
}
