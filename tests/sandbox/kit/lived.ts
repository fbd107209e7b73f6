/** A merchant of which the sandbox keeps one of everything, and what it keeps. */
import { expect } from 'vitest'
import { createMemoryStore, type Store } from '../../../playground/sandbox/index.ts'
import { type Client, createKit, type Kit } from './index.ts'
import { order } from './order.ts'

const EVERYTHING = 1_000_000

/** A store that remembers which spaces there have been. */
function watched(): { store: Store; dump: () => Promise<string[]> } {
  const inner = createMemoryStore()
  const spaces = new Set<string>()
  const store: Store = {
    ...inner,
    put(space, key, options) {
      spaces.add(space)
      return inner.put(space, key, options)
    },
    commit(writes) {
      for (const { space } of writes) spaces.add(space)
      return inner.commit(writes)
    },
  }
  return {
    store,
    /** Every entry of every space as one text. */
    async dump() {
      const all = await Promise.all(
        [...spaces].map(async (space) => {
          const entries = await inner.list(space, { limit: EVERYTHING })
          return entries.map(({ key, value }) => JSON.stringify([space, key, value]))
        }),
      )
      return all.flat()
    },
  }
}

/** One of everything that the sandbox keeps of a merchant. */
export async function live(client: Client): Promise<void> {
  const notify_url = 'http://127.0.0.1:9/notify'
  for (const number of ['lived-0001', 'lived-0002']) {
    expect((await order(client, number, { notify_url })).status).toBe(200)
  }
  await client.control('POST', '/transactions/lived-0001/pay')
  const refund = {
    out_trade_no: 'lived-0001',
    out_refund_no: 'lived-r1',
    amount: { refund: 1, total: 100, currency: 'CNY' },
  }
  expect((await client.send({ method: 'POST', url: '/v3/refund/domestic/refunds', body: refund })).status).toBe(200)
  await client.control('PUT', '/notifications/settings', { signtest: true })
  await client.control('POST', '/clock', { advance: 'PT1M' })
  await client.control('POST', '/faults', { operation: 'get /v3/certificates', code: 'SYSTEM_ERROR' })
  await client.send({ url: '/v3/certificates', tamper: { signature: 'AAAA' } })
}

/** A sandbox with these options whose receivers never acknowledge, and whose wall clock is moved by `pass`. */
export async function kitWith(limits: Parameters<typeof createKit>[0] = {}) {
  let wall = Date.now()
  const { store, dump } = watched()
  const deliver = async (): Promise<Response> => new Response('no', { status: 500 })
  const kit: Kit = await createKit({ store, now: () => wall, deliver, ...limits })
  const pass = async (milliseconds: number): Promise<void> => {
    wall += milliseconds
    await kit.sandbox.wake()
    await kit.sandbox.settled()
  }
  return { kit, dump, pass }
}
