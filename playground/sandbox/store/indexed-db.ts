import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { Json } from '../../../catalog/model/types.ts'
import type { Store } from './store.ts'

interface Row {
  space: string
  key: string
  value: Json
  version: number
  /** Order of the first put. */
  order: number
}

interface Schema extends DBSchema {
  entries: { key: [string, string]; value: Row; indexes: { order: [string, number] } }
  counter: { key: string; value: number }
}

const COUNTER = 'counter'

/** Keeps everything in the browser's IndexedDB: a reload and a restarted Service Worker find it again. */
export function createIndexedDbStore(database = 'wechatpay-sandbox'): Store {
  let opened: Promise<IDBPDatabase<Schema>> | undefined
  const open = (): Promise<IDBPDatabase<Schema>> => {
    opened ??= openDB<Schema>(database, 1, {
      upgrade(db) {
        db.createObjectStore('entries', { keyPath: ['space', 'key'] }).createIndex('order', ['space', 'order'])
        db.createObjectStore('counter')
      },
      // another tab wants a newer version, or the browser closed it: open again on the next call
      blocking() {
        void opened?.then((db) => db.close())
        opened = undefined
      },
      terminated() {
        opened = undefined
      },
    })
    return opened
  }

  return {
    async get(space, key) {
      const row = await (await open()).get('entries', [space, key])
      return row && { key: row.key, value: row.value, version: row.version }
    },
    async put(space, key, { value, expected }) {
      const transaction = (await open()).transaction(['entries', COUNTER], 'readwrite')
      const entries = transaction.objectStore('entries')
      const current = await entries.get([space, key])
      const wanted = expected === undefined || expected === (current?.version ?? 0)
      if (wanted) {
        const counter = transaction.objectStore(COUNTER)
        const next = ((await counter.get(COUNTER)) ?? 0) + 1
        await counter.put(next, COUNTER)
        await entries.put({ space, key, value, version: next, order: current?.order ?? next })
      }
      await transaction.done
      return wanted
    },
    async remove(space, key) {
      await (await open()).delete('entries', [space, key])
    },
    async list(space, { limit }) {
      const found = []
      const index = (await open()).transaction('entries').store.index('order')
      let cursor = await index.openCursor(rangeOf(space), 'prev')
      while (cursor && found.length < limit) {
        const { key, value, version } = cursor.value
        found.push({ key, value, version })
        cursor = await cursor.continue()
      }
      return found
    },
    async trim(space, keep) {
      const transaction = (await open()).transaction('entries', 'readwrite')
      const index = transaction.store.index('order')
      let surplus = (await index.count(rangeOf(space))) - keep
      const removed: string[] = []
      let cursor = surplus > 0 ? await index.openCursor(rangeOf(space)) : null
      while (cursor && surplus-- > 0) {
        removed.push(cursor.value.key)
        await cursor.delete()
        cursor = await cursor.continue()
      }
      await transaction.done
      return removed
    },
    async drop(space) {
      await (await open()).delete('entries', IDBKeyRange.bound([space], [space, []]))
    },
  }
}

function rangeOf(space: string): IDBKeyRange {
  return IDBKeyRange.bound([space, 0], [space, Number.POSITIVE_INFINITY])
}
