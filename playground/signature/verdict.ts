import { fromBase64 } from './bytes.ts'
import { answerMessage } from './message.ts'
import { verifyMessage } from './sign.ts'

export type VerdictReason = 'missing-header' | 'timestamp' | 'unknown-serial' | 'signature' | 'malformed-signature'

export type Verdict =
  | { ok: true; serial: string }
  /** `message` is Chinese and says what differs. */
  | { ok: false; reason: VerdictReason; message: string }

export interface SignedAnswer {
  /** HTTP status; only 2xx answers are signed, notifications count as 200. */
  status: number
  headers: HeadersInit
  /** The raw bytes as they arrived. */
  body: string | Uint8Array
  /** Platform keys by serial (certificate's serial or `PUB_KEY_ID_…`), as `importVerifyingKey` makes them. */
  keys: ReadonlyMap<string, CryptoKey>
  /** Milliseconds since 1970, usually `Date.now()`. */
  now: number
}

/** How far `Wechatpay-Timestamp` may be away, in seconds; the official SDKs use the same. */
export const CLOCK_TOLERANCE = 300
/** Signatures of the platform's own probes begin so, and must be refused. */
const PROBE_PREFIX = 'WECHATPAY/SIGNTEST/'
const REQUIRED = ['Wechatpay-Timestamp', 'Wechatpay-Nonce', 'Wechatpay-Serial', 'Wechatpay-Signature'] as const

/** Whether an answer (or a notification) comes unchanged from the platform, and if not, why. Never throws. */
export async function verifyAnswer({ status, headers, body, keys, now }: SignedAnswer): Promise<Verdict> {
  const given = new Headers(headers)
  const missing = REQUIRED.filter((name) => !given.get(name))
  if (missing.length > 0) return missingHeaders(status, missing)
  const [timestamp, nonce, serial, signature] = REQUIRED.map((name) => given.get(name) ?? '') as [
    string,
    string,
    string,
    string,
  ]
  const age = Math.abs(now / 1000 - Number(timestamp))
  if (!(age <= CLOCK_TOLERANCE)) {
    return fail('timestamp', `Wechatpay-Timestamp（${timestamp}）与本机时间相差超过 ${CLOCK_TOLERANCE} 秒`)
  }
  const key = keys.get(serial)
  if (!key) return fail('unknown-serial', `没有序列号为 ${serial} 的平台证书或微信支付公钥`)
  if (signature.startsWith(PROBE_PREFIX)) {
    return fail('signature', '这是微信支付的验签探测（WECHATPAY/SIGNTEST/），签名是故意写错的，应当拒绝')
  }
  if (!isBase64(signature)) return fail('malformed-signature', 'Wechatpay-Signature 不是有效的 Base64 文本')
  const genuine = await verifyMessage(key, answerMessage({ timestamp, nonce, body }), signature)
  if (!genuine) return fail('signature', '签名与应答不符：正文、时间戳、随机串或签名在途中被改动，或用错了平台公钥')
  return { ok: true, serial }
}

function missingHeaders(status: number, missing: string[]): Verdict {
  const unsigned = status < 200 || status > 299 ? `；状态码 ${status} 的应答本来就不带签名` : ''
  return fail('missing-header', `应答缺少 ${missing.join('、')}${unsigned}`)
}

function isBase64(text: string): boolean {
  try {
    return fromBase64(text).length > 0
  } catch {
    return false
  }
}

function fail(reason: VerdictReason, message: string): Verdict {
  return { ok: false, reason, message }
}
