/** The sandbox in a process of its own, for `sandbox.bench.ts`: it serves, and measures itself when it is told to. */
import { createPublicKey } from 'node:crypto'
import type { MerchantAnswer } from '../../playground/protocol/gateway/index.ts'
import { createMemoryStore, createSandbox, type Sandbox } from '../../playground/sandbox/index.ts'
import { toHandler } from '../../playground/server/adapter.node.ts'
import { loadBehaviour } from '../../playground/server/behaviour.node.ts'
import { createHttpServer, listen } from '../../playground/server/listen.node.ts'
import { nodeRsa } from '../../playground/server/rsa.node.ts'
import { importSigningKey, importVerifyingKey } from '../../playground/signature/index.ts'
import { growth } from './sandbox-growth.ts'
import { createOrders, inTurn } from './sandbox-orders.ts'

/** What the bench asks for. */
export type Command =
  | { do: 'register'; count: number }
  | { do: 'pairs'; count: number; concurrency: number }
  | { do: 'orders'; count: number; operations: 'all' | 'few' }
  | { do: 'fill'; objects: number }
  | { do: 'memory' }
  | { do: 'growth'; objects: number; count: number }
  | { do: 'end' }

const behaviour = await loadBehaviour()
const store = createMemoryStore()
const limits = { merchants: 5000, objects: 2_000_000 }
const sandbox = createSandbox({ behaviour, store, limits, rsa: nodeRsa })
const merchants: MerchantAnswer[] = []

/** The operations of payments alone: what the catalog's size costs shows in the difference. */
function fewOperations(): Sandbox {
  const isOrder = (id: string): boolean => id.includes('/v3/pay/transactions/')
  const few = {
    ...behaviour,
    routes: behaviour.routes.filter(({ id }) => isOrder(id)),
    operations: behaviour.operations.filter(({ id }) => isOrder(id)),
  }
  return createSandbox({ behaviour: few, store, limits, rsa: nodeRsa })
}

async function register(count: number): Promise<MerchantAnswer[]> {
  // one key for all: what is measured is the number of merchants, not the making of keys
  for (let made = 0; made < count; made++) {
    const body = JSON.stringify(publicKeyOf(merchants[0]))
    const request = new Request('http://sandbox.invalid/_sandbox/merchants', { method: 'POST', body })
    const answer = (await (await sandbox.fetch(request)).json()) as MerchantAnswer
    merchants.push({ ...answer, private_key: answer.private_key ?? merchants[0]?.private_key })
  }
  return merchants
}

function publicKeyOf(merchant: MerchantAnswer | undefined): { public_key?: string } {
  if (merchant?.private_key === undefined) return {}
  return { public_key: createPublicKey(merchant.private_key).export({ type: 'spki', format: 'pem' }).toString() }
}

/** Pairs of one sign and one verify a second, as the sandbox makes them. */
async function pairs(count: number, concurrency: number): Promise<number> {
  const key = await importSigningKey(merchants[0]?.private_key ?? '')
  const verifier = await importVerifyingKey(merchants[0]?.certificate ?? '')
  const start = performance.now()
  await inTurn(count, concurrency, async () => {
    if (!(await nodeRsa.verify(verifier, 'message', await nodeRsa.sign(key, 'message'))))
      throw new Error('not verified')
  })
  return count / ((performance.now() - start) / 1000)
}

/** Milliseconds of the processor for one request, creation and query in turn, without a network. */
async function orders(count: number, few: boolean): Promise<number> {
  const target = few ? fewOperations() : sandbox
  const requests = await createOrders(merchants, count, 'http://sandbox.invalid')
  const before = process.cpuUsage()
  for (const { create, query } of requests) {
    for (const { url, ...init } of [create, query]) {
      const answer = await target.fetch(new Request(url, init))
      if (answer.status !== 200) throw new Error(`${answer.status}: ${await answer.text()}`)
      await answer.arrayBuffer()
    }
  }
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / (count * 2)
}

/** Copies one merchant's order under other numbers into the stores of all of them. */
async function fill(objects: number): Promise<number> {
  const [model] = await createOrders(merchants.slice(0, 1), 1, 'http://sandbox.invalid')
  if (!model) throw new Error('no merchant')
  const { url, ...init } = model.create
  await (await sandbox.fetch(new Request(url, init))).arrayBuffer()
  const space = `objects:${merchants[0]?.mchid}:transactions`
  const [entry] = await store.list(space, { limit: 1 })
  if (!entry?.key.includes(model.number)) throw new Error('the order is not where the bench looks for it')
  const text = JSON.stringify(entry.value)
  for (let made = 0; made < objects; made++) {
    const number = `${model.number.slice(0, 10)}${String(made).padStart(14, '0')}`
    const mchid = merchants[made % merchants.length]?.mchid
    const value = JSON.parse(text.replaceAll(model.number, number))
    await store.put(`objects:${mchid}:transactions`, entry.key.replaceAll(model.number, number), { value })
  }
  return objects
}

async function answer(command: Command): Promise<unknown> {
  switch (command.do) {
    case 'register':
      return register(command.count)
    case 'pairs':
      return pairs(command.count, command.concurrency)
    case 'orders':
      return orders(command.count, command.operations === 'few')
    case 'fill':
      return fill(command.objects)
    case 'growth':
      return growth(behaviour, command.objects, command.count)
    case 'memory':
      globalThis.gc?.()
      return process.memoryUsage.rss()
    case 'end':
      return undefined
  }
}

const server = createHttpServer()
server.on('request', toHandler(sandbox))
const listening = await listen(server, 0, { host: '127.0.0.1', name: 'SANDBOX_PORT' })
process.on('message', async (command: Command) => {
  const result = await answer(command).catch((error: unknown) => ({ error: String(error) }))
  process.send?.({ result })
  if (command.do !== 'end') return
  await listening.close()
  process.disconnect()
})
process.send?.({ result: listening.origin })
