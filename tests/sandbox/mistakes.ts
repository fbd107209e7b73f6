/** Requests that are signed wrongly in one way, for the tests of the diagnosis. */
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { diagnose, type Refused } from '../../playground/sandbox/diagnose/index.ts'
import type { Merchant } from '../../playground/sandbox/merchants.ts'
import { AUTHORIZATION_SCHEME, importVerifyingKey } from '../../playground/signature/index.ts'

interface Pair {
  privateKey: KeyObject
  publicKey: string
}

export function pairOf(bits = 2048): Pair {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits })
  return { privateKey, publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string }
}

export const own = pairOf()
export const neighbour = pairOf()
export const stranger = pairOf()
export const SERIAL = '1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C'
export const NEIGHBOURS = 'ABCDEF0123456789ABCDEF0123456789ABCDEF01'
export const PLATFORM = '7777777777777777777777777777777777777777'
export const NOW = 1_760_000_000
export const NONCE = 'C380BEC2BFD727A4B6845133519F3AD6'
export const APIV2_KEY = '192006250b4c09247ec02edce69f6a2d'

/** The merchant who asks; only what the diagnosis reads of it. */
const merchant: Promise<Merchant> = importVerifyingKey(own.publicKey).then(
  (verifying) => ({ record: { serial_no: SERIAL, public_key: own.publicKey }, verifying }) as unknown as Merchant,
)

/** A request; what a mistake changes is given, and the rest is as it should be. */
export interface Mistake {
  method?: string
  target?: string
  body?: string | Uint8Array
  whole?: string
  template?: string
  check?: string
  /** Of what is signed. */
  signs?: (line: Line) => string | Uint8Array
  seal?: (message: Uint8Array) => string
  serial?: string
  timestamp?: string
  nonce?: string
  header?: (right: string) => string | null
}

interface Line {
  method: string
  url: string
  timestamp: string
  nonce: string
  body: string
}

export const JSON_BODY =
  '{"mchid":"1900006891","description":"图书/杂志","amount":{"total":100,"currency":"CNY"},"note":null}'
export const POST = { method: 'POST', target: '/v3/pay/transactions/native', body: JSON_BODY }
export const GET = {
  method: 'GET',
  target: '/v3/pay/transactions/out-trade-no/BOOK%20%E4%B9%A6?mchid=1900006891&b=x%20y&a=1',
}

export const rsa = (key: KeyObject) => (message: Uint8Array) => sign('sha256', message, key).toString('base64')
export const lines = ({ method, url, timestamp, nonce, body }: Line, end = '\n'): string =>
  [method, url, timestamp, nonce, body].join('\n') + end
export const but = (changed: Partial<Line>) => (line: Line) => lines({ ...line, ...changed })

export async function causeOf(mistake: Mistake) {
  const { method = 'GET', target = '/v3/certificates', body = '', signs = lines, seal = rsa(own.privateKey) } = mistake
  const { serial = SERIAL, timestamp = String(NOW), nonce = NONCE, header = (right: string) => right } = mistake
  const bytes = typeof body === 'string' ? Buffer.from(body) : body
  const text = typeof body === 'string' ? body : ''
  const message = signs({ method, url: target, timestamp, nonce, body: text })
  const signature = seal(typeof message === 'string' ? Buffer.from(message) : message)
  const fields = `mchid="1900006891",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${serial}"`
  const refused: Refused = {
    check: mistake.check ?? 'signature-wrong',
    method,
    target,
    host: '127.0.0.1:4174',
    authorization: header(`${AUTHORIZATION_SCHEME} ${fields}`),
    signed: bytes,
    whole: mistake.whole === undefined ? bytes : Buffer.from(mistake.whole),
    now: NOW,
    merchant: await merchant,
    ...(mistake.template && { template: mistake.template }),
  }
  return diagnose(refused, {
    platform: [PLATFORM, 'PUB_KEY_ID_0119000000000000000000000000001'],
    neighbours: async () => [
      { serial_no: SERIAL, public_key: own.publicKey },
      { serial_no: NEIGHBOURS, public_key: neighbour.publicKey },
    ],
  })
}
