/** Names of the wire between a merchant and the gateway, shared by client, proxy and sandbox. Values only, no logic. */

/** Headers as the gateway spells them; HTTP itself ignores case. */
export const GATEWAY_HEADERS = {
  timestamp: 'Wechatpay-Timestamp',
  nonce: 'Wechatpay-Nonce',
  serial: 'Wechatpay-Serial',
  signature: 'Wechatpay-Signature',
  signatureType: 'Wechatpay-Signature-Type',
  requestId: 'Request-ID',
  authorization: 'Authorization',
} as const

/** A `Wechatpay-Serial` that begins so names a WeChat Pay public key instead of a platform certificate. */
export const PUBLIC_KEY_ID_PREFIX = 'PUB_KEY_ID_'

/** Where the sandbox's control calls live, relative to its root. */
export const CONTROL_PREFIX = '/_sandbox/'

/** Bytes a request body may have: JSON and XML, and a multipart form with its file and the rest of it. */
export const BODY_LIMITS = { text: 1024 * 1024, file: 5 * 1024 * 1024, form: 5 * 1024 * 1024 + 64 * 1024 } as const

/** Fields that every v2 message may have, whatever the operation. */
export const FIELDS_V2 = {
  /** Which of them names the merchant who signs, the first that is there. */
  merchant: ['mch_id', 'mchid', 'combine_mch_id'],
  nonce: 'nonce_str',
  sign: 'sign',
  signType: 'sign_type',
  returnCode: 'return_code',
  returnMessage: 'return_msg',
  resultCode: 'result_code',
  errorCode: 'err_code',
  errorMessage: 'err_code_des',
  /** Of a notification: the encrypted part, under the APIv2 key, or under the APIv3 key with its nonce. */
  refundInfo: 'req_info',
  eventType: 'event_type',
  eventNonce: 'event_nonce',
  eventData: 'event_associated_data',
  eventCiphertext: 'event_ciphertext',
  algorithm: 'algorithm',
} as const

/** Says in an answer what the sandbox leaves out: the client certificate that the real gateway asks for. */
export const SANDBOX_NOTE_HEADER = 'X-Sandbox-Note'

/** Any error body of v3. */
export interface GatewayErrorBody {
  code: string
  message: string
  detail?: unknown
}

/** What `POST /_sandbox/merchants` may be given. */
export interface MerchantRequest {
  /** SPKI PEM; with it no private key is made or returned. */
  public_key?: string
  /** Which of the platform's keys signs answers to requests that name none; the certificate's unless this says otherwise. */
  signed_with?: 'certificate' | 'public_key'
}

/** What it answers. PEM: PKCS#8, X.509, SPKI. */
export interface MerchantAnswer {
  mchid: string
  sub_mchid: string
  serial_no: string
  /** Absent when the caller brought a public key. */
  private_key?: string
  certificate: string
  /** 32 characters each. */
  apiv3_key: string
  apiv2_key: string
  appid: string
  openid: string
  /** Bearer token of every other control call. */
  control_token: string
  platform: { serial_no: string; certificate: string; public_key_id: string; public_key: string }
}

/** One sending of a notification. */
export interface NotificationAttempt {
  /** RFC 3339, the merchant's business time. */
  at: string
  /** HTTP status of the receiver's answer. */
  status?: number
  /** Why it was no acknowledgement, in Chinese. */
  error?: string
  /** Asked for by a control call, beside the schedule. */
  replay?: true
  /** Sent with a wrong signature on purpose, as the real gateway now and then does; it has to be refused. */
  probe?: true
}

/** One entry of `GET /_sandbox/notifications` (`{ data: NotificationEntry[] }`, newest first). */
export interface NotificationEntry {
  id: string
  event: string
  protocol: 'v2' | 'v3'
  /** RFC 3339, the merchant's business time. */
  created: string
  /** `inbox` not sent anywhere, `pending` to be sent, `delivered` acknowledged, `failed` refused or not reached. */
  status: 'inbox' | 'pending' | 'delivered' | 'failed'
  /** Where it was sent, or would have been. */
  url: string
  /** Why it was kept in the in-box only, in Chinese; `''` if it was sent. */
  reason: string
  /** The trace of the request that caused it; absent where a control call did, or its time had come. */
  trace?: string
  attempts: NotificationAttempt[]
  /** When it is sent again, business time; absent where it is not. */
  next_attempt?: string
  /** Which key signed it. */
  signed_with: 'certificate' | 'public_key' | 'apiv2_key'
  /** Exactly what was signed last: verify and decrypt these. */
  headers: Record<string, string>
  body: string
  /** What is encrypted in it: JSON (v3), XML (v2); `''` where nothing is. */
  plaintext: string
}

/** `GET /_sandbox/clock`, and what `POST /_sandbox/clock` answers together with `happened`. Times are RFC 3339. */
export interface ClockAnswer {
  /** Business time. */
  now: string
  /** Real time. */
  wall: string
  /** Seconds that business time is ahead. */
  offset_seconds: number
  /** What falls due next, the earliest first, at most 20. */
  next: ClockEvent[]
}

/** Something that falls, or fell, due: a transition of an object, or the sending of a notification. */
export interface ClockEvent {
  /** Business time. */
  at: string
  /** What moves, by the text of its key. */
  resource?: string
  key?: string
  transition?: string
  /** Its state before and after. */
  from?: string
  to?: string
  /** Id of the notification that is sent. */
  notification?: string
  /** Whether the receiver acknowledged it. */
  acknowledged?: boolean
  /** Why nothing came of it. */
  error?: string
}

export {
  DIAGNOSIS_HEADER,
  type Diagnosis,
  type Difference,
  type FaultEntry,
  TRACE_HEADER,
  type TracedBody,
  type TraceEntry,
} from './traces.ts'
