import type { TraceEntry } from '../../protocol/gateway/index.ts'
import type { Fields } from '../../protocol/xml/index.ts'
import type { Authorization } from '../../signature/index.ts'
import type { RawBody } from '../body.ts'
import type { GatewayAnswer, RequestHeaders } from '../exchange.ts'
import type { Merchant } from '../merchants.ts'

/** What the gateway learns of one exchange, filled in as soon as it is known, so that any later failure can be told of it. */
export interface Trace {
  /** Wall clock, milliseconds since 1970. */
  readonly started: number
  readonly method: string
  /** Path and query exactly as they came. */
  readonly target: string
  readonly headers: RequestHeaders
  /** Given before it is finished, where others name it. */
  id?: string
  operation?: string
  /** The matched operation's path. */
  template?: string
  v2?: boolean
  body?: RawBody
  /** Of a v2 message, and how it is to be signed. */
  fields?: Fields
  /** Who sent it, proven. */
  merchant?: Merchant
  /** By which v3 message that is proven. */
  authorization?: Authorization
  refusal?: { check: string; code?: string }
  /** Where that has been looked up already. */
  nonceReused?: boolean
  forced?: TraceEntry['forced']
  /** The connection is cut instead of answering. */
  dropped?: 'request' | 'answer'
  changes?: TraceEntry['changes']
  /** Ids of the notifications that it caused. */
  notifications?: string[]
  /** Those of what follows the answer. */
  following?: Promise<string[]>
  /** What broke inside the sandbox itself; for the log alone. */
  error?: string
}

/** An exchange as it is handed over for keeping. */
export interface Kept {
  id: string
  trace: Trace
  /** Whose it is: proven, or merely claimed. */
  merchant: Merchant
  answer: GatewayAnswer
  milliseconds: number
  /** What has to be signed; made in the background. */
  message: () => string | undefined
  diagnosis?: TraceEntry['signature']['diagnosis']
}
