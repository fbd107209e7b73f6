import { describe, expect, test } from 'vitest'
import type { Call } from '../../protocol/frames/index.ts'
import { readFields, writeXml } from '../../protocol/xml/index.ts'
import { signV2 } from '../../signature/index.ts'
import { serialiseBody } from './body.ts'
import { checkCall, pickHeaders } from './policy.ts'
import { signCall, verifyFields } from './v2.ts'

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

const xml = (fields: [string, string][], method: 'GET' | 'POST' = 'POST') => ({
  ...call('/pay/micropay'),
  method,
  protocol: 'v2' as const,
  body: { kind: 'xml' as const, fields },
})

describe('a v2 call', () => {
  const fields: [string, string][] = [
    ['appid', 'wxd930ea5d5a258f4f'],
    ['mch_id', '10000100'],
    ['device_info', '1000'],
    ['body', 'test'],
    ['nonce_str', 'ibuaiVcKdpRxkhJA'],
  ]
  const key = '192006250b4c09247ec02edce69f6a2d'

  test('leaves with its sign in the message (official vectors), the key nowhere', () => {
    const md5 = signCall(xml(fields), key)
    expect(md5.signed).toMatchObject({ type: 'MD5', sign: '9A0A8659F005D6984697E2CA0A9CF3B7' })
    expect(Object.fromEntries(readFields(md5.body.text) ?? [])).toEqual({
      ...Object.fromEntries(fields),
      sign: md5.signed.sign,
    })
    expect(new TextDecoder().decode(md5.body.bytes)).toBe(md5.body.text)
    expect(JSON.stringify(md5)).not.toContain(key)
    expect(signCall(xml([...fields, ['sign_type', 'HMAC-SHA256']]), key).signed.type).toBe('HMAC-SHA256')
  })

  test('has a nonce if the program gave none, and never a sign of the program’s', () => {
    const { body } = signCall(
      xml([
        ['mch_id', '1'],
        ['sign', 'FAKE'],
      ]),
      key,
    )
    const sent = readFields(body.text)
    expect(sent?.get('nonce_str')).toMatch(/^\w{16,32}$/)
    expect(sent?.get('sign')).toMatch(/^[0-9A-F]{32}$/)
  })

  test('by GET has them in its query', () => {
    const { target, body } = signCall(xml(fields, 'GET'), key)
    expect(target).toContain('/pay/micropay?appid=wxd930ea5d5a258f4f&')
    expect(target).toContain('sign=9A0A8659F005D6984697E2CA0A9CF3B7')
    expect(body.bytes).toBeUndefined()
  })

  test.each(['/_sandbox/keys', '/v3/certificates', '/v2/pay/micropay', '/', '//evil.example/x', '/pay/../x'])(
    'never goes to %s',
    (target) => {
      expect(checkCall({ ...xml(fields), target })?.message).toBeTruthy()
    },
  )

  test('may go to its address', () => {
    expect(checkCall(xml(fields))).toBeUndefined()
    expect(checkCall({ ...call('/pay/micropay'), protocol: 'v2' })?.message).toBeTruthy()
  })

  test('is answered by the gateway or by nobody known', () => {
    const answer = (sent: Record<string, string>) => ({ bytes: new TextEncoder().encode(writeXml(sent)) })
    const message = { return_code: 'SUCCESS', total_fee: '1' }
    const sign = signV2(message, key)
    expect(verifyFields(answer({ ...message, sign }), key)).toMatchObject({ verdict: { ok: true }, unsigned: false })
    const forged = verifyFields(answer({ ...message, total_fee: '2', sign }), key)
    expect(forged).toMatchObject({ verdict: { ok: false, reason: 'signature' }, unsigned: false })
    expect(verifyFields(answer({ return_code: 'FAIL' }), key)).toMatchObject({ verdict: { ok: false }, unsigned: true })
    expect(verifyFields({ bytes: Uint8Array.of(1, 2, 3) }, key)).toMatchObject({ unsigned: true })
  })
})
