import 'fake-indexeddb/auto'
import { describe, expect, it, vi } from 'vitest'
import { type Client, createKit } from '../../../tests/sandbox/kit/index.ts'
import type { NotificationEntry } from '../../protocol/gateway/index.ts'
import { createIndexedDbStore } from '../store/indexed-db.ts'
import { createMemoryStore } from '../store/memory.ts'
import type { Store, Write } from '../store/store.ts'

const MINUTE = 60_000
const notify_url = 'http://127.0.0.1:9/notify'
const never = (): Promise<never> => new Promise(() => undefined)

/** A receiver that acknowledges; what came, by what it is about. */
function receiver() {
  const seen: string[] = []
  const deliver = async (request: Request): Promise<Response> => {
    seen.push(((await request.json()) as { id: string }).id)
    return new Response(null, { status: 204 })
  }
  return { seen, deliver }
}

/** The store of a process that ends with the first commit that `last` takes: what is written is written, and no more. */
function mortal(store: Store, last: (writes: Write[]) => boolean) {
  let end = (): void => undefined
  const ended = new Promise<void>((resolve) => {
    end = resolve
  })
  let dead = false
  const alive = <A extends unknown[], T>(call: (...args: A) => Promise<T>) => {
    return (...args: A): Promise<T> => (dead ? never() : call(...args))
  }
  const dying: Store = {
    ...store,
    get: alive(store.get),
    put: alive(store.put),
    remove: alive(store.remove),
    list: alive(store.list),
    due: alive(store.due),
    size: alive(store.size),
    trim: alive(store.trim),
    drop: alive(store.drop),
    commit: alive(async (writes) => {
      const done = await store.commit(writes)
      if (!done || !last(writes)) return done
      dead = true
      end()
      return never()
    }),
  }
  return { store: dying, ended }
}

function order(client: Client, out_trade_no: string) {
  const { mchid, appid } = client.merchant
  const body = { appid, mchid, description: 'x', out_trade_no, notify_url, amount: { total: 100 } }
  return client.send({ method: 'POST', url: '/v3/pay/transactions/native', body })
}

const inbox = async (client: Client): Promise<NotificationEntry[]> =>
  (await client.control('GET', '/notifications')).json.data as never

const isPayment = (writes: Write[]): boolean => writes.some(({ value }) => JSON.stringify(value)?.includes('"SUCCESS"'))

/** A merchant whose process ended in the moment in which its order was paid. */
async function crash(store: Store) {
  const first = receiver()
  const { store: dying, ended } = mortal(store, isPayment)
  const before = await createKit({ store: dying, deliver: first.deliver })
  const client = await before.register()
  await order(client, 'outbox-01')
  void client.control('POST', '/transactions/outbox-01/pay')
  await ended
  expect(first.seen).toEqual([])
  return client
}

describe.each([
  ['memory', () => createMemoryStore()],
  ['IndexedDB', () => createIndexedDbStore(crypto.randomUUID())],
] as const)('a process over the %s store that ends right after a commit', (_, create) => {
  it('leaves the notification to the next, which sends it once when the merchant comes', async () => {
    const store = create()
    const client = await crash(store)
    const { seen, deliver } = receiver()
    const after = await createKit({ store, deliver })
    const again = await after.of(client)
    await order(again, 'outbox-02')
    await after.sandbox.settled()
    await order(again, 'outbox-03')
    await after.sandbox.wake()
    await after.sandbox.settled()
    expect(await inbox(again)).toMatchObject([{ event: 'TRANSACTION.SUCCESS', status: 'delivered' }])
    expect(seen).toHaveLength(1)
  })

  it('leaves the notification to the next, which sends it within a minute though nobody comes', async () => {
    const store = create()
    const client = await crash(store)
    const { seen, deliver } = receiver()
    let wall = Date.now()
    const after = await createKit({ store, deliver, now: () => wall })
    wall += MINUTE + 1
    for (let n = 0; n < 3; n++) {
      await after.sandbox.wake()
      await after.sandbox.settled()
    }
    expect(seen).toHaveLength(1)
    expect(await inbox(await after.of(client))).toMatchObject([{ status: 'delivered' }])
  })
})

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
