import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from 'idb'
import type { Json } from '../../../catalog/model/types.ts'
import type { Entry, Store, Write } from './store.ts'

interface Row {
  space: string
  key: string
  value: Json
  version: number
  /** Order of the first put. */
  order: number
  /** Rows without one are not in the index `due`. */
  score?: number
}

interface Schema extends DBSchema {
  entries: {
    key: [string, string]
    value: Row
    indexes: { order: [string, number]; due: [string, number, number] }
  }
  counter: { key: string; value: number }
}

type Writing = IDBPTransaction<Schema, ('counter' | 'entries')[], 'readwrite'>

const VERSION = 2
/** The last version that was given. */
const COUNTER = 'counter'
/** How many entries a space has: a count over an index looks at every one. */
const sizeOf = (space: string): string => `size:${space}`

/** Keeps everything in the browser's IndexedDB: a reload and a restarted Service Worker find it again. */
export function createIndexedDbStore(database = 'wechatpay-sandbox'): Store {
  let opened: Promise<IDBPDatabase<Schema>> | undefined
  const open = (): Promise<IDBPDatabase<Schema>> => {
    opened ??= openDB<Schema>(database, VERSION, {
      upgrade,
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
  const write = async <T>(work: (transaction: Writing) => Promise<T>): Promise<T> => {
    const transaction = (await open()).transaction(['entries', 'counter'], 'readwrite')
    const done = await work(transaction)
    await transaction.done
    return done
  }
  const commit = (writes: Write[]): Promise<boolean> => write((transaction) => apply(transaction, writes))

  return {
    commit,
    async get(space, key) {
      const row = await (await open()).get('entries', [space, key])
      return row && toEntry(row)
    },
    put: (space, key, options) => commit([{ space, key, ...options }]),
    async remove(space, key) {
      await commit([{ space, key }])
    },
    async list(space, { limit, after, skip = 0 }) {
      const store = (await open()).transaction('entries').store
      const from = after === undefined ? Number.POSITIVE_INFINITY : (await store.get([space, after]))?.order
      if (from === undefined) return []
      const found = []
      let cursor = await store
        .index('order')
        .openCursor(IDBKeyRange.bound([space, 0], [space, from], false, true), 'prev')
      if (cursor && skip > 0) cursor = await cursor.advance(skip)
      while (cursor && found.length < limit) {
        found.push(toEntry(cursor.value))
        cursor = await cursor.continue()
      }
      return found
    },
    async due(space, { until, limit }) {
      const range = IDBKeyRange.bound([space], [space, until, Number.POSITIVE_INFINITY])
      const rows = limit > 0 ? await (await open()).getAllFromIndex('entries', 'due', range, limit) : []
      return rows.map((row) => ({ ...toEntry(row), score: row.score ?? 0 }))
    },
    async size(space) {
      return (await (await open()).get('counter', sizeOf(space))) ?? 0
    },
    trim: (space, keep) =>
      write(async (transaction) => {
        const counter = transaction.objectStore('counter')
        const surplus = ((await counter.get(sizeOf(space))) ?? 0) - keep
        const removed: string[] = []
        if (surplus <= 0) return removed
        let cursor = await transaction.objectStore('entries').index('order').openCursor(rangeOf(space))
        while (cursor && removed.length < surplus) {
          removed.push(cursor.value.key)
          await cursor.delete()
          cursor = await cursor.continue()
        }
        await counter.put(keep, sizeOf(space))
        return removed
      }),
    drop: (space) =>
      write(async (transaction) => {
        await transaction.objectStore('entries').delete(IDBKeyRange.bound([space], [space, []]))
        await transaction.objectStore('counter').delete(sizeOf(space))
      }),
  }
}

/** Version 1 had neither scores nor sizes. */
async function upgrade(
  db: IDBPDatabase<Schema>,
  from: number,
  _to: number | null,
  transaction: IDBPTransaction<Schema, ('counter' | 'entries')[], 'versionchange'>,
): Promise<void> {
  if (from < 1) {
    db.createObjectStore('entries', { keyPath: ['space', 'key'] }).createIndex('order', ['space', 'order'])
    db.createObjectStore('counter')
  }
  const entries = transaction.objectStore('entries')
  entries.createIndex('due', ['space', 'score', 'order'])
  const sizes = new Map<string, number>()
  for (let cursor = await entries.openKeyCursor(); cursor; cursor = await cursor.continue()) {
    const [space] = cursor.primaryKey
    sizes.set(space, (sizes.get(space) ?? 0) + 1)
  }
  for (const [space, size] of sizes) await transaction.objectStore('counter').put(size, sizeOf(space))
}

async function apply(transaction: Writing, writes: Write[]): Promise<boolean> {
  const entries = transaction.objectStore('entries')
  for (const { space, key, expected } of writes) {
    if (expected === undefined) continue
    if (expected !== ((await entries.get([space, key]))?.version ?? 0)) return false
  }
  for (const one of writes) await applyOne(transaction, one)
  return true
}

async function applyOne(transaction: Writing, { space, key, value, score, ageOf }: Write): Promise<void> {
  const entries = transaction.objectStore('entries')
  const counter = transaction.objectStore('counter')
  const known = await entries.get([space, key])
  const change = Number(value !== undefined) - Number(known !== undefined)
  if (change !== 0) await counter.put(((await counter.get(sizeOf(space))) ?? 0) + change, sizeOf(space))
  if (value === undefined) return entries.delete([space, key])
  const version = ((await counter.get(COUNTER)) ?? 0) + 1
  await counter.put(version, COUNTER)
  const like = known || ageOf === undefined ? known : await entries.get([ageOf, key])
  const row = { space, key, value, version, order: like?.order ?? version }
  await entries.put(score === undefined ? row : { ...row, score })
}

function toEntry({ key, value, version, order }: Row): Entry {
  return { key, value, version, order }
}

function rangeOf(space: string): IDBKeyRange {
  return IDBKeyRange.bound([space, 0], [space, Number.POSITIVE_INFINITY])
}
