import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
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
async function blocks(notifyUrl: string, page = 'sandbox'): Promise<{ info: string; code: string }[]> {
  const text = await readFile(join(root, `docs/guide/${page}.md`), 'utf8')
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

it('walks from an order to the reconciled bill, every command in its order', async () => {
  const port = await freePort()
  const notifyUrl = `http://127.0.0.1:${port}/notify`
  const fences = await blocks(notifyUrl, 'sandbox-walkthrough')
  const programs = fences.flatMap(({ info, code }) => {
    const [, name] = /^js \[(.+)\]$/.exec(info) ?? []
    return name === undefined ? [] : [{ name, code: code.replace('listen(8080', `listen(${port}`) }]
  })
  expect(programs.map(({ name }) => name)).toContain('reconcile.mjs')
  const walk = await mkdtemp(join(folder, 'walk-'))
  for (const { name, code } of programs) await writeFile(join(walk, name), code)

  // what is labelled is not for here: the sandbox runs already, the SDK is installed
  const commands = fences.filter(({ info }) => info === 'bash').map(({ code }) => code)
  const started = commands.findIndex((code) => code.includes('receiver.mjs'))
  commands.splice(started + 1, 0, `until (echo > /dev/tcp/127.0.0.1/${port}) 2> /dev/null; do sleep 0.1; done`)
  const paid = commands.findIndex((code) => code.includes('/pay'))
  commands.splice(paid + 1, 0, `until grep -q TRANSACTION.SUCCESS notifications.txt; do sleep 0.1; done`)
  const script = ['set -e', 'trap "kill %1 2> /dev/null || true" EXIT', ...commands].join('\n')
  const { stdout } = await run('bash', ['-c', script], { cwd: walk })

  expect(stdout).toContain('收银台 ')
  expect(stdout).toMatch(/(?:^|\})SUCCESS$/m)
  expect(stdout).toMatch(/^PROCESSING$/m)
  expect(stdout).toMatch(/^一致，2 笔$/m)
  const heard = (await readFile(join(walk, 'notifications.txt'), 'utf8')).trim().split('\n')
  expect(heard).toContain('TRANSACTION.SUCCESS BOOK20260101000001')
  expect(heard).toContain('REFUND.SUCCESS BOOK20260101000001R1')
}, 60_000)

/** A port that nobody listens on at this moment. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}
