import { type Bytes, concatBytes, toBytes } from './bytes.ts'

export interface RequestParts {
  /** Any case; the message has it in upper case. */
  method: string
  /** Path and `?query` exactly as sent, without host and without a fragment. */
  url: string
  /** Seconds since 1970, as in the header. */
  timestamp: string | number
  nonce: string
  /** The bytes that are sent; of an upload the `meta` part alone. Empty for requests without a body. */
  body?: string | Uint8Array
}

export interface AnswerParts {
  /** `Wechatpay-Timestamp`, seconds since 1970. */
  timestamp: string | number
  /** `Wechatpay-Nonce`. */
  nonce: string
  /** The raw bytes as they arrived, before any parsing. Empty for 204. */
  body?: string | Uint8Array
}

/** What a merchant signs: `METHOD\nURL\nTIMESTAMP\nNONCE\nBODY\n`. */
export function requestMessage({ method, url, timestamp, nonce, body = '' }: RequestParts): Bytes {
  return lines(`${method.toUpperCase()}\n${url}\n${timestamp}\n${nonce}\n`, body)
}

/** What the platform signs, of answers and of notifications: `TIMESTAMP\nNONCE\nBODY\n`. */
export function answerMessage({ timestamp, nonce, body = '' }: AnswerParts): Bytes {
  return lines(`${timestamp}\n${nonce}\n`, body)
}

function lines(head: string, body: string | Uint8Array): Bytes {
  if (typeof body === 'string') return toBytes(`${head}${body}\n`)
  return concatBytes([toBytes(head), body, toBytes('\n')])
}
