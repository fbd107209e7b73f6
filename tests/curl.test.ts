import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deriveSamples } from '../catalog/derive/samples/index.ts'
import { loadCatalog } from '../catalog/model/load.node.ts'
import { importVerifyingKey, verifyAnswer } from '../playground/signature/index.ts'
import { type Gateway, startGateway } from './sdk/gateway.ts'

const exec = promisify(execFile)
const catalog = await loadCatalog()
/** The bill has no statement yet; v2 has no gateway yet. */
const operations = catalog.operations.filter(({ id, protocol }) => protocol === 'v3' && !id.endsWith('/tradebill'))

let gateway: Gateway
let folder: string

beforeAll(async () => {
  gateway = await startGateway()
  folder = await mkdtemp(join(tmpdir(), 'curl-'))
})
afterAll(async () => {
  await gateway.close()
  await rm(folder, { recursive: true })
})

/** Runs a script as a reader would: pasted into a file, with nothing but the environment that it names. */
async function runSample(code: string, number: number): Promise<string> {
  const merchant = await gateway.register()
  const { platform } = merchant
  const file = (name: string): string => join(folder, `${number}-${name}`)
  await writeFile(file('key.pem'), merchant.private_key ?? '')
  await writeFile(file('platform.pem'), platform.public_key)
  await writeFile(file('sample.sh'), code)
  const env = {
    PATH: process.env.PATH ?? '',
    HOME: folder,
    no_proxy: '*',
    WECHATPAY_BASE_URL: gateway.url,
    WECHATPAY_MCHID: merchant.mchid,
    WECHATPAY_SUB_MCHID: merchant.sub_mchid,
    WECHATPAY_APPID: merchant.appid,
    WECHATPAY_OPENID: merchant.openid,
    WECHATPAY_NEW_NUMBER: `N${Date.now()}${number}`.slice(0, 18),
    WECHATPAY_SERIAL: merchant.serial_no,
    WECHATPAY_PRIVATE_KEY: file('key.pem'),
    WECHATPAY_PLATFORM_PUBLIC_KEY: file('platform.pem'),
    WECHATPAY_PLATFORM_SERIAL: platform.public_key_id,
  }
  const { stdout } = await exec('bash', [file('sample.sh')], { env, encoding: 'latin1' })
  const keys = new Map([
    [platform.serial_no, await importVerifyingKey(platform.certificate)],
    [platform.public_key_id, await importVerifyingKey(platform.public_key)],
  ])
  const { status, headers, body } = readAnswer(stdout)
  const verdict = await verifyAnswer({ status, headers, body, keys, now: Date.now() })
  return `${status} ${verdict.ok ? 'verified' : `${verdict.message} ${Buffer.from(body).toString()}`}`
}

/** What `curl -i` prints; an interim answer may stand before the real one. */
function readAnswer(text: string): { status: number; headers: [string, string][]; body: Uint8Array } {
  const end = text.indexOf('\r\n\r\n')
  const [first = '', ...lines] = text.slice(0, end).split('\r\n')
  const status = Number(first.split(' ')[1])
  const rest = text.slice(end + 4)
  if (status < 200) return readAnswer(rest)
  const headers = lines.map((line): [string, string] => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()]
  })
  return { status, headers, body: Buffer.from(rest, 'latin1') }
}

describe('the cURL sample, with bash and openssl alone', () => {
  it.concurrent.each(operations.map((operation, number) => ({ operation, number, id: operation.id })))(
    '$id',
    async ({ operation, number }) => {
      const sample = deriveSamples(operation, catalog).find(({ group }) => group === 'curl')
      expect(await runSample(sample?.code ?? '', number)).toMatch(/^2\d\d verified$/)
    },
  )
})
