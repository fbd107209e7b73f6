import type { Engine } from '../engine.ts'
import type { Merchant } from '../merchants.ts'

/** What a control route finds in its context: `c.get('merchant')` only behind `requireMerchant`. */
export interface ControlEnv {
  Bindings: { publicUrl?: string }
  Variables: { engine: Engine; merchant: Merchant }
}

/** Where people reach the sandbox, without a slash at the end: what the addresses of its pages begin with. */
export function publicUrlOf(c: { env?: { publicUrl?: string }; req: { url: string } }): string {
  return c.env?.publicUrl ?? new URL(c.req.url).origin
}
