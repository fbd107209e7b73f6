import { type Bytes, fromBase64, toBase64 } from './bytes.ts'
import { SignatureError } from './errors.ts'

/** `PRIVATE KEY` PKCS#8, `PUBLIC KEY` SPKI, `CERTIFICATE` X.509. */
export type PemLabel = 'PRIVATE KEY' | 'PUBLIC KEY' | 'CERTIFICATE'

const RE_PEM = /-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END ([A-Z0-9 ]+)-----/
const NAMES: Record<PemLabel, string> = {
  'PRIVATE KEY': '私钥（PKCS#8，BEGIN PRIVATE KEY）',
  'PUBLIC KEY': '公钥（SPKI，BEGIN PUBLIC KEY）',
  CERTIFICATE: '证书（X.509，BEGIN CERTIFICATE）',
}
/** What people paste instead, and how to turn it into what is wanted. */
const HINTS: Record<string, string> = {
  'RSA PRIVATE KEY': '这是 PKCS#1 私钥，用 openssl pkcs8 -topk8 -nocrypt -in 旧文件 -out 新文件 转换',
  'RSA PUBLIC KEY': '这是 PKCS#1 公钥，用 openssl rsa -RSAPublicKey_in -in 旧文件 -pubout -out 新文件 转换',
  'ENCRYPTED PRIVATE KEY': '这把私钥有口令，用 openssl pkcs8 -in 旧文件 -out 新文件 去掉口令',
  'EC PRIVATE KEY': '这是椭圆曲线私钥，微信支付 APIv3 用 RSA 2048',
  'OPENSSH PRIVATE KEY': '这是 OpenSSH 私钥，不是商户 API 私钥（apiclient_key.pem）',
  'CERTIFICATE REQUEST': '这是证书申请文件（CSR），请用申请到的证书或对应的私钥',
  CERTIFICATE: '这是证书；私钥在 apiclient_key.pem 里',
  'PRIVATE KEY': '这是私钥，不要把私钥交给只需要公钥的地方',
  'PUBLIC KEY': '这是公钥',
}

/** The DER bytes of one PEM block; `SignatureError` (`pem`) says what was pasted instead and what to do. */
export function pemToDer(pem: string, label: PemLabel, where = ''): Bytes {
  const [, begin, base64 = '', end] = RE_PEM.exec(pem) ?? []
  if (!begin || begin !== end) {
    throw new SignatureError('pem', `不是 PEM 文本，这里需要${NAMES[label]}`, {
      where,
      hint: `连同 -----BEGIN ${label}----- 和 -----END ${label}----- 两行一起粘贴`,
    })
  }
  if (begin !== label) {
    throw new SignatureError('pem', `这里需要${NAMES[label]}，得到的是 ${begin}`, { where, hint: HINTS[begin] })
  }
  return fromBase64(base64.replace(/\s+/g, ''), where || label)
}

/** PEM with lines of 64 characters and a line break at the end. */
export function derToPem(der: Uint8Array, label: PemLabel | 'RSA PUBLIC KEY'): string {
  const lines = toBase64(der).replace(/.{64}(?=.)/g, '$&\n')
  return `-----BEGIN ${label}-----\n${lines}\n-----END ${label}-----\n`
}
