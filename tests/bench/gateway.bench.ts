import type { MerchantAnswer } from '../../playground/protocol/gateway/index.ts'
import { createProxy } from '../../playground/proxy/index.ts'
import { createMemoryStore, createSandbox } from '../../playground/sandbox/index.ts'
import { loadBehaviour } from '../../playground/server/behaviour.node.ts'
import {
  buildAuthorization,
  importSigningKey,
  importVerifyingKey,
  randomNonce,
  requestMessage,
  signMessage,
  verifyMessage,
} from '../../playground/signature/index.ts'

const CONCURRENCY = 8
const REQUESTS = 1500
const ROUNDS = 3

export interface GatewayBench {
  concurrency: number
  requests: number
  /** Requests a second of proxy and sandbox together, the client's own signature not counted in (made before). */
  gateway: number
  /** The same, each request signed by a client on the same threads. */
  gatewayWithClient: number
  /** Pairs of one sign and one verify a second, by the same `crypto.subtle` at the same concurrency. */
  signAndVerify: number
  /** `gateway / signAndVerify`, the median of the rounds; the budget is 0.5. */
  ratio: number
  ratioWithClient: number
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

/** Runs `count` pieces of work, `CONCURRENCY` at a time, and resolves with pieces a second. */
async function rate(count: number, work: (index: number) => Promise<void>): Promise<number> {
  let next = 0
  const start = performance.now()
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, worker))
  return count / ((performance.now() - start) / 1000)
}

/** Proxy and sandbox in one process, against what the signatures alone cost there. */
export async function benchGateway(): Promise<GatewayBench> {
  const behaviour = await loadBehaviour()
  const sandbox = createSandbox({ behaviour, store: createMemoryStore() })
  const upstream = { origin: 'http://sandbox.invalid', inProcess: true, fetch: sandbox.fetch.bind(sandbox) }
  const proxy = createProxy({ upstreams: { sandbox: upstream }, rate: false })
  const registered = await sandbox.fetch(new Request('http://sandbox.invalid/_sandbox/merchants', { method: 'POST' }))
  const merchant = (await registered.json()) as MerchantAnswer
  const signer = { merchant, key: await importSigningKey(merchant.private_key ?? '') }
  const verifier = await importVerifyingKey(merchant.certificate)
  const send = async (request: Request | undefined): Promise<void> => {
    const answer = request && (await proxy.fetch(request))
    if (answer?.status !== 200) throw new Error(`the gateway answered ${answer?.status}: ${await answer?.text()}`)
    await answer.arrayBuffer()
  }
  const message = requestMessage({ method: 'GET', url: TARGET, timestamp: '1', nonce: 'n' })
  const pair = async (): Promise<void> => {
    await verifyMessage(verifier, message, await signMessage(signer.key, message))
  }
  const rounds: { gateway: number; gatewayWithClient: number; signAndVerify: number }[] = []
  await rate(200, async () => send(await sign(signer)))
  for (let round = 0; round < ROUNDS; round += 1) {
    const signed = await Promise.all(Array.from({ length: REQUESTS }, () => sign(signer)))
    const signAndVerify = await rate(REQUESTS, pair)
    const gateway = await rate(REQUESTS, (index) => send(signed[index]))
    const gatewayWithClient = await rate(REQUESTS, async () => send(await sign(signer)))
    rounds.push({ gateway, gatewayWithClient, signAndVerify })
  }
  const median = (values: number[]): number => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
  const of = (pick: (round: (typeof rounds)[number]) => number): number => median(rounds.map(pick))
  return {
    concurrency: CONCURRENCY,
    requests: REQUESTS,
    gateway: Math.round(of((round) => round.gateway)),
    gatewayWithClient: Math.round(of((round) => round.gatewayWithClient)),
    signAndVerify: Math.round(of((round) => round.signAndVerify)),
    ratio: Number(of((round) => round.gateway / round.signAndVerify).toFixed(2)),
    ratioWithClient: Number(of((round) => round.gatewayWithClient / round.signAndVerify).toFixed(2)),
  }
}
