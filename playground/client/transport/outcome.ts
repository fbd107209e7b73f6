import type { XmlValue } from '../../protocol/xml/index.ts'
import type { SignTypeV2, Verdict } from '../../signature/index.ts'

/** One answer as it arrived. */
export interface Answer {
  status: number
  statusText: string
  headers: [name: string, value: string][]
  /** Raw bytes: what was verified. */
  bytes: Uint8Array<ArrayBuffer>
  /** The proxy refused the request; the gateway has not seen it. */
  proxyError?: { code: string; message: string }
}

/** What became of a request. A failure of the network is never an HTTP status. */
export type Outcome =
  | {
      kind: 'sent'
      answer: Answer
      verdict: Verdict
      /** The gateway signs no answer of this kind: errors, files, and some of v2. */
      unsigned: boolean
      /** The message of a v2 answer; absent for what is no message. */
      fields?: XmlValue
      milliseconds: number
    }
  | { kind: 'refused-locally'; message: string; hint: string }
  | { kind: 'transport-failed'; message: string; hint: string }
  | { kind: 'timed-out'; message: string; hint: string }

/** What was signed, and the header made of it. */
export interface Signed {
  message: string
  authorization: string
}

/** The same of v2: the text before the key is added, and the sign that goes into the message. */
export interface SignedV2 {
  message: string
  type: SignTypeV2
  sign: string
}

/** One request of a run, with everything that the panels show. */
export interface Exchange {
  id: number
  method: string
  target: string
  /** As sent, `Authorization` included. */
  headers: [name: string, value: string][]
  /** The body as text; of a form, its parts. */
  body: string
  /** Headers of the program that the page does not pass on. */
  dropped: string[]
  signed?: Signed
  signedV2?: SignedV2
  /** Absent while it is under way. */
  outcome?: Outcome
}
