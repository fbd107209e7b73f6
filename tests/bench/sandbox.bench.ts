import { type ChildProcess, fork } from 'node:child_process'
import { Agent, request as httpRequest } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { MerchantAnswer } from '../../playground/protocol/gateway/index.ts'
import type { Growth } from './sandbox-growth.ts'
import { createOrders, inTurn, type Signed } from './sandbox-orders.ts'
import type { Command } from './sandbox-process.ts'

const LEVELS = [
  { connections: 1, orders: 400 },
  { connections: 64, orders: 1500 },
  { connections: 512, orders: 2500 },
]
const MERCHANTS = 500
const OBJECTS = 1_000_000
/** Requests whose cost is compared, of each kind. */
const COMPARED = 1000
/** Refunds, and coupons, of a single merchant. */
const OF_ONE = 10_000
const OF_ONE_COMPARED = 200
const MEGABYTE = 1024 * 1024

export interface SandboxLevel {
  connections: number
  /** Requests a second, half of them creations and half queries, over as many connections that stay open. */
  rate: number
  /** `rate` against half of the pairs of sign and verify a second that the same process reaches: each request costs one pair. */
  ratio: number
  /** Milliseconds. */
  p50: number
  p99: number
}

export interface SandboxBench {
  levels: SandboxLevel[]
  signAndVerify: number
  /** Megabytes of the process: after the levels, and with `objects` stored objects of `merchants` merchants. */
  memory: { before: number; after: number }
  objects: number
  merchants: number
  /** Cost of a request with all of that, against an empty sandbox with one merchant. */
  growthByObjects: number
  /** Cost of a request with the whole catalog, against that with the operations of payments alone. */
  growthByCatalog: number
  /** Cost of a refund, and of a page of a list, of a merchant with `objects` of each kind, against one with ten. */
  ofOneMerchant: { objects: number; refund: number; list: number }
}

/** The sandbox in its own process under load, and what a request costs when it holds much. */
export async function benchSandbox(): Promise<SandboxBench> {
  const { child, origin } = await start()
  try {
    const [merchant] = await tell<MerchantAnswer[]>(child, { do: 'register', count: 1 })
    if (!merchant) throw new Error('no merchant')
    await load(origin, [merchant], { connections: 64, orders: 300 })
    const signAndVerify = await tell<number>(child, { do: 'pairs', count: 4000, concurrency: 64 })
    const levels: SandboxLevel[] = []
    for (const level of LEVELS) {
      const { rate, p50, p99 } = await load(origin, [merchant], level)
      levels.push({ connections: level.connections, rate, ratio: round(rate / signAndVerify, 2), p50, p99 })
    }
    const grown = await tell<Growth>(child, { do: 'growth', objects: OF_ONE, count: OF_ONE_COMPARED })
    const before = await tell<number>(child, { do: 'memory' })
    const cost = async (operations: 'all' | 'few'): Promise<number> => {
      // a merchant's first request reads its keys, once; what is compared is every other
      await tell<number>(child, { do: 'orders', count: COMPARED, operations })
      return tell<number>(child, { do: 'orders', count: COMPARED, operations })
    }
    const few = await cost('few')
    const empty = await cost('all')
    await tell(child, { do: 'register', count: MERCHANTS - 1 })
    await tell(child, { do: 'fill', objects: OBJECTS })
    const after = await tell<number>(child, { do: 'memory' })
    const full = await cost('all')
    return {
      levels,
      signAndVerify: Math.round(signAndVerify),
      memory: { before: Math.round(before / MEGABYTE), after: Math.round(after / MEGABYTE) },
      objects: OBJECTS,
      merchants: MERCHANTS,
      growthByObjects: round(full / empty, 2),
      growthByCatalog: round(empty / few, 2),
      ofOneMerchant: { objects: OF_ONE, refund: round(grown.refund, 2), list: round(grown.list, 2) },
    }
  } finally {
    if (child.connected) await tell(child, { do: 'end' })
    child.kill()
  }
}

async function load(
  origin: string,
  merchants: MerchantAnswer[],
  { connections, orders }: { connections: number; orders: number },
): Promise<{ rate: number; p50: number; p99: number }> {
  const made = await createOrders(merchants, orders, origin)
  const agent = new Agent({ keepAlive: true, maxSockets: connections })
  const times: number[] = []
  const timed = async (signed: Signed): Promise<void> => {
    const from = performance.now()
    await send(agent, signed)
    times.push(performance.now() - from)
  }
  const start = performance.now()
  await inTurn(orders, connections, async (index) => {
    const order = made[index]
    if (!order) return
    await timed(order.create)
    await timed(order.query)
  })
  const seconds = (performance.now() - start) / 1000
  agent.destroy()
  times.sort((a, b) => a - b)
  const at = (part: number): number => round(times[Math.floor(times.length * part)] ?? 0, 1)
  return { rate: Math.round(times.length / seconds), p50: at(0.5), p99: at(0.99) }
}

function send(agent: Agent, { url, method, headers, body }: Signed): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = httpRequest(url, { agent, method, headers }, (answer) => {
      answer.resume()
      answer.on('end', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`answered ${answer.statusCode}`)),
      )
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

async function start(): Promise<{ child: ChildProcess; origin: string }> {
  const file = fileURLToPath(new URL('./sandbox-process.ts', import.meta.url))
  const child = fork(file, { execArgv: [...process.execArgv, '--max-old-space-size=8192', '--expose-gc'] })
  return { child, origin: await heard<string>(child) }
}

function tell<T>(child: ChildProcess, command: Command): Promise<T> {
  const answer = heard<T>(child)
  child.send(command)
  return answer
}

function heard<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null): void => reject(new Error(`the sandbox ended with ${code}`))
    child.once('exit', ended)
    child.once('message', ({ result }: { result: T | { error: string } }) => {
      child.off('exit', ended)
      if (typeof result === 'object' && result !== null && 'error' in result) reject(new Error(result.error))
      else resolve(result)
    })
  })
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
