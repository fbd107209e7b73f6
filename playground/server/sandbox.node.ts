/** `npm run sandbox`: the gateway alone, at the root of `SANDBOX_PORT`, one line a request. */
import { toHandler } from './adapter.node.ts'
import { createGateway } from './gateway.node.ts'
import { createHttpServer, listen } from './listen.node.ts'
import { run } from './run.node.ts'
import { readSettings } from './settings.node.ts'

await run(async () => {
  const { sandboxPort, host, ...settings } = readSettings(process.env)
  const { sandbox, listensOn, close } = await createGateway({
    ...settings,
    log: ({ method, path, status, refusal }) => console.log([method, path, status, refusal ?? ''].join(' ').trimEnd()),
  })
  const server = createHttpServer()
  server.on('request', toHandler(sandbox))
  const listening = await listen(server, sandboxPort, { host, name: 'SANDBOX_PORT' })
  listensOn(listening.port)
  console.log(`沙箱网关  ${listening.origin}/  SDK 的 baseURL 就填这个地址`)
  console.log(`演示商户  curl -X POST ${listening.origin}/_sandbox/merchants`)
  return {
    async close() {
      await listening.close()
      await close()
    },
  }
})
