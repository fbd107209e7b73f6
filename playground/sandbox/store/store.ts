import type { Json } from '../../../catalog/model/types.ts'

export interface Entry {
  key: string
  value: Json
  /** Changes with every write. */
  version: number
  /** Grows from one first put to the next, in all spaces together; of a write with `ageOf` it is that of the other entry. */
  order: number
}

export interface PutOptions {
  /** Writes only if the entry has this version; `0`: only if there is none. Without it always. */
  expected?: number
  /** Orders the entries of a space for `due`: usually a time in milliseconds. A write without one takes it away. */
  score?: number
  /** A space: a new entry counts as old as the entry of the same key there, which earlier writes of the commit may have made. */
  ageOf?: string
}

/** One of several writes that happen together. Without a `value` the entry is removed. */
export interface Write extends PutOptions {
  space: string
  key: string
  value?: Json
}

/**
 * Where the sandbox keeps things: spaces of keyed JSON values. `commit` is the one atomic step everything else is built
 * on. Every store passes the suite in store/contract/. No call costs more when other spaces or entries grow.
 */
export interface Store {
  get(space: string, key: string): Promise<Entry | undefined>
  /** Whether it was written. */
  put(space: string, key: string, options: { value: Json } & PutOptions): Promise<boolean>
  /** All writes, or none where one entry has not the version it expects. */
  commit(writes: Write[]): Promise<boolean>
  remove(space: string, key: string): Promise<void>
  /**
   * The newest first, by when a key was first put; at most `limit`, after (older than) the key `after`; nothing if it is
   * gone. The first `skip` are left out.
   */
  list(space: string, options: { limit: number; after?: string; skip?: number }): Promise<Entry[]>
  /** Entries with a score up to `until`, the lowest first, of equal ones the first put; at most `limit`. */
  due(space: string, options: { until: number; limit: number }): Promise<(Entry & { score: number })[]>
  /** How many entries a space has. */
  size(space: string): Promise<number>
  /** Removes the oldest entries beyond `keep` and tells their keys. */
  trim(space: string, keep: number): Promise<string[]>
  /** Removes a whole space. */
  drop(space: string): Promise<void>
}
