import { describe, expect, test } from 'vitest'
import type { Call } from '../../protocol/frames/index.ts'
import { serialiseBody } from './body.ts'
import { checkCall, pickHeaders } from './policy.ts'
import { refuseV2 } from './v2.ts'

const call = (target: string, headers: [string, string][] = []): Call => ({
  kind: 'request',
  id: 1,
  method: 'GET',
  target,
  protocol: 'v3',
  headers,
  body: { kind: 'none' },
})

describe('a call leaves the page', () => {
  test.each(['/v3/certificates', '/v3/pay/transactions/id/42?mchid=1&x=%E4%B8%AD'])('to %s', (target) => {
    expect(checkCall(call(target))).toBeUndefined()
  })

  test.each([
    '/v2/pay',
    '/_sandbox/merchants',
    '/v3/../_sandbox/health',
    '/v3/%2e%2e/x',
    '/v3/a#b',
    '//evil.example/v3/',
    '/v3/中',
    '/v3/a b',
    '/v3/\\x',
  ])('never to %s', (target) => {
    expect(checkCall(call(target))?.message).toBeTruthy()
  })

  test('with every placeholder filled, or not at all', () => {
    expect(checkCall(call('/v3/pay/%7Bout_trade_no%7D'))?.message).toBe('路径里的 {out_trade_no} 没有值')
  })

  test('with the headers that a program may set', () => {
    const { kept, dropped } = pickHeaders([
      ['Wechatpay-Serial', 'A'],
      ['Authorization', 'x'],
      ['Cookie', 'x'],
      ['accept', '*/*'],
    ])
    expect(kept.map(([name]) => name)).toEqual(['Wechatpay-Serial', 'accept'])
    expect(dropped).toEqual(['Authorization', 'Cookie'])
    expect(checkCall(call('/v3/x', [['Accept', 'a\nb']]))?.message).toContain('请求头')
  })
})

describe('a body', () => {
  test('of text is signed as the bytes that are sent', () => {
    const { bytes, signed } = serialiseBody({ kind: 'text', text: '{"a":"中"}' })
    expect(signed).toBe(bytes)
    expect(new TextDecoder().decode(bytes)).toBe('{"a":"中"}')
  })

  test('of a form is read back part by part, and its meta alone is signed', async () => {
    const file = Uint8Array.of(0, 13, 10, 255)
    const {
      bytes,
      signed,
      contentType = '',
    } = serialiseBody({
      kind: 'form',
      parts: [
        { name: 'meta', contentType: 'application/json', content: '{"filename":"a.png"}' },
        { name: 'file', filename: '图"1".png', contentType: 'image/png', content: file },
      ],
    })
    expect(signed).toBe('{"filename":"a.png"}')
    const form = await new Response(bytes ?? null, { headers: { 'Content-Type': contentType } }).formData()
    expect(form.get('meta')).toBe('{"filename":"a.png"}')
    const read = form.get('file')
    if (!(read instanceof File)) throw new Error('no file')
    expect(read.type).toBe('image/png')
    expect(new Uint8Array(await read.arrayBuffer())).toEqual(file)
  })
})

test('a v2 call is not sent, and shows the XML and the signature that would be (official vector)', () => {
  const fields: [string, string][] = [
    ['appid', 'wxd930ea5d5a258f4f'],
    ['mch_id', '10000100'],
    ['device_info', '1000'],
    ['body', 'test'],
    ['nonce_str', 'ibuaiVcKdpRxkhJA'],
  ]
  const outcome = refuseV2('/pay/micropay', fields, '192006250b4c09247ec02edce69f6a2d')
  expect(outcome.kind).toBe('refused-locally')
  expect(JSON.stringify(outcome)).toContain('9A0A8659F005D6984697E2CA0A9CF3B7')
})
