import { constants, createHash, createHmac, createSign, privateEncrypt, sign } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  APIV2_KEY,
  causeOf,
  GET,
  lines,
  type Mistake,
  neighbour,
  own,
  POST,
  pairOf,
  rsa,
  stranger,
} from '../../../tests/sandbox/mistakes.ts'
import { signV2 } from '../../signature/index.ts'
import type { Cause } from './index.ts'

describe('a signature that is made in another way', () => {
  const pss = (salt: number) => (message: Uint8Array) =>
    sign('sha256', message, {
      key: own.privateKey,
      padding: constants.RSA_PKCS1_PSS_PADDING,
      saltLength: salt,
    }).toString('base64')
  const hashed = (name: string) => (message: Uint8Array) =>
    createSign(name).update(message).sign(own.privateKey, 'base64')

  it.each<[Cause[], string, Mistake]>([
    [['padding-pss'], 'salt of 32 bytes', { ...POST, seal: pss(32) }],
    [['padding-pss'], 'longest salt', { ...POST, seal: pss(constants.RSA_PSS_SALTLEN_MAX_SIGN) }],
    [
      ['padding-pss', 'query-dropped'],
      'and no query',
      { ...GET, seal: pss(32), signs: ({ url, ...line }) => lines({ ...line, url: url.split('?')[0] ?? '' }) },
    ],
    [
      ['padding-bare'],
      'a bare digest',
      {
        ...POST,
        seal: (message) =>
          privateEncrypt(own.privateKey, createHash('sha256').update(message).digest()).toString('base64'),
      },
    ],
    [['digest-sha1'], 'SHA-1', { ...POST, seal: hashed('RSA-SHA1') }],
    [['digest-other'], 'SHA-512', { ...POST, seal: hashed('RSA-SHA512') }],
    [['key-other-merchant'], 'of a merchant here', { ...POST, seal: rsa(neighbour.privateKey) }],
    [['key-unknown'], 'of nobody here', { ...POST, seal: rsa(stranger.privateKey) }],
    [['signature-length'], 'a key of another size', { ...POST, seal: rsa(pairOf(3072).privateKey) }],
    [
      ['signature-base64url'],
      'base64url',
      { ...POST, seal: (message) => sign('sha256', message, own.privateKey).toString('base64url') },
    ],
    [['signature-hex'], 'hex', { ...POST, seal: (message) => sign('sha256', message, own.privateKey).toString('hex') }],
    [
      ['signature-escaped'],
      'escaped',
      { ...POST, seal: (message) => encodeURIComponent(rsa(own.privateKey)(message)) },
    ],
    [['signature-encoding'], 'no base64', { ...POST, seal: () => '!!!' }],
    [['apiv2-md5'], 'MD5 of v2', { ...POST, seal: () => signV2({ mchid: '1900006891' }, APIV2_KEY) }],
    [['apiv2-hmac'], 'HMAC of v2', { ...POST, seal: () => signV2({ mchid: '1900006891' }, APIV2_KEY, 'HMAC-SHA256') }],
    [
      ['apiv2-hmac'],
      'HMAC, base64',
      { ...POST, seal: (message) => createHmac('sha256', APIV2_KEY).update(message).digest('base64') },
    ],
  ])('%s: %s', async (causes, _, mistake) => {
    expect((await causeOf(mistake))?.causes).toEqual(causes)
  })
})
