import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { describe, expect, it } from 'vitest'
import { storeContract } from './contract/index.ts'
import { createIndexedDbStore } from './indexed-db.ts'
import { createMemoryStore } from './memory.ts'

describe.each([
  ['memory', () => createMemoryStore()],
  ['IndexedDB', () => createIndexedDbStore(crypto.randomUUID())],
] as const)('the %s store', (_, create) => {
  it.each(storeContract.map(({ name, run }) => [name, run] as const))('%s', async (__, run) => {
    await run(create())
  })
})

it('an IndexedDB of the version without scores and sizes goes on', async () => {
  const name = crypto.randomUUID()
  const old = await openDB(name, 1, {
    upgrade(db) {
      db.createObjectStore('entries', { keyPath: ['space', 'key'] }).createIndex('order', ['space', 'order'])
      db.createObjectStore('counter')
    },
  })
  for (const [n, key] of ['x', 'y'].entries()) {
    await old.put('entries', { space: 'a', key, value: key, version: n + 1, order: n + 1 })
  }
  await old.put('counter', 2, 'counter')
  old.close()

  const store = createIndexedDbStore(name)
  expect(await store.size('a')).toBe(2)
  await store.put('a', 'z', { value: 'z', score: 5 })
  expect((await store.list('a', { limit: 9 })).map(({ key }) => key)).toEqual(['z', 'y', 'x'])
  expect((await store.due('a', { until: 5, limit: 9 })).map(({ key }) => key)).toEqual(['z'])
  expect(await store.trim('a', 1)).toEqual(['x', 'y'])
})
