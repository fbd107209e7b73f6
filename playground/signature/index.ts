/**
 * Signing, verifying and encrypting as WeChat Pay does it, on WebCrypto alone: the same code runs in Node, in a page,
 * in a Worker and in a Service Worker. Texts are UTF-8, signatures and ciphertexts standard base64, keys `CryptoKey`s.
 *
 * A request:
 * ```ts
 * const key = await importSigningKey(pkcs8Pem)
 * const message = requestMessage({ method: 'GET', url: '/v3/certificates', timestamp, nonce: randomNonce() })
 * const signature = await signMessage(key, message)
 * headers.set('Authorization', buildAuthorization({ mchid, serialNo, nonce, timestamp, signature }))
 * ```
 * Its answer, and likewise a notification (`status: 200`):
 * ```ts
 * const keys = new Map([[serialNo, await importVerifyingKey(certificateOrSpkiPem)]])
 * const verdict = await verifyAnswer({ status, headers, body: rawBytes, keys, now: Date.now() })
 * ```
 * A notification's content: `decryptResource(await importApiV3Key(apiv3Key), notification.resource)`.
 * A sensitive field: `encryptField(await importEncryptingKey(platformPem), text)`, back with `decryptField`.
 *
 * Everything that is thrown is a `SignatureError` with a Chinese `message` and `hint`.
 */
export {
  AUTHORIZATION_SCHEME,
  type Authorization,
  buildAuthorization,
  isSigned,
  type ParsedAuthorization,
  parseAuthorization,
} from './authorization.ts'
export {
  type Bytes,
  checkBase64,
  concatBytes,
  equalTexts,
  fromBase64,
  randomNonce,
  randomText,
  toBase64,
  toBytes,
  toHex,
  toText,
} from './bytes.ts'
export { type CertificateFacts, readCertificate } from './certificate.ts'
export { SignatureError, type SignatureErrorCode } from './errors.ts'
export { decryptField, encryptField } from './field.ts'
export { importDecryptingKey, importEncryptingKey, importSigningKey, importVerifyingKey, toSpki } from './keys.ts'
export { type AnswerParts, answerMessage, type RequestParts, requestMessage } from './message.ts'
export { derToPem, type PemLabel, pemToDer } from './pem.ts'
export { decryptResource, type EncryptedResource, encryptResource, importApiV3Key } from './resource.ts'
export { type Rsa, signMessage, verifyMessage, webRsa } from './sign.ts'
export {
  decryptRefundNotice,
  encryptRefundNotice,
  type FieldsV2,
  md5Hex,
  messageV2,
  type SignTypeV2,
  signV2,
} from './v2.ts'
export { CLOCK_TOLERANCE, type SignedAnswer, type Verdict, type VerdictReason, verifyAnswer } from './verdict.ts'
