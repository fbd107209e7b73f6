import 'reflect-metadata'
import { X509CertificateGenerator } from '@peculiar/x509'
import { type Bytes, derToPem, toHex } from '../signature/index.ts'

export interface CertificateInput {
  /** The subject's SPKI, DER. */
  spki: Bytes
  /** `CN=…,O=…` */
  subject: string
  issuer: string
  /** Signs RSASSA-PKCS1-v1_5 with SHA-256. */
  issuerKey: CryptoKey
  /** Milliseconds since 1970. */
  from: number
  /** Years it is valid; platform and merchant certificates are valid for five. */
  years?: number
}

export interface IssuedCertificate {
  pem: string
  /** 40 hex characters, upper case. */
  serial: string
  /** Milliseconds since 1970. */
  from: number
  to: number
}

const SIGNING = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
const YEAR = 365 * 24 * 60 * 60 * 1000

/** A real X.509 certificate, as SDKs and OpenSSL read it. */
export async function issueCertificate(input: CertificateInput): Promise<IssuedCertificate> {
  const { spki, subject, issuer, issuerKey, years = 5 } = input
  const serial = freshSerial()
  // certificates count whole seconds, and a clock a little behind must not find it in the future
  const from = Math.floor(input.from / 1000) * 1000 - 60_000
  const to = from + years * YEAR
  const certificate = await X509CertificateGenerator.create(
    {
      serialNumber: serial,
      subject,
      issuer,
      notBefore: new Date(from),
      notAfter: new Date(to),
      signingAlgorithm: SIGNING,
      publicKey: await crypto.subtle.importKey('spki', spki, SIGNING, true, ['verify']),
      signingKey: issuerKey,
    },
    crypto,
  )
  return { pem: derToPem(new Uint8Array(certificate.rawData), 'CERTIFICATE'), serial, from, to }
}

/** 20 bytes, positive in DER and without a leading zero digit: always 40 characters. */
function freshSerial(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(20))
  bytes[0] = 0x10 | ((bytes[0] ?? 0) & 0x6f)
  return toHex(bytes).toUpperCase()
}

/** Whether a client means this serial: several SDKs read it out of the certificate and write its hex in lower case. */
export function isSameSerial(given: string, serial: string): boolean {
  return given.toUpperCase() === serial.toUpperCase()
}
