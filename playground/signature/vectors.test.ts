import { describe, expect, it } from 'vitest'
import field from '../../tests/vectors/field.json' with { type: 'json' }
import keys from '../../tests/vectors/keys.json' with { type: 'json' }
import resource from '../../tests/vectors/resource.json' with { type: 'json' }
import signature from '../../tests/vectors/signature.json' with { type: 'json' }
import v2 from '../../tests/vectors/v2.json' with { type: 'json' }
import {
  answerMessage,
  decryptField,
  decryptRefundNotice,
  encryptRefundNotice,
  encryptResource,
  fromBase64,
  importApiV3Key,
  importDecryptingKey,
  importSigningKey,
  importVerifyingKey,
  messageV2,
  readCertificate,
  requestMessage,
  signMessage,
  signV2,
  toText,
  verifyMessage,
} from './index.ts'

// every expected value comes from OpenSSL (tests/vectors/make.sh) or from the official documents (v2)

describe('known answers', () => {
  it('builds the canonical message of a request', () => {
    expect(toText(requestMessage(signature.request))).toBe(signature.request.message)
  })

  it('builds the canonical message of an answer without a body', () => {
    expect(toText(answerMessage(signature.answer))).toBe(signature.answer.message)
  })

  it.each(['request', 'answer'] as const)('signs a %s as OpenSSL does', async (kind) => {
    const key = await importSigningKey(keys.private_key)
    expect(await signMessage(key, signature[kind].message)).toBe(signature[kind].signature)
  })

  it.each([keys.public_key, keys.certificate])('verifies with %.27s', async (pem) => {
    const key = await importVerifyingKey(pem)
    expect(await verifyMessage(key, signature.request.message, signature.request.signature)).toBe(true)
    expect(await verifyMessage(key, `${signature.request.message} `, signature.request.signature)).toBe(false)
  })

  it('reads the serial number of a certificate', () => {
    expect(readCertificate(keys.certificate).serial).toBe(keys.serial)
  })

  it('decrypts a field that OpenSSL encrypted', async () => {
    expect(await decryptField(await importDecryptingKey(keys.private_key), field.ciphertext)).toBe(field.plaintext)
  })

  it('encrypts a resource as OpenSSL does, with a tag of 16 bytes at the end', async () => {
    const key = await importApiV3Key(resource.apiv3_key)
    const sealed = fromBase64(await encryptResource(key, resource.plaintext, { nonce: resource.nonce }))
    expect([...sealed.subarray(0, -16)]).toEqual([...fromBase64(resource.ciphertext_without_tag)])
  })

  it('signs v2 with MD5 and HMAC-SHA256', () => {
    expect(messageV2(v2.fields)).toBe(v2.message)
    expect(signV2(v2.fields, v2.key)).toBe(v2.md5)
    expect(signV2(v2.fields, v2.key, 'HMAC-SHA256')).toBe(v2.hmac)
    // the official examples' values, so that a wrong script cannot hide
    expect(v2.md5).toBe('9A0A8659F005D6984697E2CA0A9CF3B7')
    expect(v2.hmac).toBe('6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6')
  })

  it('decrypts and encrypts a v2 refund notification', () => {
    expect(decryptRefundNotice(v2.refund.req_info, v2.key)).toBe(v2.refund.plaintext)
    expect(encryptRefundNotice(v2.refund.plaintext, v2.key)).toBe(v2.refund.req_info)
  })
})
