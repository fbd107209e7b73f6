import {
  constants,
  createCipheriv,
  createSign,
  createVerify,
  generateKeyPairSync,
  type KeyObject,
  publicEncrypt,
} from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export const SERIAL = 'PUB_KEY_ID_0000000000000000000000000000'
export const APIV3_KEY = '0123456789abcdef0123456789ABCDEF'

/** A request as it came, and whether its signature is the merchant's over just these bytes. */
export interface Arrived {
  target: string
  body: string
  signed: boolean
}

/** A gateway that answers well or badly as the path asks: `/v3/cases/<name>`. */
export interface FakeGateway {
  url: string
  /** PEM of the merchant's private key and of the platform's public key. */
  merchantKey: string
  platformKey: string
  arrived: Arrived[]
  close(): Promise<void>
}

interface Answer {
  status?: number
  type?: string
  body?: string
  /** What is sent in place of the body that was signed. */
  sent?: string
  headers?: Record<string, string>
  unsigned?: boolean
  /** Seconds that the clock of the answer is late. */
  late?: number
}

const pem = (key: KeyObject): string =>
  `${key.export({ format: 'pem', type: key.type === 'private' ? 'pkcs8' : 'spki' })}`

function encryptField(text: string, key: KeyObject): string {
  const padding = constants.RSA_PKCS1_OAEP_PADDING
  return publicEncrypt({ key, padding, oaepHash: 'sha1' }, Buffer.from(text)).toString('base64')
}

function encryptResource(text: string): Record<string, string> {
  const nonce = 'abcdef012345'
  const cipher = createCipheriv('aes-256-gcm', APIV3_KEY, nonce).setAAD(Buffer.from('case'))
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()])
  return { algorithm: 'AEAD_AES_256_GCM', nonce, associated_data: 'case', ciphertext: ciphertext.toString('base64') }
}

function answers(merchant: KeyObject): Record<string, Answer> {
  const secrets = { list: [{ name: encryptField('李四', merchant) }], resource: encryptResource('明文 "1"') }
  return {
    good: { body: '{"value":"一"}' },
    plain: { body: '{"value":"一"}', type: 'text/plain' },
    empty: { status: 204, body: '' },
    secret: { body: JSON.stringify(secrets) },
    flipped: { body: '{"value":"一"}', sent: '{"value":"二"}' },
    late: { late: 600 },
    early: { late: -600 },
    stranger: { headers: { 'Wechatpay-Serial': 'PUB_KEY_ID_1' } },
    unsigned: { unsigned: true },
    probe: { headers: { 'Wechatpay-Signature': 'WECHATPAY/SIGNTEST/c2lnbg==' } },
    refused: { status: 400, body: '{"code":"PARAM_ERROR","message":"参数 \\"a\\" 错误"}', unsigned: true },
    broken: { status: 502, body: '<html>坏了</html>', type: 'text/html', unsigned: true },
  }
}

export async function startFakeGateway(): Promise<FakeGateway> {
  const merchant = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const platform = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const known = answers(merchant.publicKey)
  const arrived: Arrived[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks).toString('utf8')
    arrived.push({ target: request.url ?? '', body, signed: isSigned(request, { body, key: merchant.publicKey }) })
    const name = /^\/v3\/cases\/(\w+)$/.exec(request.url ?? '')?.[1] ?? 'good'
    reply(response, known[name] ?? {}, platform.privateKey)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    merchantKey: pem(merchant.privateKey),
    platformKey: pem(platform.publicKey),
    arrived,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
}

function isSigned({ method, url, headers }: IncomingMessage, { body, key }: { body: string; key: KeyObject }): boolean {
  const parts = new Map(
    [...(headers.authorization ?? '').matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
  )
  const message = `${method}\n${url}\n${parts.get('timestamp')}\n${parts.get('nonce_str')}\n${body}\n`
  return createVerify('RSA-SHA256')
    .update(message)
    .verify(key, parts.get('signature') ?? '', 'base64')
}

function reply(response: ServerResponse, answer: Answer, key: KeyObject): void {
  const { status = 200, type = 'application/json', body = '{}', sent = body, late = 0 } = answer
  const timestamp = String(Math.floor(Date.now() / 1000) - late)
  const signature = createSign('RSA-SHA256').update(`${timestamp}\nabc\n${body}\n`).sign(key, 'base64')
  const signed = {
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': 'abc',
    'Wechatpay-Serial': SERIAL,
    'Wechatpay-Signature': signature,
    ...answer.headers,
  }
  response.writeHead(status, {
    ...(status === 204 ? {} : { 'Content-Type': type }),
    ...(answer.unsigned ? {} : signed),
  })
  response.end(sent)
}
