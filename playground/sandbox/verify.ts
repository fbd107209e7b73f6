import type { ErrorTemplate } from '../../catalog/model/sandbox.ts'
import { GATEWAY_HEADERS } from '../protocol/gateway/index.ts'
import {
  type Authorization,
  CLOCK_TOLERANCE,
  parseAuthorization,
  type Rsa,
  requestMessage,
  SignatureError,
} from '../signature/index.ts'
import { isSameSerial } from './certificate.ts'
import type { RequestHeaders } from './exchange.ts'
import type { Merchant } from './merchants.ts'
import type { Refuse } from './refusal.ts'

export interface VerifyInput {
  method: string
  headers: RequestHeaders
  /** Request target exactly as sent. */
  target: string
  signed: Uint8Array
  /** Seconds since 1970. */
  now: number
}

export interface VerifyOptions {
  refuse: Refuse
  findMerchant: (mchid: string) => Promise<Merchant | undefined>
  rsa: Rsa
}

export interface Verified {
  merchant: Merchant
  authorization: Authorization
}

/** Where the sandbox may be mounted; a signature may cover the path with or without it. */
const MOUNT_PREFIX = '/sandbox'
/** How many bytes of the body `truncated_sign_message` shows. */
const SHOWN_BODY_BYTES = 8

/** Refuses requests without `Accept` or `User-Agent` where the real gateway does (data: which paths, if any). */
export function checkEnvelope(
  headers: RequestHeaders,
  path: string,
  options: { refuse: Refuse; template?: ErrorTemplate; userAgent: boolean },
): void {
  const { refuse, template, userAgent } = options
  if (!template?.paths?.some((prefix) => path.startsWith(prefix))) return
  if (!headers.get('Accept') || (userAgent && !headers.get('User-Agent'))) throw refuse('headers-missing')
}

/** Who sent this, proven; checks in the real order: header format, time, merchant and serial, signature. */
export async function verifyRequest(
  input: VerifyInput,
  { refuse, findMerchant, rsa }: VerifyOptions,
): Promise<Verified> {
  const parsed = parseAuthorization(input.headers.get(GATEWAY_HEADERS.authorization))
  if (!parsed.ok) throw refuse(`authorization-${parsed.reason}`)
  const authorization = parsed.value
  if (Math.abs(input.now - Number(authorization.timestamp)) > CLOCK_TOLERANCE) throw refuse('timestamp-window')
  const merchant = await findMerchant(authorization.mchid)
  if (!merchant) throw refuse('merchant-unknown')
  if (!isSameSerial(authorization.serialNo, merchant.record.serial_no)) throw refuse('serial-wrong')
  for (const url of spellings(input.target)) {
    if (await isSignedBy(merchant, { ...input, url, authorization, rsa })) return { merchant, authorization }
  }
  throw refuse('signature-wrong', { detail: signatureDetail(input, authorization) })
}

function spellings(target: string): string[] {
  const bare = withoutMount(target)
  return [bare, `${MOUNT_PREFIX}${bare}`]
}

/** The target without the prefix that the sandbox may be mounted under. */
export function withoutMount(target: string): string {
  return target.startsWith(`${MOUNT_PREFIX}/`) ? target.slice(MOUNT_PREFIX.length) : target
}

async function isSignedBy(
  merchant: Merchant,
  input: VerifyInput & { url: string; authorization: Authorization; rsa: Rsa },
): Promise<boolean> {
  const { method, url, signed, authorization, rsa } = input
  const message = requestMessage({
    method,
    url,
    timestamp: authorization.timestamp,
    nonce: authorization.nonce,
    body: signed,
  })
  try {
    return await rsa.verify(merchant.verifying, message, authorization.signature)
  } catch (error) {
    if (error instanceof SignatureError) return false
    throw error
  }
}

/** Lets the sender compare its own message byte for byte: its beginning as far as the body's first bytes, its full length. */
function signatureDetail({ method, target, signed }: VerifyInput, { timestamp, nonce }: Authorization): unknown {
  const parts = { method, url: target, timestamp, nonce }
  const shown = signed.subarray(0, SHOWN_BODY_BYTES)
  return {
    field: 'signature',
    issue: 'sign not match',
    location: 'authorization',
    sign_information: {
      method,
      url: target,
      truncated_sign_message: new TextDecoder().decode(requestMessage({ ...parts, body: shown })),
      sign_message_length: requestMessage({ ...parts, body: signed }).length,
    },
  }
}
