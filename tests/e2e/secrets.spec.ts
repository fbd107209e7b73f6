import { createPrivateKey } from 'node:crypto'
import type { Page, Request } from '@playwright/test'
import { expectVerdict, gotoPlayground, run } from './support/playground.ts'
import { expect, test } from './support/test.ts'

/** What the hook hands out of the page: the key in the one moment in which it can be read. */
interface Exported {
  format: string
  bytes: number[]
}

/** Hands a copy of everything that is exported to the test. Runs in the page before its own scripts. */
function hookExports(): void {
  const original = SubtleCrypto.prototype.exportKey as (
    format: string,
    key: CryptoKey,
  ) => Promise<ArrayBuffer | JsonWebKey>
  const hooked = async function (this: SubtleCrypto, format: string, key: CryptoKey) {
    const result = await original.call(this, format, key)
    const bytes =
      result instanceof ArrayBuffer ? new Uint8Array(result) : new TextEncoder().encode(JSON.stringify(result))
    const { keepExported } = window as unknown as { keepExported(exported: Exported): Promise<void> }
    await keepExported({ format, bytes: [...bytes] })
    return result
  }
  SubtleCrypto.prototype.exportKey = hooked as typeof SubtleCrypto.prototype.exportKey
}

/** Every way in which bytes may be written: raw, hex, and base64 at each of the three offsets it can stand at. */
function spellings(bytes: Buffer): Buffer[] {
  const texts = [bytes.toString('hex'), bytes.toString('hex').toUpperCase()]
  for (const offset of [0, 1, 2]) {
    const shifted = Buffer.concat([Buffer.alloc(offset), bytes])
    // The first and the last characters depend on the neighbours; what lies between does not.
    const inner = shifted
      .toString('base64')
      .replace(/=+$/, '')
      .slice(offset === 0 ? 0 : 4, -2)
    texts.push(inner, inner.replaceAll('+', '-').replaceAll('/', '_'), encodeURIComponent(inner))
  }
  return [bytes, ...texts.map((text) => Buffer.from(text))]
}

/** A request as bytes, with the line breaks of PEM (and their JSON form) taken out. */
async function haystack(request: Request): Promise<Buffer> {
  const headers = await request.allHeaders()
  const head = Buffer.from(`${request.method()} ${request.url()}\n${JSON.stringify(headers)}\n`)
  const body = request.postDataBuffer() ?? Buffer.alloc(0)
  const joined = Buffer.concat([head, body]).toString('latin1')
  return Buffer.concat([head, body, Buffer.from(joined.replace(/\\n|\\r|\s/g, ''), 'latin1')])
}

async function visit(page: Page): Promise<void> {
  const operations = [
    'post /v3/payscore/plan/payscore-plans',
    'post /v3/profitsharing/receivers/add',
    'post /v2/pay/micropay',
  ]
  for (const operation of operations) {
    const frame = await gotoPlayground(page, operation)
    await run(frame)
    await expectVerdict(frame, /200/, '验签通过')
    await frame.getByRole('tab', { name: '通知' }).click()
  }
}

test('no request carries a part of a private or symmetric key @core', async ({ page, context }) => {
  const exported: Exported[] = []
  const requests: Request[] = []
  const symmetric: string[] = []
  await context.exposeFunction('keepExported', (entry: Exported) => void exported.push(entry))
  await context.addInitScript(hookExports)
  context.on('request', (request) => requests.push(request))
  const registered = page.waitForResponse((response) => response.url().endsWith('/_sandbox/merchants'))
  const noted = registered.then(async (response) => {
    const { apiv3_key, apiv2_key } = (await response.json()) as { apiv3_key: string; apiv2_key: string }
    symmetric.push(apiv3_key, apiv2_key)
  })
  await visit(page)
  await noted

  const pkcs8 = exported.find(({ format }) => format === 'pkcs8')
  const jwk = exported.find(({ format }) => format === 'jwk')
  const key = pkcs8
    ? createPrivateKey({ key: Buffer.from(pkcs8.bytes), format: 'der', type: 'pkcs8' }).export({ format: 'jwk' })
    : (JSON.parse(Buffer.from(jwk?.bytes ?? []).toString()) as JsonWebKey)
  const part = (name: 'd' | 'p' | 'q' | 'dp' | 'dq' | 'qi' | 'n'): Buffer => Buffer.from(String(key[name]), 'base64url')
  const secrets = [
    ...(['d', 'p', 'q', 'dp', 'dq', 'qi'] as const).map(part),
    ...symmetric.map((text) => Buffer.from(text)),
  ]
  expect(secrets.every((secret) => secret.length >= 32)).toBe(true)

  const sent = await Promise.all(requests.map(haystack))
  const carriers = (needles: Buffer[]): string[] =>
    requests.filter((_, at) => needles.some((needle) => sent[at]?.includes(needle))).map((request) => request.url())
  // The search finds what is there: the public key goes out, and its modulus with it.
  expect(carriers(spellings(part('n'))).length).toBeGreaterThan(0)
  for (const secret of secrets) expect(carriers(spellings(secret))).toEqual([])
})

test('the keys that are kept cannot be read out', async ({ page }) => {
  const frame = await gotoPlayground(page, 'post /v3/payscore/plan/payscore-plans')
  await run(frame)
  await expectVerdict(frame, /200/, '验签通过')
  const extractable = await page.evaluate(async () => {
    const found: boolean[] = []
    const look = (value: unknown): void => {
      if (value instanceof CryptoKey) found.push(value.extractable && value.type !== 'public')
      else if (value && typeof value === 'object') for (const each of Object.values(value)) look(each)
    }
    for (const { name = '' } of await indexedDB.databases()) {
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        const request = indexedDB.open(name)
        request.onsuccess = () => resolve(request.result)
        request.onerror = () => reject(request.error)
      })
      for (const store of database.objectStoreNames) {
        const rows = await new Promise<unknown[]>((resolve, reject) => {
          const request = database.transaction(store).objectStore(store).getAll()
          request.onsuccess = () => resolve(request.result)
          request.onerror = () => reject(request.error)
        })
        for (const row of rows) look(row)
      }
      database.close()
    }
    return found
  })
  expect(extractable.length).toBeGreaterThanOrEqual(2)
  expect(extractable).not.toContain(true)
})
