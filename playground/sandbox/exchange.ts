import type { Bytes } from '../signature/index.ts'

/** All that is asked of headers; a `Headers` checks and spells anew whatever it is given. */
export type RequestHeaders = Pick<Headers, 'get'>

/** What the gateway reads of a request: one of the runtime's, or plain values from a caller in the same process. */
export interface GatewayRequest {
  readonly method: string
  readonly headers: RequestHeaders
  readonly body: Bytes | ReadableStream<Uint8Array> | null
  /** Ends a wait when the sender is gone. */
  readonly signal?: AbortSignal
}

/** A request of a caller in the same process. */
export interface LocalRequest extends Pick<GatewayRequest, 'method'> {
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: Bytes | null
}

export function toGatewayRequest({ method, headers, body }: LocalRequest): GatewayRequest {
  return { method, headers: { get: (name) => headers[name.toLowerCase()] ?? null }, body }
}

/** An answer as plain values: a `Response`, its stream and the reading of it cost more than what is in them. */
export interface GatewayAnswer {
  status: number
  headers: Record<string, string>
  body: Bytes | null
}

/** A network error for what is no answer: hosts cut the connection. */
export function toResponse(answer: GatewayAnswer | undefined): Response {
  if (!answer) return Response.error()
  const { status, headers, body } = answer
  return new Response(body, { status, headers })
}
