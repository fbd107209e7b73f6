import type { Json } from '../../../catalog/model/types.ts'

export interface Entry {
  key: string
  value: Json
  /** Changes with every write. */
  version: number
}

export interface PutOptions {
  /** Writes only if the entry has this version; `0`: only if there is none. Without it always. */
  expected?: number
}

/**
 * Where the sandbox keeps things: spaces of keyed JSON values. `put` with `expected` is the one atomic step everything
 * else is built on. Every store passes the suite in store/contract.ts.
 */
export interface Store {
  get(space: string, key: string): Promise<Entry | undefined>
  /** Whether it was written. */
  put(space: string, key: string, options: { value: Json } & PutOptions): Promise<boolean>
  remove(space: string, key: string): Promise<void>
  /** The newest first, by when a key was first put; at most `limit`. */
  list(space: string, options: { limit: number }): Promise<Entry[]>
  /** Removes the oldest entries beyond `keep` and tells their keys. */
  trim(space: string, keep: number): Promise<string[]>
  /** Removes a whole space. */
  drop(space: string): Promise<void>
}
