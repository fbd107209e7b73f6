import { type Bytes, toHex } from './bytes.ts'
import { SignatureError } from './errors.ts'
import { pemToDer } from './pem.ts'

export interface CertificateFacts {
  /** Upper-case hex, as `serial_no` and `Wechatpay-Serial` have it. */
  serial: string
  /** The subject's public key, DER. */
  spki: Bytes
}

interface Node {
  tag: number
  /** Offsets of the whole element and of its content. */
  start: number
  content: number
  end: number
}

const SEQUENCE = 0x30
const INTEGER = 0x02
const VERSION = 0xa0

/**
 * Serial number and public key of an X.509 certificate (PEM). Reads the few DER elements it needs (RFC 5280, 4.1)
 * so that a page need not load an ASN.1 library; it does not check the certificate's own signature.
 */
export function readCertificate(pem: string): CertificateFacts {
  const der = pemToDer(pem, 'CERTIFICATE', 'certificate')
  const certificate = read(der, 0, SEQUENCE)
  const body = read(der, certificate.content, SEQUENCE)
  let next = read(der, body.content)
  if (next.tag === VERSION) next = read(der, next.end)
  const serial = expect(next, INTEGER)
  // signature algorithm, issuer, validity, subject, then the key
  let element = read(der, serial.end, SEQUENCE)
  for (let skipped = 0; skipped < 4; skipped++) element = read(der, element.end, SEQUENCE)
  return { serial: serialText(der, serial), spki: der.slice(element.start, element.end) }
}

function serialText(der: Bytes, { content, end }: Node): string {
  // a positive INTEGER whose first bit is set carries a leading zero byte
  const from = der[content] === 0 && end - content > 1 ? content + 1 : content
  return toHex(der.subarray(from, end)).toUpperCase()
}

function read(der: Bytes, start: number, tag?: number): Node {
  const first = der[start + 1]
  if (first === undefined) throw broken()
  let content = start + 2
  let length = first
  if (first >= 0x80) {
    length = 0
    const digits = first & 0x7f
    if (digits === 0 || digits > 4) throw broken()
    for (let digit = 0; digit < digits; digit++) length = length * 256 + (der[content++] ?? 0)
  }
  const end = content + length
  if (end > der.length) throw broken()
  const node = { tag: der[start] ?? 0, start, content, end }
  return tag === undefined ? node : expect(node, tag)
}

function expect(node: Node, tag: number): Node {
  if (node.tag !== tag) throw broken()
  return node
}

function broken(): SignatureError {
  return new SignatureError('certificate', '证书内容不完整或不是 X.509 证书', {
    where: 'certificate',
    hint: '重新下载证书，连同首尾两行完整粘贴',
  })
}
