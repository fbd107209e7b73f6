import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import { deriveWebhookSamples } from '../../catalog/derive/samples/index.ts'
import { loadCatalog } from '../../catalog/model/load.node.ts'
import type { MerchantAnswer, NotificationEntry } from '../../playground/protocol/gateway/index.ts'
import { createClient, type Gateway, startGateway } from './gateway.ts'

// inside node_modules, so that the program finds the SDK as it would in a reader's project
const cache = join(import.meta.dirname, '../../node_modules/.cache/receiver')
const catalog = await loadCatalog()

let gateway: Gateway
let folder: string
let program: ChildProcess | undefined

beforeAll(async () => {
  gateway = await startGateway()
  await mkdir(cache, { recursive: true })
  folder = await mkdtemp(join(cache, 'run-'))
})
afterEach(() => void program?.kill())
afterAll(async () => {
  await gateway.close()
  await rm(folder, { recursive: true, force: true })
})

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** The Node.js sample of an event's page as a process of its own; resolves when it takes requests. */
async function startSample(id: string, merchant: MerchantAnswer): Promise<{ url: string; output: () => string }> {
  const webhook = catalog.webhooks.find((one) => one.id === id)
  const sample = webhook && deriveWebhookSamples(webhook, catalog).find(({ group }) => group === 'node')
  if (!sample) throw new Error(`${id} has no Node.js sample`)
  const port = await freePort()
  const key = join(folder, 'platform.pem')
  await writeFile(key, merchant.platform.certificate)
  await writeFile(join(folder, 'receiver.mjs'), sample.code)
  program = spawn(process.execPath, ['receiver.mjs'], {
    cwd: folder,
    env: {
      ...process.env,
      PORT: String(port),
      WECHATPAY_APIV3_KEY: merchant.apiv3_key,
      WECHATPAY_PLATFORM_SERIAL: merchant.platform.serial_no,
      WECHATPAY_PLATFORM_PUBLIC_KEY: key,
    },
  })
  let output = ''
  program.stdout?.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const url = `http://127.0.0.1:${port}/notify`
  await vi.waitFor(() => fetch(url, { method: 'POST' }), { timeout: 20_000 })
  return { url, output: () => output }
}

async function inbox(merchant: MerchantAnswer, event: string): Promise<NotificationEntry> {
  await gateway.sandbox.settled()
  const response = await gateway.control(merchant, 'GET', '/notifications')
  const { data } = (await response.json()) as { data: NotificationEntry[] }
  const found = data.find((entry) => entry.event === event)
  if (!found) throw new Error(`no ${event} in the in-box`)
  return found
}

it.each([
  { id: 'v3/TRANSACTION.SUCCESS', event: 'TRANSACTION.SUCCESS' },
  { id: 'v3/REFUND.SUCCESS', event: 'REFUND.SUCCESS' },
])('the sample of $id verifies, decrypts and acknowledges; a changed body is refused', async ({ id, event }) => {
  const merchant = await gateway.register()
  const { url, output } = await startSample(id, merchant)
  const wxpay = createClient(gateway, merchant)
  const { mchid, appid } = merchant
  const out_trade_no = 'T0000001'
  const amount = { total: 100, currency: 'CNY' }
  await wxpay.v3.pay.transactions.native({ appid, mchid, description: '图书', out_trade_no, notify_url: url, amount })
  await gateway.control(merchant, 'POST', `/transactions/${out_trade_no}/pay`)
  const refund = { out_trade_no, out_refund_no: 'R0000001', notify_url: url, amount: { refund: 100, ...amount } }
  await wxpay.v3.refund.domestic.refunds(refund)

  const { attempts, status, headers, body } = await inbox(merchant, event)
  expect({ attempts, status }).toMatchObject({ attempts: [{ status: 204 }], status: 'delivered' })
  await vi.waitFor(() => expect(output()).toContain(out_trade_no))

  const changed = await fetch(url, { method: 'POST', headers: headers as never, body: body.replace('"id"', '"ID"') })
  expect(changed.status).toBe(400)
})
