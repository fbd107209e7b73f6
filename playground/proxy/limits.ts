import { BODY_LIMITS } from '../protocol/gateway/index.ts'

export interface Limits {
  /** Bytes of a JSON or XML request body. */
  textBytes: number
  /** Bytes of a multipart request body. */
  formBytes: number
  /** Bytes of an answer. */
  answerBytes: number
  /** Milliseconds for the request body to arrive. */
  requestMs: number
  /** Milliseconds for the whole answer to arrive. */
  upstreamMs: number
  /** Requests under way at once; each may hold a body in memory. */
  concurrent: number
}

export const DEFAULT_LIMITS: Limits = {
  textBytes: BODY_LIMITS.text,
  formBytes: BODY_LIMITS.form,
  answerBytes: 16 * 1024 * 1024,
  requestMs: 20_000,
  upstreamMs: 30_000,
  concurrent: 256,
}
