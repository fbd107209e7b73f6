/** What every store has to pass: a process that ends right after a commit leaves its notification to the next. */
import { expect, it } from 'vitest'
import type { NotificationEntry } from '../../playground/protocol/gateway/index.ts'
import type { Store, Write } from '../../playground/sandbox/index.ts'
import { type Client, createKit } from './kit/index.ts'
import { order as placeOrder } from './kit/order.ts'

const MINUTE = 60_000
const notify_url = 'http://127.0.0.1:9/notify'
const never = (): Promise<never> => new Promise(() => undefined)

/** A receiver that acknowledges; what came, by what it is about. */
export function receiver() {
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

export const order = (client: Client, out_trade_no: string) => placeOrder(client, out_trade_no, { notify_url })

export const inbox = async (client: Client): Promise<NotificationEntry[]> =>
  (await client.control('GET', '/notifications')).json.data as never

export const isPayment = (writes: Write[]): boolean =>
  writes.some(({ value }) => JSON.stringify(value)?.includes('"SUCCESS"'))

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

/** To be called in a `describe`. */
export function outboxCases(create: () => Store | Promise<Store>): void {
  it('leaves the notification to the next, which sends it once when the merchant comes', async () => {
    const store = await create()
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
    const store = await create()
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
}
