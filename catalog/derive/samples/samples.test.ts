import { execFile } from 'node:child_process'
import { createHash, createVerify, generateKeyPairSync, privateDecrypt } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { XMLParser } from 'fast-xml-parser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compile } from '../../../tests/fixtures/compile.ts'
import { neverSeenCatalog } from '../../../tests/fixtures/never-seen.ts'
import { loadCatalog } from '../../model/load.node.ts'
import type { Catalog, Operation } from '../../model/types.ts'
import { deriveTypings } from '../typings/index.ts'
import { deriveSamples } from './index.ts'

const catalog = neverSeenCatalog()
const find = (id: string): Operation => {
  const operation = catalog.operations.find((one) => one.id === id)
  if (!operation) throw new Error(`no operation ${id}`)
  return operation
}
const sample = (operation: Operation, id: string) => {
  const found = deriveSamples(operation, catalog).find((one) => one.id === id)
  if (!found) throw new Error(`no sample ${id}`)
  return found
}

describe('deriveSamples', () => {
  it.each(catalog.operations.map((one) => one.id))('prints %s', async (id) => {
    const text = deriveSamples(find(id), catalog).map(
      ({ id: name, label, lang, code, block }) => `## ${name} ${label}\n\`\`\`${lang}\n${block ?? code}\n\`\`\``,
    )
    await expect(`${text.join('\n\n')}\n`).toMatchFileSnapshot(`./__snapshots__/${id.replace(/[^\w]+/g, '-')}.md`)
  })

  it('marks the identity and what has to be new, and joins to the code', () => {
    const { segments = [], code } = sample(find('post /v3/harbour/boat-rentals'), 'node-call')
    expect(segments.map((one) => (typeof one === 'string' ? one : one.example)).join('')).toBe(code)
    expect(segments.filter((one) => typeof one !== 'string')).toEqual([
      { slot: 'mchid', example: '1900000001' },
      { slot: 'fresh', example: 'BOAT-0001' },
    ])
    expect(code).not.toMatch(/@ts-check|---cut|\^\^|\[!code/)
  })

  it.each([
    ['the fixture', async () => catalog],
    ['the catalog', () => loadCatalog()],
  ] as [string, () => Promise<Catalog>][])(
    'compiles strictly for every operation of %s',
    async (_, load) => {
      const all = await load()
      const programs: Record<string, string> = {}
      for (const operation of all.operations) {
        for (const { id, lang, code } of deriveSamples(operation, all)) {
          if (lang === 'js') programs[`${operation.id.replace(/[^\w]+/g, '-')}.${id}.js`] = code
        }
      }
      const found = compile(deriveTypings(all), programs)
      expect(Object.entries(found).filter(([, problems]) => problems.length > 0)).toEqual([])
      expect(Object.keys(found).length).toBe(2 * all.operations.length + 1)
    },
    60_000,
  )
})

interface Received {
  method: string
  url: string
  headers: IncomingMessage['headers']
  body: Buffer
}

describe('the cURL sample', { timeout: 60_000 }, () => {
  const merchant = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const platform = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  })
  const folder = mkdtempSync(join(tmpdir(), 'curl-'))
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      received.push({
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers,
        body: Buffer.concat(chunks),
      })
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}')
    })
  })
  beforeAll(async () => {
    writeFileSync(join(folder, 'key.pem'), merchant.privateKey)
    writeFileSync(join(folder, 'platform.pem'), platform.publicKey)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  })
  afterAll(async () => {
    await new Promise((resolve) => server.close(resolve))
    rmSync(folder, { recursive: true })
  })

  async function run(operation: Operation, env: Record<string, string> = {}): Promise<Received> {
    const script = join(folder, 'sample.sh')
    writeFileSync(script, sample(operation, 'curl').code)
    await promisify(execFile)('bash', [script], {
      env: {
        PATH: process.env.PATH ?? '',
        WECHATPAY_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        WECHATPAY_MCHID: '1900000777',
        WECHATPAY_SERIAL: 'ABCDEF',
        WECHATPAY_PRIVATE_KEY: join(folder, 'key.pem'),
        WECHATPAY_PLATFORM_PUBLIC_KEY: join(folder, 'platform.pem'),
        WECHATPAY_PLATFORM_SERIAL: 'PUB_KEY_ID_1',
        WECHATPAY_APIV2_KEY: 'k'.repeat(32),
        ...env,
      },
    })
    const last = received.at(-1)
    if (!last) throw new Error('nothing arrived')
    return last
  }

  function signed({ method, url, headers }: Received, body: string): boolean {
    const parts = Object.fromEntries(
      [...(headers.authorization ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, key, value]) => [key, value]),
    )
    expect(headers.authorization).toMatch(/^WECHATPAY2-SHA256-RSA2048 mchid="1900000777",/)
    const message = `${method}\n${url}\n${parts.timestamp}\n${parts.nonce_str}\n${body}\n`
    return createVerify('RSA-SHA256')
      .update(message)
      .verify(merchant.publicKey, parts.signature ?? '', 'base64')
  }

  it('signs the bytes it sends: quotes, backslashes, dollars and Chinese in the body', async () => {
    const request = await run(find('post /v3/harbour/boat-rentals'), { WECHATPAY_NEW_NUMBER: 'BOAT-9999' })
    expect(signed(request, request.body.toString('utf8'))).toBe(true)
    const body = JSON.parse(request.body.toString('utf8'))
    expect(body).toMatchObject({
      mchid: '1900000777',
      boat_no: 'BOAT-9999',
      seats: 4,
      stops: [{ pier: '南码头 "一" $HOME `id` \\', tags: ['日落'] }],
    })
    expect(request.headers['wechatpay-serial']).toBe('PUB_KEY_ID_1')
    expect(
      privateDecrypt({ key: platform.privateKey, oaepHash: 'sha1' }, Buffer.from(body.skipper, 'base64')).toString(
        'utf8',
      ),
    ).toBe("李'四")
  })

  it('signs path and query of a request without a body', async () => {
    const request = await run(find('get /v3/harbour/boat-rentals/{boat_no}'))
    expect(request.url).toBe('/v3/harbour/boat-rentals/BOAT-0001?mchid=1900000777')
    expect(signed(request, '')).toBe(true)
  })

  it('signs only the JSON part of an upload, with the digest of the file', async () => {
    const request = await run(find('post /v3/harbour/photos'))
    const text = request.body.toString('utf8')
    const meta = /name="meta"\r\n\r\n(.*)\r\n/.exec(text)?.[1] ?? ''
    expect(signed(request, meta)).toBe(true)
    expect(JSON.parse(meta)).toEqual({
      filename: 'boat.png',
      sha256: createHash('sha256').update('hello boat').digest('hex'),
    })
    expect(text).toContain('filename="boat.png"')
    expect(text).toContain('hello boat')
  })

  it('signs XML with the v2 key', async () => {
    const request = await run(find('post /v2/harbour/micro-rent'))
    expect(request.url).toBe('/harbour/micro-rent')
    const { xml } = new XMLParser({ parseTagValue: false }).parse(request.body.toString('utf8')) as {
      xml: Record<string, string>
    }
    const { sign, ...fields } = xml
    const text = Object.keys(fields)
      .sort()
      .map((key) => `${key}=${fields[key]}`)
      .join('&')
    expect(sign).toBe(
      createHash('md5')
        .update(`${text}&key=${'k'.repeat(32)}`)
        .digest('hex')
        .toUpperCase(),
    )
    expect(JSON.parse(fields.detail ?? '')).toEqual({ goods: [{ name: '双桨 & "帆"' }] })
  })
})
