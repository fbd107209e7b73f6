import { createHash, createHmac } from 'node:crypto'
import { expect, it } from 'vitest'
import type { Cause } from './causes.ts'
import { diagnoseV2 } from './v2.ts'

const record = { apiv2_key: '192006250b4c09247ec02edce69f6a2d', apiv3_key: 'A'.repeat(32), mchid: '1900006891' }
const FIELDS = {
  appid: 'wx0',
  attach: '',
  body: '图书',
  Detail: 'd',
  mch_id: '1900006891',
  nonce_str: 'n',
  total_fee: '1',
}

type Sent = Record<string, string>

const md5 = (data: string | Buffer): string => createHash('md5').update(data).digest('hex').toUpperCase()
const hmac = (data: string): string => createHmac('sha256', record.apiv2_key).update(data).digest('hex').toUpperCase()
const sorted = (fields: Sent): [string, string][] =>
  Object.entries(fields)
    .filter(([, value]) => value !== '')
    .sort(([one], [other]) => (one < other ? -1 : 1))
const join = (pairs: [string, string][]): string => pairs.map(([name, value]) => `${name}=${value}`).join('&')
const right = join(sorted(FIELDS))

function causesOf(sign: string, more: Sent = {}): string[] | undefined {
  const fields = new Map(Object.entries({ ...FIELDS, ...more, ...(sign && { sign }) }))
  return diagnoseV2({ check: sign ? 'v2-signature-wrong' : 'v2-sign-missing', fields, merchant: { record } })?.causes
}

it.each<[Cause[], string, string, Sent?]>([
  [['sign-missing'], 'none', ''],
  [['sign-case'], 'lower case', md5(`${right}&key=${record.apiv2_key}`).toLowerCase()],
  [['sign-type'], 'HMAC without sign_type', hmac(`${right}&key=${record.apiv2_key}`)],
  [
    ['sign-type'],
    'MD5 for HMAC',
    md5(`${join(sorted({ ...FIELDS, sign_type: 'HMAC-SHA256' }))}&key=${record.apiv2_key}`),
    { sign_type: 'HMAC-SHA256' },
  ],
  [['sign-key'], 'APIv3 key', md5(`${right}&key=${record.apiv3_key}`)],
  [['sign-key-missing'], 'no key', md5(right)],
  [
    ['sign-empty'],
    'empty fields',
    md5(`${join(Object.entries(FIELDS).sort(([one], [other]) => (one < other ? -1 : 1)))}&key=${record.apiv2_key}`),
  ],
  [
    ['sign-order'],
    'as written',
    md5(`${join(Object.entries(FIELDS).filter(([, value]) => value))}&key=${record.apiv2_key}`),
  ],
  [['sign-field'], 'one was added later', md5(`${join(sorted({ ...FIELDS, total_fee: '' }))}&key=${record.apiv2_key}`)],
  [
    ['charset'],
    'GBK',
    md5(
      Buffer.concat([
        Buffer.from(right.split('图书')[0] ?? ''),
        Buffer.from([0xcd, 0xbc, 0xca, 0xe9]),
        Buffer.from(`${right.split('图书')[1]}&key=${record.apiv2_key}`),
      ]),
    ),
  ],
  [
    ['message-encoded'],
    'values encoded',
    md5(`${join(sorted(FIELDS).map(([name, value]) => [name, encodeURIComponent(value)]))}&key=${record.apiv2_key}`),
  ],
  [['sign-other'], 'another key', md5(`${right}&key=${'f'.repeat(32)}`)],
])('%j: %s', (causes, _, sign, more) => {
  expect(causesOf(sign, more)).toEqual(causes)
})

it('never shows a key', () => {
  const sign = md5(`${right}&key=${record.apiv3_key}`)
  const fields = new Map(Object.entries({ ...FIELDS, sign }))
  const diagnosis = diagnoseV2({ check: 'v2-signature-wrong', fields, merchant: { record } })
  expect(diagnosis).toMatchObject({ cause: 'sign-key', proven: true, signed: right })
  expect(JSON.stringify(diagnosis)).not.toContain(record.apiv3_key)
})
