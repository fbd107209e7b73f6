import type { Behaviour, BehaviourIndex, OperationBehaviour } from '../../catalog/derive/behaviour/index.ts'
import type { Rsa } from '../signature/index.ts'
import type { Platform } from './platform.ts'
import type { Store } from './store/store.ts'

/** A behaviour whose operations come one by one: where all of them are too much to load at once. */
export interface LazyBehaviour extends BehaviourIndex {
  /** What `deriveBehaviour` says of one operation; a rejection is answered as the gateway's own failure. */
  load(id: string): Promise<OperationBehaviour>
}

export interface SandboxOptions {
  /** `deriveBehaviour(catalog)`; may have travelled as JSON. */
  behaviour: Behaviour | LazyBehaviour
  /** Where merchants, objects and notifications are kept. */
  store: Store
  /** The platform's keys. By default made on the first request and kept in the store. */
  platform?: Platform
  /** Sends a notification, usually `fetch`. Without it notifications go to the in-box only. */
  deliver?: (request: Request) => Promise<Response>
  /** Further addresses that notifications may be sent to; loopback always may. */
  allowNotify?: (url: URL) => boolean
  /** The wall clock, milliseconds since 1970. */
  now?: () => number
  /** Whether `request.headers` shows `User-Agent`; a Service Worker never sees it. Default `true`. */
  userAgent?: boolean
  limits?: Partial<Limits>
  /** Signs answers and verifies requests. Default: WebCrypto, which is everywhere. */
  rsa?: Rsa
  /** Refuses a `nonce_str` that the merchant has used before; by default it is only noted in the trace. */
  refuseReusedNonce?: boolean
  /** Waits as long as a fault says, in milliseconds; by default by a timer. */
  pause?: (milliseconds: number) => Promise<void>
  /** One line for every exchange: never a body, a key, a signature or a token. */
  log?: (entry: LogEntry) => void
}

/** How much is kept; the oldest goes first. */
export interface Limits {
  merchants: number
  /** Days without a request after which a merchant goes, with all that is its own. */
  idleDays: number
  /** Objects of one merchant, examples included. */
  objects: number
  /** Objects of all merchants together: beyond it merchants go, who was not in use for longest first. */
  allObjects: number
  /** Uploaded files that one merchant can read again; each is at most as large as a request may be. */
  uploads: number
  /** The same of all merchants together. */
  allUploads: number
  /** Notifications of one merchant. */
  notifications: number
  /** Traces of one merchant whose signature was right. */
  traces: number
  /** Traces that only claim to be of a merchant: who knows its number must not push out the others. */
  claimedTraces: number
  /** Traces of all merchants together. */
  allTraces: number
}

export interface LogEntry {
  method: string
  /** Path without query. */
  path: string
  status: number
  /** The matched operation. */
  operation?: string
  /** The refusing check or code. */
  refusal?: string
  /** What broke inside the sandbox itself; the caller only sees a 500. */
  error?: string
}

export const DEFAULT_LIMITS: Limits = {
  merchants: 1000,
  idleDays: 30,
  objects: 2000,
  allObjects: 1_000_000,
  uploads: 10,
  allUploads: 100,
  notifications: 200,
  traces: 100,
  claimedTraces: 20,
  allTraces: 10_000,
}
