import { toHandler } from './adapter.node.ts'
import type { Gateway } from './gateway.node.ts'

/** What `route` needs to put a gateway below the site's base. */
export function gatewayRoutes({ proxy, sandbox }: Gateway, base: string) {
  return [
    [`${base}proxy/`, toHandler(proxy, '', `${base}sandbox`)],
    [`${base}sandbox/`, toHandler(sandbox, `${base}sandbox`)],
  ] as const satisfies [string, ReturnType<typeof toHandler>][]
}
