import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Site, startCommand } from './e2e/support/servers.ts'

const project = fileURLToPath(new URL('..', import.meta.url))
const LEFT_OUT = /^(?:node_modules|\.git|\.vitepress\/(?:dist|\.temp|cache\/deps.*)|tests\/e2e\/\.results)$/
const SLOW = { timeout: 150_000, interval: 500 }

let folder: string
let site: Site

/** A copy of the project, whose configuration may be edited, with the hover types that are already known. */
beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'dev-')), 'project')
  await cp(project, folder, { recursive: true, filter: (source) => !LEFT_OUT.test(relative(project, source)) })
  await symlink(join(project, 'node_modules'), join(folder, 'node_modules'))
  site = await startCommand('dev', { folder })
}, 120_000)
afterAll(async () => {
  await site?.close()
  await rm(join(folder, '..'), { recursive: true })
})

const config = (): string => join(folder, '.vitepress/config.ts')
const text = async (path: string): Promise<string> => (await fetch(site.url + path)).text()

/** What hot reload says first to a page that connects. */
function greeting(): Promise<string> {
  return new Promise((resolve, reject) => {
    const asked = request(site.url, {
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': Buffer.alloc(16).toString('base64'),
        'sec-websocket-protocol': 'vite-hmr',
      },
    })
    asked.on('upgrade', (_answer, socket, head) => {
      const read = (chunk: Buffer): void => {
        if (chunk.length === 0) return
        resolve(chunk.toString('latin1'))
        socket.destroy()
      }
      socket.on('data', read)
      socket.on('error', reject)
      read(head)
    })
    asked.on('response', (answer) => reject(new Error(`no websocket: ${answer.statusCode}`)))
    asked.on('error', reject)
    asked.end()
  })
}

/** Edits the configuration as an editor does that saves twice, and asks for websockets until the site has it. */
async function editConfig(lang: string): Promise<void> {
  const source = (await readFile(config(), 'utf8')).replace(/lang: '[^']*'/, `lang: '${lang}'`)
  await writeFile(config(), source)
  await greeting().catch(() => '')
  await writeFile(config(), `${source}// saved again\n`)
  const seen = async (): Promise<string | undefined> => {
    await greeting().catch(() => '')
    return /"lang\\":\\"([^"\\]*)/.exec(await text('@siteData'))?.[1]
  }
  await expect.poll(seen, SLOW).toBe(lang)
}

async function everythingAnswers(): Promise<void> {
  await expect.poll(greeting, SLOW).toContain('"connected"')
  expect(await text('')).toContain('<!DOCTYPE html>')
  expect(await text('openapi/v3/payscore/plan/payscore-plans')).toContain('创建支付分计划')
  expect(JSON.parse(await text('sandbox/_sandbox/health'))).toMatchObject({ ok: true })
  expect((await fetch(`${site.sandbox}_sandbox/health`)).status).toBe(200)
}

describe('the dev server', () => {
  it('sees a configuration that is saved as soon as it listens', { timeout: 200_000 }, () => editConfig('zh-first'))

  it('goes on when its configuration changes, again and again', { timeout: 500_000 }, async () => {
    await everythingAnswers()
    for (const lang of ['zh-one', 'zh-two']) await editConfig(lang)
    await everythingAnswers()
  })

  it('goes on as before with a configuration that is wrong', { timeout: 500_000 }, async () => {
    const right = await readFile(config(), 'utf8')
    await writeFile(config(), `${right}\nthrow new Error('wrong')\n`)
    await everythingAnswers()
    await writeFile(config(), right)
    await editConfig('zh-three')
    await everythingAnswers()
  })
})
