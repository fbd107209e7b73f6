import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rawExchange, rawRequest } from '../../tests/support/raw.ts'
import { createHttpServer, type Listening, listen } from './listen.node.ts'
import { createSite } from './site.node.ts'
import { baseOfBuild } from './site-base.node.ts'

let folder: string
const open: Listening[] = []
let root: Listening
let sub: Listening

async function start(base: string): Promise<Listening> {
  const server = createHttpServer()
  server.on('request', createSite({ root: join(folder, 'site'), base }))
  const listening = await listen(server, 0, { host: '127.0.0.1', name: 'PORT' })
  open.push(listening)
  return listening
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'site-'))
  const files: Record<string, string> = {
    'site/index.html': '<link href="/sub/assets/style.abcdefgh.css">home',
    'site/404.html': 'nothing here',
    'site/a.html': 'page a',
    'site/a/index.html': 'index of a',
    'site/b/index.html': 'index of b',
    'site/id/{transaction_id}.html': 'braces',
    'site/data.json': '{}',
    'site/assets/app.Ab3_-9Zx.js': `/* ${'x'.repeat(5000)} */`,
    'secret.html': 'secret',
  }
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), text)
  }
  root = await start('/')
  sub = await start('/sub/')
})

afterAll(async () => {
  await Promise.all(open.map((listening) => listening.close()))
  await rm(folder, { recursive: true })
})

describe('a built site', () => {
  it.each([
    ['/', 'home'],
    ['/a', 'page a'],
    ['/a?x=/../y', 'page a'],
    ['/a.html', 'page a'],
    ['/a/', 'index of a'],
    ['/b', 'index of b'],
    ['/id/%7Btransaction_id%7D', 'braces'],
    ['/id/{transaction_id}', 'braces'],
  ])('serves %s', async (path, text) => {
    const answer = await fetch(root.origin + path)
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
    expect(await answer.text()).toContain(text)
  })

  it.each([
    ['/id/%7Btransaction_id%7D/', '/id/%7Btransaction_id%7D'],
    ['/id/%7Btransaction_id%7D//?x=1', '/id/%7Btransaction_id%7D?x=1'],
    ['//id/{transaction_id}/', '/id/%7Btransaction_id%7D'],
  ])('sends %s to the page', async (target, location) => {
    const answer = await rawExchange(root.port, rawRequest(target))
    expect(answer).toMatch(/^HTTP\/1\.1 308 /)
    expect(/^location: (.*)\r$/m.exec(answer)?.[1]).toBe(location)
  })

  it('sends it to the page below its base', async () => {
    const answer = await rawExchange(sub.port, rawRequest('/sub/id/{transaction_id}/'))
    expect(/^location: (.*)\r$/m.exec(answer)?.[1]).toBe('/sub/id/%7Btransaction_id%7D')
  })

  it('serves its 404 page with status 404', async () => {
    const answer = await fetch(`${root.origin}/sandbox/_sandbox/health`)
    expect([answer.status, await answer.text()]).toEqual([404, 'nothing here'])
  })

  it.each([
    '/../secret.html',
    '/%2e%2e/secret.html',
    '/..%2fsecret.html',
    '/a/..%2f..%2f..%2fsecret.html',
    '/..\\secret.html',
    '/%00',
    '/%zz',
    '/%c0%ae%c0%ae/secret.html',
  ])('does not leave its folder for %s', async (target) => {
    const answer = await rawExchange(root.port, rawRequest(target))
    expect(answer).toMatch(/^HTTP\/1\.1 400 /)
    expect(answer).not.toContain('secret')
  })

  it('compresses, keeps hashed files for ever and asks again for the others', async () => {
    const hashed = await fetch(`${root.origin}/assets/app.Ab3_-9Zx.js`)
    expect(hashed.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
    expect(hashed.headers.get('content-encoding')).toBe('gzip')
    expect(await hashed.text()).toHaveLength(5006)
    const page = await fetch(`${root.origin}/a`)
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const etag = page.headers.get('etag') ?? ''
    expect((await fetch(`${root.origin}/a`, { headers: { 'if-none-match': etag } })).status).toBe(304)
  })

  it('takes nothing but GET and HEAD', async () => {
    expect((await fetch(`${root.origin}/a`, { method: 'POST' })).status).toBe(405)
    const head = await fetch(`${root.origin}/data.json`, { method: 'HEAD' })
    expect([head.status, head.headers.get('content-type')]).toEqual([200, 'application/json; charset=utf-8'])
  })

  it('lives below a sub-path, and nowhere else', async () => {
    expect(await (await fetch(`${sub.origin}/sub/a`)).text()).toBe('page a')
    expect((await fetch(`${sub.origin}/a`)).status).toBe(404)
    const answer = await fetch(`${sub.origin}/sub`, { redirect: 'manual' })
    expect([answer.status, answer.headers.get('location')]).toEqual([308, '/sub/'])
  })

  it('knows which base it was built for', async () => {
    const site = join(folder, 'site')
    expect(await baseOfBuild(site, undefined)).toBe('/sub/')
    expect(await baseOfBuild(site, '/sub/')).toBe('/sub/')
    await expect(baseOfBuild(site, '/other/')).rejects.toMatchObject({ code: 'bad_setting', where: 'BASE' })
    await expect(baseOfBuild(join(folder, 'none'), undefined)).rejects.toMatchObject({ code: 'not_built' })
  })
})
