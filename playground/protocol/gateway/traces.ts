/** Says in an answer why a signature was refused: a cause's code, ASCII (see `GET /_sandbox/traces/{id}` for the rest). */
export const DIAGNOSIS_HEADER = 'X-Sandbox-Diagnosis'
/** Says in an answer under which id the exchange is traced. */
export const TRACE_HEADER = 'X-Sandbox-Trace'

/** Why a signature was refused. Texts are Chinese. */
export interface Diagnosis {
  /** Code of the likeliest cause: `query-dropped`. */
  cause: string
  /** All that was found, the likeliest first. */
  causes: string[]
  /** What went wrong, in one sentence without a full stop. */
  title: string
  /** What was seen in this request, `''` where the title says it all. */
  detail: string
  /** What to do about it. */
  advice: string
  /** The signature was checked against what the cause would have made, and fits. */
  proven: boolean
  /** What was evidently signed, escaped and shortened. */
  signed?: string
  /** Where that first differs from what the gateway expects. */
  difference?: Difference
}

export interface Difference {
  /** Counted from 0, in the gateway's message. */
  byte: number
  /** The line it is in: `method` `url` `timestamp` `nonce` `body`, or `end`. */
  part: string
  /** A few bytes from there on, escaped; `''` at the end of the message. */
  expected: string
  signed: string
}

/** A body as a trace keeps it: its text, shortened, or of binary data the hash alone. */
export interface TracedBody {
  /** Bytes, all of them. */
  size: number
  text?: string
  /** Hex; of what is no text. */
  sha256?: string
  /** Whether `text` is only the beginning. */
  shortened?: true
}

/** One exchange of a merchant, an item of `GET /_sandbox/traces` (`{ data: TraceEntry[] }`, newest first). */
export interface TraceEntry {
  id: string
  /** RFC 3339, wall clock. */
  at: string
  milliseconds: number
  method: string
  /** Path and query exactly as they came. */
  target: string
  /** The matched operation. */
  operation?: string
  request: { headers: Record<string, string>; authorization?: Record<string, string>; body?: TracedBody }
  signature: {
    /** `valid`; `invalid`; `unchecked` where the request was refused before, or needs none. */
    verdict: 'valid' | 'invalid' | 'unchecked'
    /** What the gateway expects to be signed, escaped and shortened; v2: without the key. */
    message?: string
    diagnosis?: Diagnosis
    /** The `nonce_str` was used before. */
    nonceReused?: true
  }
  /** Which check or error code refused it. */
  refusal?: { check: string; code?: string }
  /** `fault` or `magic` where the refusal was asked for. */
  forced?: 'fault' | 'magic'
  /** The connection was cut; `answer` is what would have been said. */
  dropped?: 'request' | 'answer'
  answer: { status: number; headers: Record<string, string>; body?: TracedBody }
  /** States before and after; `''` where there was no object. */
  changes: { resource: string; key: string; before: string; after: string }[]
  /** Ids of the notifications that it caused, those of what followed the answer at once included. */
  notifications: string[]
}

/** An item of `GET /_sandbox/faults`, and what `POST /_sandbox/faults` is given (without `id`). */
export interface FaultEntry {
  id: string
  /** `post /v3/refund/domestic/refunds`, or `*`. */
  operation: string
  /** Error code; absent for a mere delay or drop. */
  code?: string
  status?: number
  message?: string
  /** How many calls are left. */
  times: number
  /** ISO 8601, `PT3S`: the answer waits so long. */
  delay?: string
  /** The connection is cut: before anything is done (`request`), or instead of the answer (`answer`). */
  drop?: 'request' | 'answer'
}
