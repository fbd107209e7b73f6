import { cpuUsage } from 'node:process'
import { setImmediate } from 'node:timers/promises'
import type { MerchantAnswer } from '../../playground/protocol/gateway/index.ts'
import { createProxy } from '../../playground/proxy/index.ts'
import { createMemoryStore, createSandbox } from '../../playground/sandbox/index.ts'
import { loadBehaviour } from '../../playground/server/behaviour.node.ts'
import { nodeRsa } from '../../playground/server/rsa.node.ts'
import {
  buildAuthorization,
  importSigningKey,
  importVerifyingKey,
  type Rsa,
  randomNonce,
  requestMessage,
  signMessage,
  webRsa,
} from '../../playground/signature/index.ts'

const CONCURRENCY = 8
const REQUESTS = 1500
const ROUNDS = 5
const WARMUP = 1000

export interface GatewayBench {
  concurrency: number
  requests: number
  /** Of proxy and sandbox together as the server runs them, the client's own signature not counted in (made before). */
  gateway: Cost
  /** The same as a Service Worker runs them, each answer made a `Response` and read again. */
  gatewayByFetch: Cost
  /** The same, each request signed by a client on the same threads. */
  gatewayWithClient: Cost
  /** Of one sign and one verify, by the implementation that the server gives the sandbox. */
  signAndVerify: Cost
  /** The same by `crypto.subtle`, which spreads it over all cores. */
  subtle: Cost
  /** One sign and one verify to one request by processor time, which is "on one core"; the budget is 0.5. */
  ratio: number
  ratioByFetch: number
  ratioWithClient: number
  /** By the clock. */
  ratioByClock: number
}

/** Of one piece of work, the median of the rounds. */
interface Cost {
  /** Pieces a second. */
  rate: number
  /** Milliseconds of the processors. */
  cpu: number
}

interface Signer {
  merchant: MerchantAnswer
  key: CryptoKey
}

/** An object that every new merchant owns, read only, so that the objects of the sandbox stay as many as they were. */
const TARGET = '/v3/payscore/plan/payscore-plans/merchant-plan-no/1234323JKHDFE1243252'

async function sign({ merchant, key }: Signer): Promise<Request> {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const nonce = randomNonce()
  const signature = await signMessage(key, requestMessage({ method: 'GET', url: TARGET, timestamp, nonce }))
  const { mchid, serial_no: serialNo } = merchant
  const authorization = buildAuthorization({ mchid, serialNo, nonce, timestamp, signature })
  const headers = { authorization, accept: 'application/json', 'user-agent': 'bench' }
  return new Request(`http://bench.invalid/proxy/sandbox${TARGET}`, { headers })
}

/** Runs `count` pieces of work, `CONCURRENCY` at a time, each in a turn of its own as a server's requests come. */
async function measure(
  count: number,
  work: (index: number) => Promise<void>,
  after?: () => Promise<void>,
): Promise<Cost> {
  let next = 0
  const start = performance.now()
  const before = cpuUsage()
  const worker = async (): Promise<void> => {
    while (next < count) {
      await work(next++)
      await setImmediate()
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker))
  await after?.()
  const { user, system } = cpuUsage(before)
  return { rate: count / ((performance.now() - start) / 1000), cpu: (user + system) / 1000 / count }
}

/** Proxy and sandbox in one process, against what the signatures alone cost there. */
export async function benchGateway(): Promise<GatewayBench> {
  const behaviour = await loadBehaviour()
  const sandbox = createSandbox({ behaviour, store: createMemoryStore(), rsa: nodeRsa })
  const upstream = { origin: 'http://sandbox.invalid', answer: sandbox.answer }
  const proxy = createProxy({ upstreams: { sandbox: upstream }, rate: false })
  const registered = await sandbox.fetch(new Request('http://sandbox.invalid/_sandbox/merchants', { method: 'POST' }))
  const merchant = (await registered.json()) as MerchantAnswer
  const signer = { merchant, key: await importSigningKey(merchant.private_key ?? '') }
  const verifier = await importVerifyingKey(merchant.certificate)
  const send = async (request: Request | undefined): Promise<void> => {
    const answer = request && (await proxy.serve(request))
    if (answer?.status !== 200) throw new Error(`the gateway answered ${answer?.status}`)
  }
  const fetched = async (request: Request | undefined): Promise<void> => {
    const answer = request && (await proxy.fetch(request))
    if (answer?.status !== 200) throw new Error(`the gateway answered ${answer?.status}`)
    await answer.arrayBuffer()
  }
  const message = requestMessage({ method: 'GET', url: TARGET, timestamp: '1', nonce: 'n' })
  const pair = (rsa: Rsa) => async (): Promise<void> => {
    await rsa.verify(verifier, message, await rsa.sign(signer.key, message))
  }
  const rounds: Record<'gateway' | 'gatewayByFetch' | 'gatewayWithClient' | 'signAndVerify' | 'subtle', Cost>[] = []
  await measure(WARMUP, async () => send(await sign(signer)))
  for (let round = 0; round < ROUNDS; round += 1) {
    const signed = await Promise.all(Array.from({ length: REQUESTS * 2 }, () => sign(signer)))
    const signAndVerify = await measure(REQUESTS, pair(nodeRsa))
    const subtle = await measure(REQUESTS, pair(webRsa))
    // traces and the like are part of what a request costs
    const gateway = await measure(REQUESTS, (index) => send(signed[index]), sandbox.settled)
    const gatewayByFetch = await measure(REQUESTS, (index) => fetched(signed[REQUESTS + index]), sandbox.settled)
    const gatewayWithClient = await measure(REQUESTS, async () => send(await sign(signer)), sandbox.settled)
    rounds.push({ gateway, gatewayByFetch, gatewayWithClient, signAndVerify, subtle })
  }
  const of = (pick: (round: (typeof rounds)[number]) => number): number => median(rounds.map(pick))
  const cost = (name: keyof (typeof rounds)[number]): Cost => ({
    rate: Math.round(of((round) => round[name].rate)),
    cpu: Number(of((round) => round[name].cpu).toFixed(3)),
  })
  return {
    concurrency: CONCURRENCY,
    requests: REQUESTS,
    gateway: cost('gateway'),
    gatewayByFetch: cost('gatewayByFetch'),
    gatewayWithClient: cost('gatewayWithClient'),
    signAndVerify: cost('signAndVerify'),
    subtle: cost('subtle'),
    ratio: Number(of((round) => round.signAndVerify.cpu / round.gateway.cpu).toFixed(2)),
    ratioByFetch: Number(of((round) => round.signAndVerify.cpu / round.gatewayByFetch.cpu).toFixed(2)),
    ratioWithClient: Number(of((round) => round.signAndVerify.cpu / round.gatewayWithClient.cpu).toFixed(2)),
    ratioByClock: Number(of((round) => round.gateway.rate / round.signAndVerify.rate).toFixed(2)),
  }
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
