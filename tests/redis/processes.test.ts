import { type ChildProcess, spawn } from 'node:child_process'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { MerchantAnswer, NotificationEntry } from '../../playground/protocol/gateway/index.ts'
import { freePorts } from '../receivers/ports.ts'
import { root } from '../run/steps.ts'
import { createClient, type Gateway } from '../sdk/gateway.ts'
import { hasRedis, type Redis, redisRequired, startRedis } from '../support/redis.ts'

const MINUTE = 60_000
const listed = !hasRedis() && !redisRequired
if (listed) console.warn('not run: sandboxes that share one Redis, for want of redis-server')

interface Process {
  url: string
  child: ChildProcess
}

/** `npm run sandbox` with this Redis, on a port of its own. */
async function startSandbox(redisUrl: string): Promise<Process> {
  const child = spawn(join(root, 'node_modules/.bin/tsx'), ['playground/server/sandbox.node.ts'], {
    cwd: root,
    env: { ...process.env, REDIS_URL: redisUrl, SANDBOX_PORT: '0', HOST: '127.0.0.1' },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      said += text
    })
  }
  const url = await vi.waitFor(
    () => {
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)?.[0]
      if (!found) throw new Error(`the sandbox does not listen: ${said}`)
      return found
    },
    { timeout: MINUTE, interval: 200 },
  )
  return { url, child }
}

async function stop({ child }: Process): Promise<number | null> {
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  child.kill()
  return ended
}

describe.skipIf(listed)('two sandboxes that share one Redis', () => {
  let redis: Redis
  let both: [Process, Process]
  let merchant: MerchantAnswer
  let receiver: Server
  let notifyUrl = ''
  const received: string[] = []
  let status = 204

  const control = async (at: Process, method: string, path: string, body?: object) => {
    const response = await fetch(`${at.url}/_sandbox${path}`, {
      method,
      headers: { Authorization: `Bearer ${merchant.control_token}` },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: response.status, json: (await response.json()) as never }
  }
  const clientOf = ({ url }: Process) => createClient({ url } as Gateway, merchant)
  const order = async (at: Process, out_trade_no: string, total = 100): Promise<void> => {
    const { appid, mchid } = merchant
    const amount = { total, currency: 'CNY' }
    const body = { appid, mchid, description: '图书', out_trade_no, notify_url: notifyUrl, amount }
    await clientOf(at).v3.pay.transactions.native.post(body)
  }

  beforeAll(async () => {
    const [port = 0] = await freePorts(1)
    redis = await startRedis(port)
    both = await Promise.all([startSandbox(redis.url), startSandbox(redis.url)])
    merchant = (await (await fetch(`${both[0].url}/_sandbox/merchants`, { method: 'POST' })).json()) as MerchantAnswer
    receiver = createServer((request, response) => {
      let text = ''
      request.setEncoding('utf8').on('data', (part) => {
        text += part
      })
      request.on('end', () => {
        received.push(JSON.parse(text).id)
        response.writeHead(status).end()
      })
    })
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
    notifyUrl = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/notify`
  }, 3 * MINUTE)
  afterAll(async () => {
    receiver?.close()
    await Promise.all((both ?? []).map(stop))
    await redis?.close()
  })

  it('know what the other was told', async () => {
    const [one, other] = both
    await order(one, 'shared-0001')
    const { data } = await clientOf(other).v3.pay.transactions.outTradeNo.$out_trade_no$.get({
      out_trade_no: 'shared-0001',
      params: { mchid: merchant.mchid },
    })
    expect(data).toMatchObject({ out_trade_no: 'shared-0001', trade_state: 'NOTPAY' })
  })

  it('pay an order once, however often both are told to', async () => {
    await order(both[0], 'shared-0002')
    const before = received.length
    const paths = Array.from({ length: 10 }, (_, n) =>
      control(both[n % 2 ? 1 : 0], 'POST', '/transactions/shared-0002/pay'),
    )
    expect((await Promise.all(paths)).map((answer) => answer.status)).toContain(200)
    await vi.waitFor(() => expect(received.length).toBe(before + 1))
    const { json } = await control(both[1], 'GET', '/notifications')
    const { data } = json as { data: NotificationEntry[] }
    expect(data.filter(({ id }) => id === received[before])).toHaveLength(1)
  })

  it('refund no more than was paid, however many ask both at once', async () => {
    await order(both[0], 'shared-0003', 100)
    await control(both[1], 'POST', '/transactions/shared-0003/pay')
    const refunds = Array.from({ length: 16 }, async (_, n) => {
      const amount = { total: 100, refund: 10, currency: 'CNY' }
      const body = { out_trade_no: 'shared-0003', out_refund_no: `shared-refund-${n}`, amount }
      return clientOf(both[n % 2 ? 1 : 0])
        .v3.refund.domestic.refunds.post(body)
        .then(() => 'accepted')
        .catch(() => 'refused')
    })
    const outcomes = await Promise.all(refunds)
    expect(outcomes.filter((outcome) => outcome === 'accepted')).toHaveLength(10)
  })

  it('send once what is due, when both clocks say so', async () => {
    status = 500
    await order(both[0], 'shared-0004')
    const before = received.length
    await control(both[0], 'POST', '/transactions/shared-0004/pay')
    await vi.waitFor(() => expect(received.length).toBe(before + 1))
    status = 204
    const moved = await control(both[1], 'POST', '/clock', { advance: 'PT15S' })
    expect(moved.status).toBe(200)
    // both servers' own timers have their turns, too
    await vi.waitFor(async () => {
      const { json } = await control(both[0], 'GET', '/notifications')
      expect((json as { data: NotificationEntry[] }).data[0]).toMatchObject({ status: 'delivered' })
    })
    await control(both[0], 'POST', '/clock', { advance: 'P1D' })
    expect(received.slice(before)).toHaveLength(2)
  })

  it('end in order', async () => {
    const third = await startSandbox(redis.url)
    expect(await stop(third)).toBe(0)
  })
})
