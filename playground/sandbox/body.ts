import { BODY_LIMITS } from '../protocol/gateway/index.ts'
import { type Bytes, concatBytes, toBytes } from '../signature/index.ts'
import type { GatewayRequest } from './exchange.ts'
import { type Part, parseForm, RE_FORM } from './multipart.ts'
import type { Refuse } from './refusal.ts'

export interface RawBody {
  /** Exactly what arrived. */
  bytes: Bytes
  /** What a signature covers: everything, of a form only its `meta` part. */
  signed: Uint8Array
  form?: Part[]
}

const BODYLESS = ['GET', 'HEAD']
/** The part of an upload that is signed (gateway: 图片上传). */
const SIGNED_PART = 'meta'

/** Reads a body up to its limit, counting what comes rather than trusting `Content-Length`. */
export async function readBody(request: GatewayRequest, refuse: Refuse): Promise<RawBody> {
  const type = request.headers.get('Content-Type') ?? ''
  const isForm = RE_FORM.test(type)
  const limit = isForm ? BODY_LIMITS.form : BODY_LIMITS.text
  // whatever else a runtime makes of them, they have no body
  const bytes = BODYLESS.includes(request.method) ? toBytes('') : await readUpTo(request, limit)
  if (!bytes) throw refuse('body-too-large', { values: { limit } })
  if (!isForm) return { bytes, signed: bytes }
  const form = parseForm(bytes, type)
  if (form?.some((part) => part.bytes.length > BODY_LIMITS.file)) {
    throw refuse('body-too-large', { values: { limit: BODY_LIMITS.file } })
  }
  // a `meta` part with a file name cannot be verified by the real gateway either
  const meta = form?.find(({ name, filename }) => name === SIGNED_PART && filename === undefined)
  return { bytes, signed: meta?.bytes ?? toBytes(''), ...(form && { form }) }
}

/** `undefined` where there is more than `limit`. */
export async function readUpTo(
  { headers, body }: Pick<GatewayRequest, 'headers' | 'body'>,
  limit: number,
): Promise<Bytes | undefined> {
  if (body instanceof Uint8Array) return body.length > limit ? undefined : body
  if (Number(headers.get('Content-Length') ?? 0) > limit) {
    await body?.cancel().catch(() => undefined)
    return undefined
  }
  const reader = body?.getReader()
  if (!reader) return toBytes('')
  const chunks: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return concatBytes(chunks)
    length += value.length
    if (length > limit) {
      await reader.cancel().catch(() => undefined)
      return undefined
    }
    chunks.push(value)
  }
}
