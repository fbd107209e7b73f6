import { type ChildProcess, spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { deriveBehaviour } from '../../catalog/derive/behaviour/index.ts'
import { deriveWebhookSamples } from '../../catalog/derive/samples/index.ts'
import { loadCatalog } from '../../catalog/model/load.node.ts'
import type { Webhook } from '../../catalog/model/types.ts'
import type { MerchantAnswer, NotificationEntry } from '../../playground/protocol/gateway/index.ts'
import { createMemoryStore, createPlatform, createSandbox, type Platform } from '../../playground/sandbox/index.ts'
import { webhooks as madeUp } from '../fixtures/webhooks.ts'
import { CAREFUL_PRODUCTS } from '../samples/careful.ts'
import { createClient, type Gateway, serveSandbox } from '../sdk/gateway.ts'
import { findToolchains, toolchainsRequired } from '../support/toolchains.ts'
import { type Command, LANGUAGES, type Language, type Placed } from './languages.ts'
import { createForgeries, createNotice, type Notice } from './notices.ts'
import { freePorts } from './ports.ts'

const MINUTE = 60_000
// inside node_modules, so that the programs of Node.js find the SDK as they would in a reader's project
const cache = join(import.meta.dirname, '../../node_modules/.cache/receivers')
const catalog = await loadCatalog()

/** Of the products whose samples are run, and every other kind of protection there is. */
const subjects: Webhook[] = [...catalog.webhooks.filter(isCareful), ...Object.values(madeUp)]

function isCareful({ protocol, products }: Webhook): boolean {
  const below = (trail: string[]) => CAREFUL_PRODUCTS.some((head) => head.every((title, at) => trail[at] === title))
  return protocol === 'v2' || products.length === 0 || products.some(below)
}

let platform: Platform
let gateway: Gateway
let merchant: MerchantAnswer
let folder: string
const running = new Set<ChildProcess>()

beforeAll(async () => {
  platform = await createPlatform()
  const behaviour = deriveBehaviour(catalog)
  const deliver = (request: Request) => fetch(request)
  gateway = await serveSandbox(createSandbox({ behaviour, store: createMemoryStore(), deliver, platform }))
  merchant = await gateway.register()
  await mkdir(cache, { recursive: true })
  folder = await mkdtemp(join(cache, 'run-'))
  await writeFile(join(folder, 'platform.pem'), merchant.platform.certificate)
})
afterEach(() => {
  for (const child of running) child.kill()
  running.clear()
})
afterAll(async () => {
  await gateway.close()
  await rm(folder, { recursive: true, force: true })
})

function receiverOf(webhook: Webhook, { group }: Language): string {
  const sample = deriveWebhookSamples(webhook, catalog).find((one) => one.group === group)
  if (!sample) throw new Error(`${webhook.id} has no receiver in ${group}`)
  return sample.code
}

/** Starts a program of receivers with the environment that their pages name; hands back what it prints. */
function start({ file, args }: Command, { cwd, port }: { cwd: string; port: number | undefined }): () => string {
  const child = spawn(file, args, {
    cwd,
    env: {
      PATH: process.env.PATH ?? '',
      PYTHONDONTWRITEBYTECODE: '1',
      PORT: String(port),
      WECHATPAY_PLATFORM_SERIAL: merchant.platform.serial_no,
      WECHATPAY_PLATFORM_PUBLIC_KEY: join(folder, 'platform.pem'),
      WECHATPAY_APIV3_KEY: merchant.apiv3_key,
      WECHATPAY_APIV2_KEY: merchant.apiv2_key,
    },
  })
  running.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  return () => output
}

const listening = (url: string) => vi.waitFor(() => fetch(url, { method: 'POST' }), { timeout: 20_000 })

async function send(url: string, { headers, body }: Pick<Notice, 'headers' | 'body'>): Promise<string> {
  const response = await fetch(url, { method: 'POST', headers, body })
  return `${response.status} ${await response.text()}`
}

const ACKNOWLEDGED = /^(?:20[04] $|200 <xml>.*SUCCESS)/
const REFUSED = /^(?:400 \{"code":"FAIL"|200 <xml>.*FAIL)/

describe.each(Object.entries(LANGUAGES))('the receivers in %s', (name, language) => {
  const { programs, missing } = findToolchains(language.needs)
  const listed = missing.length > 0 && !toolchainsRequired
  if (listed) console.warn(`not run: the receivers in ${name}, for want of ${missing.join(', ')}`)

  it.skipIf(listed)(
    'acknowledge what is genuine and print its content; refuse what is not',
    async () => {
      expect(missing, 'toolchains').toEqual([])
      const own = await mkdtemp(join(folder, 'all-'))
      const ports = await freePorts(subjects.length)
      const placed = subjects.map((webhook, index): Placed => {
        return { name: `r${index}`, code: receiverOf(webhook, language), port: ports[index] ?? 0 }
      })
      const output = start(await language.together(placed, { folder: own, programs }), { cwd: own, port: undefined })
      const urls = placed.map((one) => language.address?.(one, placed) ?? `http://127.0.0.1:${one.port}/`)
      const { apiv3_key: apiv3Key, apiv2_key: apiv2Key } = merchant
      const wrong: string[] = []
      for (const [index, webhook] of subjects.entries()) {
        const url = urls[index] ?? ''
        await listening(url)
        for (const signType of ['MD5', 'HMAC-SHA256'] as const) {
          const genuine = await createNotice(webhook, { platform, apiv3Key, apiv2Key, signType })
          const answer = await send(url, genuine)
          if (!ACKNOWLEDGED.test(answer)) wrong.push(`${webhook.id}: genuine, ${signType}: ${answer}`)
          await vi.waitFor(() => expect(output(), `${webhook.id}, ${signType}`).toContain(genuine.marker))
          for (const [what, forged] of await createForgeries(webhook, genuine, { platform, apiv3Key, apiv2Key })) {
            const refusal = await send(url, forged)
            if (!REFUSED.test(refusal)) wrong.push(`${webhook.id}: ${what}: ${refusal}`)
          }
        }
      }
      expect(wrong).toEqual([])
    },
    5 * MINUTE,
  )

  const { alone } = language
  if (!alone) return
  it.skipIf(listed)(
    'work as their page says: the gateway notifies of a payment and of its refund',
    async () => {
      expect(missing, 'toolchains').toEqual([])
      for (const [id, event] of FLOW) {
        const own = await mkdtemp(join(folder, 'one-'))
        const [port] = await freePorts(1)
        const webhook = catalog.webhooks.find((one) => one.id === id)
        if (!webhook) throw new Error(`no ${id} in the catalog`)
        const output = start(await alone(receiverOf(webhook, language), { folder: own, programs }), { cwd: own, port })
        const url = `http://127.0.0.1:${port}/notify`
        await listening(url)
        const number = await payAndRefund(url)
        expect(await inbox(event)).toMatchObject({ attempts: [{ status: 204 }], status: 'delivered' })
        await vi.waitFor(() => expect(output()).toContain(number))
      }
    },
    5 * MINUTE,
  )
})

const FLOW = [
  ['v3/TRANSACTION.SUCCESS', 'TRANSACTION.SUCCESS'],
  ['v3/REFUND.SUCCESS', 'REFUND.SUCCESS'],
] as const

/** An order that is paid and refunded in the sandbox, which notifies of both; returns its number. */
async function payAndRefund(notify_url: string): Promise<string> {
  const wxpay = createClient(gateway, merchant)
  const { mchid, appid } = merchant
  const out_trade_no = `T${String(Math.trunc(performance.now() * 1000)).padStart(16, '0')}`
  const amount = { total: 100, currency: 'CNY' }
  await wxpay.v3.pay.transactions.native({ appid, mchid, description: '图书', out_trade_no, notify_url, amount })
  await gateway.control(merchant, 'POST', `/transactions/${out_trade_no}/pay`)
  const refund = { out_trade_no, out_refund_no: `R${out_trade_no}`, notify_url, amount: { refund: 100, ...amount } }
  await wxpay.v3.refund.domestic.refunds(refund)
  await gateway.sandbox.settled()
  return out_trade_no
}

/** The latest notification of an event. */
async function inbox(event: string): Promise<NotificationEntry | undefined> {
  const response = await gateway.control(merchant, 'GET', '/notifications')
  const { data } = (await response.json()) as { data: NotificationEntry[] }
  return data.find((entry) => entry.event === event)
}
