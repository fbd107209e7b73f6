import {
  constants,
  createHash,
  createHmac,
  createSign,
  generateKeyPairSync,
  type KeyObject,
  privateEncrypt,
  sign,
} from 'node:crypto'
import { beforeAll, describe, expect, it } from 'vitest'
import { AUTHORIZATION_SCHEME, importVerifyingKey, signV2 } from '../../signature/index.ts'
import type { Merchant } from '../merchants.ts'
import { type Cause, diagnose, type Refused } from './index.ts'

interface Pair {
  privateKey: KeyObject
  publicKey: string
}

function pairOf(bits = 2048): Pair {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: bits })
  return { privateKey, publicKey: publicKey.export({ type: 'spki', format: 'pem' }) as string }
}

const own = pairOf()
const neighbour = pairOf()
const stranger = pairOf()
const SERIAL = '1DDE55AD98ED71D6EDD4A4A16996DE7B47773A8C'
const NEIGHBOURS = 'ABCDEF0123456789ABCDEF0123456789ABCDEF01'
const PLATFORM = '7777777777777777777777777777777777777777'
const NOW = 1_760_000_000
const NONCE = 'C380BEC2BFD727A4B6845133519F3AD6'
const APIV2_KEY = '192006250b4c09247ec02edce69f6a2d'

let merchant: Merchant
beforeAll(async () => {
  const verifying = await importVerifyingKey(own.publicKey)
  merchant = { record: { serial_no: SERIAL, public_key: own.publicKey }, verifying } as unknown as Merchant
})

/** A request; what a mistake changes is given, and the rest is as it should be. */
interface Mistake {
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

const JSON_BODY = '{"mchid":"1900006891","description":"图书/杂志","amount":{"total":100,"currency":"CNY"},"note":null}'
const POST = { method: 'POST', target: '/v3/pay/transactions/native', body: JSON_BODY }
const GET = { method: 'GET', target: '/v3/pay/transactions/out-trade-no/BOOK%20%E4%B9%A6?mchid=1900006891&b=x%20y&a=1' }

const rsa = (key: KeyObject) => (message: Uint8Array) => sign('sha256', message, key).toString('base64')
const lines = ({ method, url, timestamp, nonce, body }: Line, end = '\n'): string =>
  [method, url, timestamp, nonce, body].join('\n') + end
const but = (changed: Partial<Line>) => (line: Line) => lines({ ...line, ...changed })

async function causeOf(mistake: Mistake) {
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
    merchant,
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

const python = (text: string): string =>
  text
    .replace(/":/g, '": ')
    .replace(/,"/g, ', "')
    .replace(/[\u0080-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)

describe('a message that differs', () => {
  it.each<[Cause, string, Mistake]>([
    [
      'query-dropped',
      'no query',
      { ...GET, signs: ({ url, ...line }) => lines({ ...line, url: url.split('?')[0] ?? '' }) },
    ],
    [
      'query-order',
      'sorted',
      {
        ...GET,
        signs: but({ url: GET.target.replace('mchid=1900006891&b=x%20y&a=1', 'a=1&b=x%20y&mchid=1900006891') }),
      },
    ],
    ['query-encoding', 'a space as +', { ...GET, signs: but({ url: GET.target.replace('x%20y', 'x+y') }) }],
    ['query-encoding', 'decoded', { ...GET, signs: but({ url: decodeURIComponent(GET.target) }) }],
    [
      'query-encoding',
      'lower-case escapes',
      { ...GET, signs: but({ url: GET.target.replace('%E4%B9%A6', '%e4%b9%a6') }) },
    ],
    ['query-encoding', 'encoded twice', { ...GET, signs: but({ url: encodeURI(GET.target) }) }],
    ['query-mark', 'a ? at the end', { signs: but({ url: '/v3/certificates?' }) }],
    ['url-host', 'the whole address', { ...GET, signs: but({ url: `https://api.mch.weixin.qq.com${GET.target}` }) }],
    ['url-host', 'the sandbox address', { ...POST, signs: but({ url: `http://127.0.0.1:4174${POST.target}` }) }],
    ['url-prefix', 'without /v3', { ...POST, signs: but({ url: '/pay/transactions/native' }) }],
    ['url-prefix', 'a mount that was cut off', { ...POST, signs: but({ url: `/proxy/sandbox${POST.target}` }) }],
    ['url-slash', 'a slash at the end', { ...POST, signs: but({ url: `${POST.target}/` }) }],
    [
      'path-template',
      'the parameter unfilled',
      {
        ...GET,
        template: '/v3/pay/transactions/out-trade-no/{out_trade_no}',
        signs: but({ url: '/v3/pay/transactions/out-trade-no/{out_trade_no}' }),
      },
    ],
    ['method', 'lower case', { ...POST, signs: but({ method: 'post' }) }],
    ['method', 'another one', { ...POST, signs: but({ method: 'GET' }) }],
    ['timestamp-differs', 'taken twice', { signs: but({ timestamp: String(NOW - 1) }) }],
    ['timestamp-differs', 'milliseconds are signed', { signs: but({ timestamp: `${NOW}417` }) }],
    ['nonce-differs', 'lower case', { signs: but({ nonce: NONCE.toLowerCase() }) }],
    [
      'body-serialised',
      'spaces',
      { ...POST, signs: but({ body: JSON_BODY.replace(/":/g, '": ').replace(/,"/g, ', "') }) },
    ],
    ['body-serialised', 'Python', { ...POST, signs: but({ body: python(JSON_BODY) }) }],
    [
      'body-serialised',
      'PHP',
      {
        ...POST,
        signs: but({
          body: JSON_BODY.replace(/\//g, '\\/').replace('图书', '\\u56fe\\u4e66').replace('杂志', '\\u6742\\u5fd7'),
        }),
      },
    ],
    ['body-serialised', 'indented', { ...POST, signs: but({ body: JSON.stringify(JSON.parse(JSON_BODY), null, 2) }) }],
    [
      'body-serialised',
      'another key order',
      { ...POST, body: '{"b":1,"a":{"d":2,"c":3}}', signs: but({ body: '{"a":{"c":3,"d":2},"b":1}' }) },
    ],
    ['body-serialised', 'without nulls', { ...POST, signs: but({ body: JSON_BODY.replace(',"note":null', '') }) }],
    ['body-missing', 'no body', { ...POST, signs: but({ body: '' }) }],
    ['body-of-get', '{}', { ...GET, signs: but({ body: '{}' }) }],
    [
      'body-of-get',
      'the query as JSON',
      { ...GET, target: '/v3/certificates?algorithm_type=RSA', signs: but({ body: '{"algorithm_type":"RSA"}' }) },
    ],
    [
      'body-of-upload',
      'the whole form',
      {
        ...POST,
        body: '{"filename":"a.png"}',
        whole: '--x\r\nform\r\n--x--',
        signs: but({ body: '--x\r\nform\r\n--x--' }),
      },
    ],
    [
      'meta-missing',
      'a form of the file alone',
      { ...POST, body: '', whole: '--x\r\nform\r\n--x--', signs: but({ body: '{"filename":"a.png"}' }) },
    ],
    ['body-break', 'a line break was sent along', { ...POST, body: `${JSON_BODY}\n`, signs: but({ body: JSON_BODY }) }],
    ['last-line-break', 'with a body', { ...POST, signs: (line) => lines(line, '') }],
    ['line-break-extra', 'one too many', { ...POST, signs: (line) => lines(line, '\n\n') }],
    ['line-break-crlf', 'Windows', { ...POST, signs: (line) => lines(line).replace(/\n/g, '\r\n') }],
    ['line-break-literal', 'single quotes', { ...POST, signs: (line) => lines(line).replace(/\n/g, '\\n') }],
    ['line-break-none', 'nothing between', { ...POST, signs: (line) => lines(line).replace(/\n/g, '') }],
    [
      'line-order',
      'nonce first',
      {
        ...POST,
        signs: ({ method, url, timestamp, nonce, body }) =>
          lines({ method, url, timestamp: nonce, nonce: timestamp, body }),
      },
    ],
    [
      'layout-answer',
      'the other string',
      { ...POST, signs: ({ timestamp, nonce, body }) => `${timestamp}\n${nonce}\n${body}\n` },
    ],
    ['message-encoded', 'JSON', { ...POST, signs: (line) => JSON.stringify(lines(line)) }],
    ['message-encoded', 'base64', { ...POST, signs: (line) => Buffer.from(lines(line)).toString('base64') }],
    ['hashed-twice', 'the digest', { ...POST, signs: (line) => createHash('sha256').update(lines(line)).digest() }],
    [
      'hashed-twice',
      'its hex text',
      { ...POST, signs: (line) => createHash('sha256').update(lines(line)).digest('hex') },
    ],
    [
      'charset',
      'GBK',
      {
        ...POST,
        body: '{"a":"中"}',
        signs: (line) =>
          Buffer.concat([
            Buffer.from(lines({ ...line, body: '{"a":"' }, '')),
            Buffer.from([0xd6, 0xd0]),
            Buffer.from('"}\n'),
          ]),
      },
    ],
    ['charset', 'ISO 8859-1, ? instead', { ...POST, signs: (line) => lines(line).replace(/[^\x20-\x7e\n]/g, '?') }],
    ['charset', 'ISO 8859-1, low bytes', { ...POST, signs: (line) => Buffer.from(lines(line), 'latin1') }],
    ['charset', 'UTF-8 twice', { ...POST, signs: (line) => Buffer.from(Buffer.from(lines(line)).toString('latin1')) }],
    [
      'charset-body',
      'a GBK body',
      { ...POST, body: Uint8Array.from([0x7b, 0xd6, 0xd0, 0x7d]), signs: but({ body: '{中}' }) },
    ],
    ['message-other', 'something else', { ...POST, signs: () => 'something else' }],
  ])('%s: %s', async (cause, _, mistake) => {
    const diagnosis = await causeOf(mistake)
    expect(diagnosis?.causes).toEqual([cause])
    expect(diagnosis?.proven).toBe(!['message-other', 'charset-body', 'meta-missing'].includes(cause))
  })

  it('an empty body without its line', async () => {
    // without a body both are the same string, so either name of it is right
    expect((await causeOf({ ...GET, signs: (line) => lines(line, '') }))?.cause).toBe('last-line-break')
  })

  it('says two mistakes at once', async () => {
    const diagnosis = await causeOf({
      ...GET,
      signs: ({ url, ...line }) => lines({ ...line, url: url.split('?')[0] ?? '', body: '{}' }),
    })
    expect(diagnosis?.causes).toEqual(['query-dropped', 'body-of-get'])
  })

  it('says which byte differs first, and what stands there', async () => {
    const dropped = await causeOf({
      target: '/v3/certificates?algorithm_type=RSA',
      signs: but({ url: '/v3/certificates' }),
    })
    expect(dropped?.difference).toEqual({
      byte: 20,
      part: 'url',
      expected: '?algorithm_type=RSA\\n1760',
      signed: `\\n${NOW}\\nC380BEC2BFD7`,
    })
    const unfinished = await causeOf({ ...POST, signs: (line) => lines(line, '') })
    expect(unfinished?.difference).toMatchObject({ part: 'end', expected: '\\n', signed: '' })
  })
})

describe('a signature that is made in another way', () => {
  const pss = (salt: number) => (message: Uint8Array) =>
    sign('sha256', message, {
      key: own.privateKey,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: salt,
    }).toString('base64')
  const hashed = (name: string) => (message: Uint8Array) =>
    createSign(name).update(message).sign(own.privateKey, 'base64')

  it.each<[Cause[], string, Mistake]>([
    [['padding-pss'], 'salt of 32 bytes', { ...POST, seal: pss(32) }],
    [['padding-pss'], 'longest salt', { ...POST, seal: pss(constants.RSA_PSS_SALTLEN_MAX_SIGN) }],
    [
      ['padding-pss', 'query-dropped'],
      'and no query',
      { ...GET, seal: pss(32), signs: ({ url, ...line }) => lines({ ...line, url: url.split('?')[0] ?? '' }) },
    ],
    [
      ['padding-bare'],
      'a bare digest',
      {
        ...POST,
        seal: (message) =>
          privateEncrypt(own.privateKey, createHash('sha256').update(message).digest()).toString('base64'),
      },
    ],
    [['digest-sha1'], 'SHA-1', { ...POST, seal: hashed('RSA-SHA1') }],
    [['digest-other'], 'SHA-512', { ...POST, seal: hashed('RSA-SHA512') }],
    [['key-other-merchant'], 'of a merchant here', { ...POST, seal: rsa(neighbour.privateKey) }],
    [['key-unknown'], 'of nobody here', { ...POST, seal: rsa(stranger.privateKey) }],
    [['signature-length'], 'a key of another size', { ...POST, seal: rsa(pairOf(3072).privateKey) }],
    [
      ['signature-base64url'],
      'base64url',
      { ...POST, seal: (message) => sign('sha256', message, own.privateKey).toString('base64url') },
    ],
    [['signature-hex'], 'hex', { ...POST, seal: (message) => sign('sha256', message, own.privateKey).toString('hex') }],
    [
      ['signature-escaped'],
      'escaped',
      { ...POST, seal: (message) => encodeURIComponent(rsa(own.privateKey)(message)) },
    ],
    [['signature-encoding'], 'no base64', { ...POST, seal: () => '!!!' }],
    [['apiv2-md5'], 'MD5 of v2', { ...POST, seal: () => signV2({ mchid: '1900006891' }, APIV2_KEY) }],
    [['apiv2-hmac'], 'HMAC of v2', { ...POST, seal: () => signV2({ mchid: '1900006891' }, APIV2_KEY, 'HMAC-SHA256') }],
    [
      ['apiv2-hmac'],
      'HMAC, base64',
      { ...POST, seal: (message) => createHmac('sha256', APIV2_KEY).update(message).digest('base64') },
    ],
  ])('%s: %s', async (causes, _, mistake) => {
    expect((await causeOf(mistake))?.causes).toEqual(causes)
  })
})

describe('the header and its numbers', () => {
  it.each<[Cause[], string, Mistake]>([
    [['authorization-missing'], 'none', { check: 'authorization-missing', header: () => null }],
    [['authorization-scheme'], 'Bearer', { check: 'authorization-scheme', header: () => 'Bearer x' }],
    [
      ['authorization-format'],
      'spaces',
      { check: 'authorization-malformed', header: (right) => right.replace(/,/g, ', ') },
    ],
    [['timestamp-milliseconds'], '13 digits', { check: 'authorization-malformed', timestamp: `${NOW}000` }],
    [['timestamp-window'], 'an hour late', { check: 'timestamp-window', timestamp: String(NOW - 3600) }],
    [['merchant-unknown'], 'nobody', { check: 'merchant-unknown' }],
    [['serial-platform'], 'platform', { check: 'serial-wrong', serial: PLATFORM }],
    [['serial-format'], 'lower case', { check: 'serial-wrong', serial: SERIAL.toLowerCase() }],
    [['serial-format'], 'decimal', { check: 'serial-wrong', serial: BigInt(`0x${SERIAL}`).toString() }],
    [
      ['serial-other-merchant', 'key-other-merchant'],
      'all of another',
      { check: 'serial-wrong', serial: NEIGHBOURS, seal: rsa(neighbour.privateKey) },
    ],
    [['serial-unknown'], 'of nobody', { check: 'serial-wrong', serial: 'F'.repeat(40) }],
  ])('%s: %s', async (causes, _, mistake) => {
    expect((await causeOf(mistake))?.causes).toEqual(causes)
  })

  it('says what it saw', async () => {
    const late = await causeOf({ check: 'timestamp-window', timestamp: String(NOW - 8 * 3600) })
    expect(late?.detail).toBe('请求的时间戳比网关早 480 分钟，接近 8 小时整，可能按本地时区算了秒数')
    const serial = await causeOf({ check: 'serial-wrong', serial: PLATFORM })
    expect(serial?.detail).toContain('私钥是对的')
    const spaces = await causeOf({
      check: 'authorization-malformed',
      header: (right) => right.replace(/,timestamp="\d+"/, ''),
    })
    expect(spaces?.detail).toBe('缺少 timestamp')
  })
})

it('says nothing of a refusal that is none of a signature', async () => {
  expect(await causeOf({ check: 'field-required' })).toBeUndefined()
})

it('gives up early on a body of a megabyte', async () => {
  const body = JSON.stringify({ text: 'x'.repeat(1024 * 1024) })
  expect((await causeOf({ ...POST, body, signs: () => 'something else' }))?.causes).toEqual(['message-other'])
})
