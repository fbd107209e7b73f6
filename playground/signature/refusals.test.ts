import { describe, expect, it } from 'vitest'
import keys from '../../tests/vectors/keys.json' with { type: 'json' }
import {
  decryptField,
  encryptField,
  equalTexts,
  fromBase64,
  importApiV3Key,
  importDecryptingKey,
  importEncryptingKey,
  importSigningKey,
  importVerifyingKey,
  parseAuthorization,
  readCertificate,
  SignatureError,
} from './index.ts'

describe('what is refused, and how', () => {
  it.each([
    ['nothing', '', '不是 PEM 文本'],
    ['a PKCS#1 key', keys.private_key_pkcs1, 'RSA PRIVATE KEY'],
    ['a public key', keys.public_key, 'PUBLIC KEY'],
    ['a certificate', keys.certificate, 'CERTIFICATE'],
    ['half a key', keys.private_key.slice(0, 400), '不是 PEM 文本'],
    ['a damaged key', keys.private_key.replace(/\n[^\n-]+\n-/, '\n-'), '密钥内容无法识别'],
    ['bad base64', '-----BEGIN PRIVATE KEY-----\n***\n-----END PRIVATE KEY-----', 'Base64'],
  ])('as private key: %s', async (_, pem, message) => {
    const failure = await importSigningKey(pem).catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(SignatureError)
    expect(failure).toMatchObject({ message: expect.stringContaining(message), hint: expect.stringMatching(/./) })
    expect(JSON.stringify([failure, String(failure)])).not.toContain(keys.private_key.slice(60, 100))
  })

  it('says how to turn a PKCS#1 key into PKCS#8', async () => {
    await expect(importSigningKey(keys.private_key_pkcs1)).rejects.toMatchObject({
      hint: expect.stringContaining('openssl pkcs8 -topk8'),
    })
  })

  it('a private key where a public one is wanted', async () => {
    await expect(importVerifyingKey(keys.private_key)).rejects.toMatchObject({ code: 'pem', where: 'public_key' })
  })

  it('a certificate that is cut', () => {
    const cut = keys.certificate.replace(/\n[\s\S]+\n-----END/, '\nMIID\n-----END')
    expect(() => readCertificate(cut)).toThrow(SignatureError)
  })

  it('a field over 214 bytes, counted in bytes', async () => {
    const key = await importEncryptingKey(keys.public_key)
    await expect(encryptField(key, 'x'.repeat(214))).resolves.toMatch(/=$/)
    await expect(encryptField(key, '汉'.repeat(72))).rejects.toThrow('明文有 216 字节，这把密钥一次最多加密 214 字节')
  })

  it('a field for another key', async () => {
    const key = await importDecryptingKey(keys.private_key)
    await expect(decryptField(key, btoa('x'.repeat(256)))).rejects.toMatchObject({ code: 'decrypt' })
    await expect(decryptField(key, 'not base64!')).rejects.toMatchObject({ code: 'base64' })
  })

  it('an APIv3 key of another length', async () => {
    await expect(importApiV3Key('short')).rejects.toThrow('实际 5 字节')
  })

  it.each(['a', 'ab=c', 'YQ', 'YQ==\n', 'YQ==YQ==', '-_-_'])('%j as base64', (value) => {
    expect(() => fromBase64(value)).toThrow(SignatureError)
  })
})

describe('parseAuthorization', () => {
  const fields = 'mchid="1",nonce_str="n",signature="s",timestamp="1",serial_no="A"'
  it.each([
    [undefined, 'missing'],
    ['', 'missing'],
    ['Bearer abc', 'scheme'],
    ['WECHATPAY2-SHA256-RSA2048', 'malformed'],
    [`WECHATPAY2-SHA256-RSA2048 ${fields},extra="1"`, 'malformed'],
    [`WECHATPAY2-SHA256-RSA2048 ${fields},mchid="1"`, 'malformed'],
    [`WECHATPAY2-SHA256-RSA2048 ${fields.replaceAll(',', ', ')}`, 'malformed'],
    [`WECHATPAY2-SHA256-RSA2048 ${fields.replaceAll('"', "'")}`, 'malformed'],
    [`WECHATPAY2-SHA256-RSA2048 ${fields.replace('timestamp="1"', 'timestamp="soon"')}`, 'malformed'],
  ])('%s is %s', (header, reason) => {
    expect(parseAuthorization(header)).toEqual({ ok: false, reason })
  })
})

describe('equalTexts', () => {
  it.each([
    ['', '', true],
    ['ab', 'ab', true],
    ['ab', 'abab', false],
    ['a', '', false],
    ['', 'a', false],
    ['ab', 'ac', false],
  ])('%j and %j: %s', (one, other, equal) => expect(equalTexts(one, other)).toBe(equal))
})
