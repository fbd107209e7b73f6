import type { Context } from 'hono'
import type { Engine } from '../engine.ts'
import type { Merchant } from '../merchants.ts'

/** What a control route finds in its context: `c.get('merchant')` only behind `requireMerchant`. */
export interface ControlEnv {
  Variables: { engine: Engine; merchant: Merchant }
}

/** Where the caller reaches the sandbox: what the addresses of its pages begin with. */
export function originOf(c: Context<ControlEnv>): string {
  return new URL(c.req.url).origin
}
