import type { Engine } from '../engine.ts'
import type { Merchant } from '../merchants.ts'

/** What a control route finds in its context: `c.get('merchant')` only behind `requireMerchant`. */
export interface ControlEnv {
  Variables: { engine: Engine; merchant: Merchant }
}
