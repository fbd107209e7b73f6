import type { Entry, Store } from './store.ts'

/** Keeps everything in this process; gone when it ends. */
export function createMemoryStore(): Store {
  const spaces = new Map<string, Map<string, Entry>>()
  let versions = 0

  const spaceOf = (name: string): Map<string, Entry> => {
    const known = spaces.get(name)
    if (known) return known
    const fresh = new Map<string, Entry>()
    spaces.set(name, fresh)
    return fresh
  }

  return {
    async get(space, key) {
      const entry = spaces.get(space)?.get(key)
      return entry && structuredClone(entry)
    },
    async put(space, key, { value, expected }) {
      const entries = spaceOf(space)
      const current = entries.get(key)?.version ?? 0
      if (expected !== undefined && expected !== current) return false
      entries.set(key, { key, value: structuredClone(value), version: ++versions })
      return true
    },
    async remove(space, key) {
      spaces.get(space)?.delete(key)
    },
    async list(space, { limit }) {
      const entries = [...(spaces.get(space)?.values() ?? [])]
      return structuredClone(entries.reverse().slice(0, limit))
    },
    async trim(space, keep) {
      const entries = spaces.get(space)
      const removed: string[] = []
      for (const key of entries?.keys() ?? []) {
        if ((entries?.size ?? 0) <= keep) break
        entries?.delete(key)
        removed.push(key)
      }
      return removed
    },
    async drop(space) {
      spaces.delete(space)
    },
  }
}
