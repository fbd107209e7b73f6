/** The scheme of RSA-signed v3 requests, also the value of `Wechatpay-Signature-Type`. */
export const AUTHORIZATION_SCHEME = 'WECHATPAY2-SHA256-RSA2048'

export interface Authorization {
  mchid: string
  /** Of the merchant's certificate: 40 hex characters, upper case. */
  serialNo: string
  nonce: string
  /** Seconds since 1970. */
  timestamp: string
  /** base64 */
  signature: string
}

export type ParsedAuthorization =
  | { ok: true; value: Authorization }
  /** `missing` no header, `scheme` another scheme, `malformed` anything else that is not the documented form. */
  | { ok: false; reason: 'missing' | 'scheme' | 'malformed' }

const FIELDS = ['mchid', 'serial_no', 'nonce_str', 'timestamp', 'signature'] as const
const RE_FIELD = /^([a-z_]+)="([^"\s]*)"$/
const RE_TIMESTAMP = /^\d{1,12}$/

/** The value of the `Authorization` header. */
export function buildAuthorization({ mchid, serialNo, nonce, timestamp, signature }: Authorization): string {
  const fields = `mchid="${mchid}",nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${serialNo}"`
  return `${AUTHORIZATION_SCHEME} ${fields}`
}

/** Whether a value of the `Authorization` header is of the scheme of signed requests, right or wrong. */
export function isSigned(header: string): boolean {
  return header === AUTHORIZATION_SCHEME || header.startsWith(`${AUTHORIZATION_SCHEME} `)
}

/**
 * Strict as the gateway is: the five fields once each in any order, double quotes, commas without spaces.
 * Behind the scheme there may be more than one space, as some programs send it.
 */
export function parseAuthorization(header: string | null | undefined): ParsedAuthorization {
  if (!header) return { ok: false, reason: 'missing' }
  if (!isSigned(header)) return { ok: false, reason: 'scheme' }
  const fields = readFields(header.slice(AUTHORIZATION_SCHEME.length).replace(/^ +/, ''))
  if (!fields) return { ok: false, reason: 'malformed' }
  return { ok: true, value: fields }
}

function readFields(list: string): Authorization | undefined {
  const found = new Map<string, string>()
  for (const part of list.split(',')) {
    const [, name, value] = RE_FIELD.exec(part) ?? []
    if (!name || !value || found.has(name)) return undefined
    found.set(name, value)
  }
  if (found.size !== FIELDS.length || FIELDS.some((name) => !found.has(name))) return undefined
  const get = (name: (typeof FIELDS)[number]): string => found.get(name) ?? ''
  if (!RE_TIMESTAMP.test(get('timestamp'))) return undefined
  return {
    mchid: get('mchid'),
    serialNo: get('serial_no'),
    nonce: get('nonce_str'),
    timestamp: get('timestamp'),
    signature: get('signature'),
  }
}
