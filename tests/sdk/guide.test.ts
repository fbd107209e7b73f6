import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Gateway, startGateway, startReceiver } from './gateway.ts'

const run = promisify(execFile)
const root = join(import.meta.dirname, '../..')
// inside node_modules, so that the program finds the SDK as it would in a reader's project
const cache = join(root, 'node_modules/.cache/guide')

let gateway: Gateway
let folder: string

beforeAll(async () => {
  gateway = await startGateway()
  await mkdir(cache, { recursive: true })
  folder = await mkdtemp(join(cache, 'run-'))
})
afterAll(async () => {
  await gateway.close()
  await rm(folder, { recursive: true, force: true })
})

/** Fenced blocks of the sandbox guide in their order, with the addresses of this run. */
async function blocks(notifyUrl: string): Promise<{ info: string; code: string }[]> {
  const text = await readFile(join(root, 'docs/guide/sandbox.md'), 'utf8')
  const placed = text
    .replaceAll(/http:\/\/127\.0\.0\.1:4174/g, gateway.url)
    .replaceAll('http://127.0.0.1:8080/notify', notifyUrl)
  return [...placed.matchAll(/^```(.+)\n([\s\S]*?)^```$/gm)].map(([, info = '', code = '']) => ({ info, code }))
}

it('works as the sandbox guide says, command by command', async () => {
  const receiver = await startReceiver()
  const fences = await blocks(receiver.url)
  const command = (part: string) => fences.find(({ info, code }) => info === 'bash' && code.includes(part))?.code ?? ''
  const bash = async (script: string, env = {}) =>
    (await run('bash', ['-c', script], { env: { ...process.env, ...env } })).stdout

  const answer = await bash(command('/_sandbox/merchants'))
  await writeFile(join(folder, 'merchant.json'), answer)
  const merchant: { control_token: string } = JSON.parse(answer)
  const env = { control_token: merchant.control_token }

  const program = fences.find(({ info }) => info === 'js [order.mjs]')?.code ?? ''
  await writeFile(join(folder, 'order.mjs'), program)
  const ordered = await run(process.execPath, ['order.mjs'], { cwd: folder })
  expect(ordered.stdout).toMatch(/^weixin:\/\/wxpay\/bizpayurl\//)

  expect(JSON.parse(await bash(command('/pay'), env))).toMatchObject({ state: 'SUCCESS' })
  await receiver.next('TRANSACTION.SUCCESS')
  await gateway.sandbox.settled()
  const inbox: { data: { event: string }[] } = JSON.parse(await bash(command('/_sandbox/notifications'), env))
  expect(inbox.data.map(({ event }) => event)).toEqual(['TRANSACTION.SUCCESS'])
  await receiver.close()
})
