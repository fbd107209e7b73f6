import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { Aes, Formatter, Hash, Rsa } from 'wechatpay-axios-plugin'
import keys from '../../tests/vectors/keys.json' with { type: 'json' }
import {
  answerMessage,
  buildAuthorization,
  decryptField,
  decryptResource,
  derToPem,
  encryptField,
  encryptResource,
  fromBase64,
  importApiV3Key,
  importDecryptingKey,
  importEncryptingKey,
  importSigningKey,
  importVerifyingKey,
  parseAuthorization,
  pemToDer,
  requestMessage,
  signMessage,
  signV2,
  toBase64,
  toBytes,
  toText,
  verifyMessage,
} from './index.ts'

const text = fc.string({ unit: 'grapheme', maxLength: 200 })
const word = fc.stringMatching(/^[0-9A-Za-z]{1,32}$/)
/** XML names; the SDK would sort those that look like numbers as JavaScript does. */
const name = fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/)
const runs = { numRuns: 40 }

let signing: CryptoKey
let verifying: CryptoKey
let encrypting: CryptoKey
let decrypting: CryptoKey

beforeAll(async () => {
  signing = await importSigningKey(keys.private_key)
  verifying = await importVerifyingKey(keys.public_key)
  encrypting = await importEncryptingKey(keys.certificate)
  decrypting = await importDecryptingKey(keys.private_key)
})

describe('inverses', () => {
  it('base64', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect([...fromBase64(toBase64(bytes))]).toEqual([...bytes])
      }),
    )
  })

  it('PEM', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1 }), (bytes) => {
        expect([...pemToDer(derToPem(bytes, 'PUBLIC KEY'), 'PUBLIC KEY')]).toEqual([...bytes])
      }),
    )
  })

  it('sign and verify; one flipped byte of message or signature fails', async () => {
    await fc.assert(
      fc.asyncProperty(text, fc.nat(), fc.integer({ min: 1, max: 255 }), async (body, at, flip) => {
        const message = requestMessage({ method: 'POST', url: '/v3/x', timestamp: 1, nonce: 'n', body })
        const signature = await signMessage(signing, message)
        expect(await verifyMessage(verifying, message, signature)).toBe(true)
        expect(await verifyMessage(verifying, flipped(message, at, flip), signature)).toBe(false)
        const wrong = toBase64(flipped(fromBase64(signature), at, flip))
        expect(await verifyMessage(verifying, message, wrong)).toBe(false)
      }),
      runs,
    )
  })

  it('field encryption', async () => {
    const short = text.filter((value) => toBytes(value).length <= 214)
    await fc.assert(
      fc.asyncProperty(short, async (value) => {
        expect(await decryptField(decrypting, await encryptField(encrypting, value))).toBe(value)
      }),
      runs,
    )
  })

  it('resource encryption; one flipped byte fails', async () => {
    await fc.assert(
      fc.asyncProperty(
        text,
        word,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (value, associated_data, at, flip) => {
          const key = await importApiV3Key('k'.repeat(32))
          const nonce = 'abcdefghijkl'
          const ciphertext = await encryptResource(key, value, { nonce, associated_data })
          expect(await decryptResource(key, { ciphertext, nonce, associated_data })).toBe(value)
          const wrong = toBase64(flipped(fromBase64(ciphertext), at, flip))
          await expect(decryptResource(key, { ciphertext: wrong, nonce, associated_data })).rejects.toThrow(
            '密文解密失败',
          )
        },
      ),
      runs,
    )
  })

  it('Authorization, its fields in any order, behind one space or more', () => {
    const fields = fc.record({
      mchid: word,
      serialNo: word,
      nonce: word,
      timestamp: fc.nat().map(String),
      signature: fc.base64String({ minLength: 4 }),
    })
    fc.assert(
      fc.property(fields, fc.nat(), (value, seed) => {
        const [scheme = '', list = ''] = buildAuthorization(value).split(' ')
        const parts = list.split(',')
        const turned = [...parts.slice(seed % 5), ...parts.slice(0, seed % 5)].join(',')
        expect(parseAuthorization(`${scheme}${' '.repeat(1 + (seed % 3))}${turned}`)).toEqual({ ok: true, value })
      }),
    )
  })
})

describe('the same as the SDK', () => {
  it('canonical messages', () => {
    fc.assert(
      fc.property(word, text, text, (nonce, url, body) => {
        expect(toText(requestMessage({ method: 'GET', url, timestamp: 7, nonce, body }))).toBe(
          Formatter.request('GET', url, 7, nonce, body),
        )
        expect(toText(answerMessage({ timestamp: 7, nonce, body }))).toBe(Formatter.response(7, nonce, body))
      }),
    )
  })

  it('signatures, both ways', async () => {
    await fc.assert(
      fc.asyncProperty(text, async (message) => {
        expect(await signMessage(signing, message)).toBe(Rsa.sign(message, keys.private_key))
        expect(Rsa.verify(message, await signMessage(signing, message), keys.public_key)).toBe(true)
      }),
      runs,
    )
  })

  it('fields, both ways', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ maxLength: 60 }), async (value) => {
        expect(Rsa.decrypt(await encryptField(encrypting, value), keys.private_key)).toBe(value)
        expect(await decryptField(decrypting, Rsa.encrypt(value, keys.public_key))).toBe(value)
      }),
      runs,
    )
  })

  it('resources, tag included', async () => {
    const apiv3 = '0123456789abcdef0123456789ABCDEF'
    const key = await importApiV3Key(apiv3)
    await fc.assert(
      fc.asyncProperty(text, text, async (value, associated_data) => {
        const nonce = 'abcdefghijkl'
        expect(await encryptResource(key, value, { nonce, associated_data })).toBe(
          Aes.AesGcm.encrypt(value, apiv3, nonce, associated_data),
        )
      }),
      runs,
    )
  })

  it.each(['MD5', 'HMAC-SHA256'] as const)('v2 %s', (type) => {
    fc.assert(
      fc.property(fc.dictionary(name, fc.string()), word, (fields, key) => {
        expect(signV2(fields, key, type)).toBe(Hash.sign(type, fields, key))
      }),
    )
  })
})

function flipped(bytes: Uint8Array, at: number, flip: number): Uint8Array {
  const copy = new Uint8Array(bytes)
  const index = at % copy.length
  copy[index] = (copy[index] ?? 0) ^ flip
  return copy
}
