import { PUBLIC_KEY_ID_PREFIX } from '../protocol/gateway/index.ts'
import { derToPem, importDecryptingKey, importSigningKey, pemToDer, randomText, toSpki } from '../signature/index.ts'
import { type IssuedCertificate, issueCertificate } from './certificate.ts'
import type { Store } from './store/store.ts'

/** One of the platform's two key pairs: the certificate's, or that of public-key mode. */
export interface PlatformKey {
  /** `Wechatpay-Serial`: the certificate's serial or `PUB_KEY_ID_…`. */
  serial: string
  signing: CryptoKey
  decrypting: CryptoKey
}

export interface Platform {
  certificateKey: PlatformKey
  publicKey: PlatformKey
  /** Self-signed; PEM and dates. */
  certificate: IssuedCertificate
  /** SPKI PEM of public-key mode. */
  publicKeyPem: string
}

/** What is stored: PEM texts, so that every store can keep them. */
interface PlatformRecord {
  certificate: IssuedCertificate
  certificateKey: string
  publicKeyId: string
  publicKey: string
  publicKeyPrivate: string
}

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
  hash: 'SHA-256',
}
export const PLATFORM_NAME = 'CN=Tenpay.com Sandbox Root CA,OU=Sandbox,O=Not Tencent,C=CN'
const SPACE = 'platform'
const KEY = 'keys'

/** Fresh keys that live as long as the value does. */
export async function createPlatform(now = Date.now()): Promise<Platform> {
  return open(await create(now))
}

/** The keys kept in the store, made there once: clients that know the certificate still can verify after a restart. */
export async function loadPlatform(store: Store, now: number): Promise<Platform> {
  if (!(await store.get(SPACE, KEY))) {
    // of several instances at once the first one's keys stay
    await store.put(SPACE, KEY, { value: { ...(await create(now)) } as never, expected: 0 })
  }
  return open((await store.get(SPACE, KEY))?.value as unknown as PlatformRecord)
}

async function create(now: number): Promise<PlatformRecord> {
  const [certified, bare] = await Promise.all([createKeyPair(), createKeyPair()])
  const certificate = await issueCertificate({
    spki: toSpki(certified.publicKey),
    subject: PLATFORM_NAME,
    issuer: PLATFORM_NAME,
    issuerKey: await importSigningKey(certified.privateKey),
    from: now,
  })
  return {
    certificate,
    certificateKey: certified.privateKey,
    publicKeyId: `${PUBLIC_KEY_ID_PREFIX}0${randomText(30, '0123456789')}`,
    publicKey: bare.publicKey,
    publicKeyPrivate: bare.privateKey,
  }
}

async function open(record: PlatformRecord): Promise<Platform> {
  const key = async (serial: string, pem: string): Promise<PlatformKey> => ({
    serial,
    signing: await importSigningKey(pem),
    decrypting: await importDecryptingKey(pem),
  })
  return {
    certificateKey: await key(record.certificate.serial, record.certificateKey),
    publicKey: await key(record.publicKeyId, record.publicKeyPrivate),
    certificate: record.certificate,
    publicKeyPem: record.publicKey,
  }
}

/** A fresh RSA-2048 pair as PEM: PKCS#8 and SPKI. */
export async function createKeyPair(): Promise<{ privateKey: string; publicKey: string }> {
  const pair = await crypto.subtle.generateKey(RSA, true, ['sign', 'verify'])
  const privateDer = new Uint8Array(await crypto.subtle.exportKey('pkcs8', pair.privateKey))
  const publicDer = new Uint8Array(await crypto.subtle.exportKey('spki', pair.publicKey))
  return { privateKey: derToPem(privateDer, 'PRIVATE KEY'), publicKey: derToPem(publicDer, 'PUBLIC KEY') }
}

/** SPKI PEM with the line breaks every reader expects. */
export function normalisePublicKey(pem: string): string {
  return derToPem(pemToDer(pem, 'PUBLIC KEY', 'public_key'), 'PUBLIC KEY')
}

/** What stands before the key in an SPKI of RSA-2048: two sequences, the algorithm, the head of the bit string. */
const SPKI_HEAD = 24

/** The public key as v2 hands it out for encrypting fields: PKCS#1 (RFC 8017 A.1.1), which an SPKI wraps. */
export function publicKeyV2({ publicKeyPem }: Platform): string {
  return derToPem(pemToDer(publicKeyPem, 'PUBLIC KEY', 'public_key').slice(SPKI_HEAD), 'RSA PUBLIC KEY')
}
