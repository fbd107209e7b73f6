import 'fake-indexeddb/auto'
import { describe, expect, it, vi } from 'vitest'
import { createKit } from '../../../tests/sandbox/kit/index.ts'
import { inbox, isPayment, order, outboxCases, receiver } from '../../../tests/sandbox/outbox-cases.ts'
import { createIndexedDbStore } from '../store/indexed-db.ts'
import { createMemoryStore } from '../store/memory.ts'
import type { Store } from '../store/store.ts'

describe.each([
  ['memory', () => createMemoryStore()],
  ['IndexedDB', () => createIndexedDbStore(crypto.randomUUID())],
] as const)('a process over the %s store that ends right after a commit', (_, create) => outboxCases(create))

describe('a commit', () => {
  it('that lost to another notifies nothing', async () => {
    const { seen, deliver } = receiver()
    const store = createMemoryStore()
    let lost = 0
    const racing: Store = {
      ...store,
      async commit(writes) {
        // another is faster: the first time what is expected is not there any more
        if (isPayment(writes) && lost++ === 0) return false
        return store.commit(writes)
      },
    }
    const kit = await createKit({ store: racing, deliver })
    const client = await kit.register()
    await order(client, 'outbox-04')
    expect((await client.control('POST', '/transactions/outbox-04/pay')).status).toBe(200)
    await kit.sandbox.settled()
    expect(lost).toBeGreaterThan(1)
    expect([seen.length, (await inbox(client)).length]).toEqual([1, 1])
  })

  it('of many who want the same notifies once', async () => {
    const { seen, deliver } = receiver()
    const store = createMemoryStore()
    const kits = await Promise.all([1, 2, 3].map(() => createKit({ store, deliver })))
    const [first] = kits
    if (!first) throw new Error('no kit')
    const client = await first.register()
    await order(client, 'outbox-05')
    const clients = await Promise.all(kits.flatMap((kit) => [kit.of(client), kit.of(client)]))
    await Promise.all(clients.map((one) => one.control('POST', '/transactions/outbox-05/pay')))
    await Promise.all(kits.map(({ sandbox }) => sandbox.settled()))
    expect([seen.length, (await inbox(client)).length]).toEqual([1, 1])
  })

  it('that never happens notifies nothing', async () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    const { seen, deliver } = receiver()
    const store = createMemoryStore()
    const failing: Store = {
      ...store,
      commit: (writes) => (isPayment(writes) ? Promise.reject(new Error('the disk is full')) : store.commit(writes)),
    }
    const kit = await createKit({ store: failing, deliver })
    const client = await kit.register()
    await order(client, 'outbox-06')
    expect((await client.control('POST', '/transactions/outbox-06/pay')).status).toBe(500)
    await kit.sandbox.settled()
    expect([seen.length, (await inbox(client)).length]).toEqual([0, 0])
    expect(error).toHaveBeenCalledOnce()
    error.mockRestore()
  })

  it('sends in the order in which it was made, however long each takes to be signed', async () => {
    const { seen, deliver } = receiver()
    const kit = await createKit({ deliver })
    const client = await kit.register()
    const numbers = Array.from({ length: 8 }, (_, n) => `outbox-1${n}`)
    for (const number of numbers) await order(client, number)
    for (const number of numbers) await client.control('POST', `/transactions/${number}/pay`)
    await kit.sandbox.settled()
    expect(seen).toEqual((await inbox(client)).map(({ id }) => id).reverse())
  })
})
