import { constants, createHash, generateKeyPairSync, privateDecrypt } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Hash, Rsa } from './rsa.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString()
const decrypt = (ciphertext: string): string =>
  privateDecrypt(
    { key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' },
    Buffer.from(ciphertext, 'base64'),
  ).toString()

test('what Rsa.encrypt makes, OpenSSL opens with the private key', () => {
  fc.assert(
    fc.property(
      fc.string({ maxLength: 50, unit: 'grapheme' }).filter((text) => Buffer.byteLength(text) <= 214),
      (text) => {
        expect(decrypt(Rsa.encrypt(text, pem))).toBe(text)
      },
    ),
    { numRuns: 40 },
  )
})

test('two ciphertexts of one text differ; a text that is too long is refused', () => {
  expect(Rsa.encrypt('张三', pem)).not.toBe(Rsa.encrypt('张三', Rsa.from(pem)))
  expect(() => Rsa.encrypt('a'.repeat(215), pem)).toThrow('214')
  expect(() => Rsa.encrypt('a', 'no key')).toThrow('PEM')
})

test('there is no private key to sign or decrypt with', () => {
  expect(() => Rsa.sign()).toThrow('私钥')
  expect(() => Rsa.decrypt()).toThrow('私钥')
})

test('Hash.sha256 is lower-case hex', () => {
  expect(Hash.sha256('中')).toBe(createHash('sha256').update('中').digest('hex'))
})
