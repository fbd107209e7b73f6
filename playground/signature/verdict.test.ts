import { beforeAll, describe, expect, it } from 'vitest'
import keys from '../../tests/vectors/keys.json' with { type: 'json' }
import {
  answerMessage,
  importSigningKey,
  importVerifyingKey,
  type SignedAnswer,
  signMessage,
  verifyAnswer,
} from './index.ts'

const NOW = 1_700_000_000_000
const body = '{"code_url":"weixin://wxpay"}'
let good: SignedAnswer

beforeAll(async () => {
  good = await signed(body)
})

describe('verifyAnswer', () => {
  it('accepts what the platform signed, as text or as bytes, and an empty 204', async () => {
    expect(await verifyAnswer(good)).toEqual({ ok: true, serial: keys.serial })
    expect(await verifyAnswer({ ...good, body: new TextEncoder().encode(body) })).toMatchObject({ ok: true })
    expect(await verifyAnswer({ ...(await signed('')), status: 204 })).toMatchObject({ ok: true })
  })

  it.each([
    ['a changed body', { body: `${body} ` }, {}, 'signature'],
    ['another timestamp', {}, { 'Wechatpay-Timestamp': '1700000001' }, 'signature'],
    ['another nonce', {}, { 'Wechatpay-Nonce': 'x' }, 'signature'],
    ['an old timestamp', { now: NOW + 301_000 }, {}, 'timestamp'],
    ['a timestamp ahead', { now: NOW - 301_000 }, {}, 'timestamp'],
    ['no number as timestamp', {}, { 'Wechatpay-Timestamp': 'now' }, 'timestamp'],
    ['an unknown serial', {}, { 'Wechatpay-Serial': 'PUB_KEY_ID_1' }, 'unknown-serial'],
    ['a missing header', {}, { 'Wechatpay-Nonce': '' }, 'missing-header'],
    ['text that is not base64', {}, { 'Wechatpay-Signature': 'abc' }, 'malformed-signature'],
    ['a probe of the platform', {}, { 'Wechatpay-Signature': 'WECHATPAY/SIGNTEST/abc' }, 'signature'],
  ])('refuses %s', async (_, change, headers, reason) => {
    const answer = { ...good, ...change, headers: { ...(good.headers as Record<string, string>), ...headers } }
    expect(await verifyAnswer(answer)).toMatchObject({ ok: false, reason, message: expect.stringMatching(/[一-龥]/) })
  })

  it('says that errors are not signed', async () => {
    const verdict = await verifyAnswer({ ...good, status: 400, headers: {} })
    expect(verdict).toMatchObject({ reason: 'missing-header', message: expect.stringContaining('400') })
  })
})

async function signed(text: string): Promise<SignedAnswer> {
  const timestamp = String(NOW / 1000)
  const nonce = 'abc'
  const signature = await signMessage(
    await importSigningKey(keys.private_key),
    answerMessage({ timestamp, nonce, body: text }),
  )
  const headers = {
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': nonce,
    'Wechatpay-Serial': keys.serial,
    'Wechatpay-Signature': signature,
  }
  return {
    status: 200,
    headers,
    body: text,
    keys: new Map([[keys.serial, await importVerifyingKey(keys.public_key)]]),
    now: NOW,
  }
}
