import type { Store } from './store/store.ts'

export interface Nonces {
  /** Whether a `nonce_str` is new, and takes it. */
  use(mchid: string, nonce: string): Promise<boolean>
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
    use: (mchid, nonce) => store.put(spaceOf(mchid), nonce.slice(0, LENGTH), { value: 0, expected: 0 }),
    async trim(mchid) {
      await store.trim(spaceOf(mchid), KEPT)
    },
    forget: (mchid) => store.drop(spaceOf(mchid)),
  }
}
