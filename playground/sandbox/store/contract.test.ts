import 'fake-indexeddb/auto'
import { describe, it } from 'vitest'
import { storeContract } from './contract.ts'
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
