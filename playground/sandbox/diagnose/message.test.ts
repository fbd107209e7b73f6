import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { but, causeOf, GET, JSON_BODY, lines, type Mistake, NONCE, NOW, POST } from '../../../tests/sandbox/mistakes.ts'
import type { Cause } from './index.ts'

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
    ['body-compressed', 'gzip', { ...POST, body: gzipSync(JSON_BODY), signs: but({ body: JSON_BODY }) }],
    ['message-other', 'something else', { ...POST, signs: () => 'something else' }],
  ])('%s: %s', async (cause, _, mistake) => {
    const diagnosis = await causeOf(mistake)
    expect(diagnosis?.causes).toEqual([cause])
    expect(diagnosis?.proven).toBe(
      !['message-other', 'charset-body', 'body-compressed', 'meta-missing'].includes(cause),
    )
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

it('gives up early on a body of a megabyte', async () => {
  const body = JSON.stringify({ text: 'x'.repeat(1024 * 1024) })
  expect((await causeOf({ ...POST, body, signs: () => 'something else' }))?.causes).toEqual(['message-other'])
})
