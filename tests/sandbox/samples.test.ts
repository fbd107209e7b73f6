import { generateKeyPairSync } from 'node:crypto'
import { compileFunction } from 'node:vm'
import { expect, it } from 'vitest'
import { Hash, Rsa } from 'wechatpay-axios-plugin'
import { loadSite } from '../../.vitepress/node/site.ts'
import { deriveBehaviour } from '../../catalog/derive/behaviour/index.ts'
import { operationChain } from '../../catalog/model/chain.ts'
import type { Operation } from '../../catalog/model/types.ts'
import type { MerchantAnswer } from '../../playground/protocol/gateway/index.ts'
import { createMemoryStore, createSandbox } from '../../playground/sandbox/index.ts'
import { isCareful, SANDBOX_GAPS } from '../samples/careful.ts'
import { createClient, serveSandbox, useGateway } from '../sdk/gateway.ts'

/** Addresses that a visitor's browser opens; a program has nothing to call. */
const REDIRECTS = (operation: Operation): boolean => operation.replies.some(({ status }) => status >= 300)

const { catalog, openapi } = await loadSite()
const pages = new Map(openapi.map(({ path, content }) => [`/${path}`, content]))
const careful = catalog.operations.filter((operation) => isCareful(operation) && !REDIRECTS(operation))
const pair = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
})

const gateway = useGateway(() =>
  serveSandbox(createSandbox({ behaviour: deriveBehaviour(catalog), store: createMemoryStore() })),
)

// each sample with a merchant of its own; failures are read as one list
it.each(['v3', 'v2'] as const)(
  'the Node.js samples of the %s pages run with the SDK against the sandbox',
  async (protocol) => {
    const operations = careful.filter((operation) => operation.protocol === protocol)
    expect(operations.length).toBeGreaterThan(0)
    const failures: string[] = []
    for (const operation of operations) {
      const fault = await run(operation).then(
        (printed) => (printed > 0 ? undefined : 'printed nothing'),
        (error: unknown) => reasonOf(error),
      )
      const expected = SANDBOX_GAPS.includes(operation.id)
      if (expected !== (fault !== undefined)) failures.push(`${operation.id}: ${fault ?? 'is no gap any more'}`)
    }
    expect(failures).toEqual([])
  },
  120_000,
)

/** Runs the code of a page as a reader would: with a client of its own and its own merchant's number. */
async function run(operation: Operation): Promise<number> {
  const merchant = await register()
  const { platform, private_key = pair.privateKey } = merchant
  let printed = 0
  const globals = {
    wxpay: createClient(gateway, { ...merchant, private_key }),
    Rsa,
    Hash,
    platformPublicKey: platform.certificate,
    platformSerial: platform.serial_no,
    console: {
      log: () => {
        printed += 1
      },
    },
  }
  const code = withOwnNumber(codeOf(operation), merchant).replace(/^wxpay\b/m, 'return wxpay')
  const program = compileFunction(code, Object.keys(globals)) as (...values: unknown[]) => Promise<unknown>
  await program(...Object.values(globals))
  return printed
}

async function register(): Promise<MerchantAnswer> {
  const body = JSON.stringify({ public_key: pair.publicKey })
  return (await (await fetch(`${gateway.url}/_sandbox/merchants`, { method: 'POST', body })).json()) as MerchantAnswer
}

/** The operation's Node.js block on its page, without what only the renderer reads. */
function codeOf(operation: Operation): string {
  const page = pages.get(operation.path.replace(/\/$/, '/index')) ?? ''
  const blocks = [...page.matchAll(/^(`{3,})js twoslash[^\n]*\n([\s\S]*?)\n\1$/gm)].map(([, , block = '']) => block)
  const call = `${operationChain(operation)}(`
  const block = blocks.find((one) => one.includes(call) && !one.includes('import '))
  if (!block) throw new Error('its page has no such block')
  return block
    .replace(/^[\s\S]*?\/\/ ---cut---\n/, '')
    .replace(/^\/\/ +\^+$\n/gm, '')
    .replace(/ \/\/ \[!code [^\]]*\]/g, '')
}

/** v2 is signed with a key of the merchant whose number stands in the message; v3 takes the example's, too. */
function withOwnNumber(code: string, { mchid }: MerchantAnswer): string {
  const names = catalog.identity.mchid.join('|')
  return code.replace(new RegExp(`\\b(${names}): '\\d+'`, 'g'), `$1: '${mchid}'`)
}

function reasonOf(error: unknown): string {
  const { message, response } = error as { message?: string; response?: { status: number; data: unknown } }
  return [message, response?.status, JSON.stringify(response?.data)].filter(Boolean).join(' ').slice(0, 300)
}
