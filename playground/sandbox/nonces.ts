import { GATEWAY_HEADERS } from '../protocol/gateway/index.ts'
import { parseAuthorization } from '../signature/index.ts'
import type { Store } from './store/store.ts'

export interface Nonces {
  /** Whether the `nonce_str` of these headers is new, and takes it. */
  use(mchid: string, headers: Headers): Promise<boolean>
  /** Forgets the oldest of too many. */
  trim(mchid: string): Promise<void>
  forget(mchid: string): Promise<void>
}

/** Nonces of a merchant that are remembered. */
const KEPT = 1000
/** Longer ones are told apart by their beginning. */
const LENGTH = 64

const spaceOf = (mchid: string): string => `nonces:${mchid}`

/** The nonces that merchants have used: the real gateway asks for fresh ones, and does not say what it does with others. */
export function createNonces(store: Store): Nonces {
  return {
    async use(mchid, headers) {
      const parsed = parseAuthorization(headers.get(GATEWAY_HEADERS.authorization))
      if (!parsed.ok) return true
      return store.put(spaceOf(mchid), parsed.value.nonce.slice(0, LENGTH), { value: 0, expected: 0 })
    },
    async trim(mchid) {
      await store.trim(spaceOf(mchid), KEPT)
    },
    forget: (mchid) => store.drop(spaceOf(mchid)),
  }
}
