import type { Store } from '../store.ts'

export interface ContractCase {
  name: string
  /** Rejects if the store behaves otherwise. */
  run(store: Store): Promise<void>
}

export function keysOf(entries: { key: string }[]): string[] {
  return entries.map(({ key }) => key)
}

/** @throws where the two differ as JSON */
export function same(got: unknown, wanted: unknown): void {
  if (JSON.stringify(got) !== JSON.stringify(wanted)) {
    throw new Error(`wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`)
  }
}
