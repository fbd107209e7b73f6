/** What the adapter of a server knows about a request and `Request` does not say. */
export interface GatewayEnv {
  /** The target of the request line, untouched. Absent where the runtime has none (a service worker). */
  rawTarget?: string
  /** Whom to count a request for: the remote address. */
  client?: string
  /** Where people reach the sandbox, without a slash at the end. */
  publicUrl?: string
}

/** A gateway that requests may go to. */
export type Upstream = RemoteUpstream | LocalUpstream

interface AnyUpstream {
  /** Scheme, host and port without a closing slash. */
  origin: string
  /** Also takes v2, whose paths have no prefix of their own and whose signature stands in the body. */
  v2?: boolean
}

export interface RemoteUpstream extends AnyUpstream {
  /** Sends it. Must not follow redirects. `env.rawTarget` is the target the upstream would see in the request line. */
  fetch(request: Request, env: GatewayEnv): Promise<Response> | Response
}

/**
 * Runs in this process: requests and answers are plain values, whole and bounded, and nobody on a network has to be told
 * when a client leaves. Spares the objects, streams and signals of `fetch`.
 */
export interface LocalUpstream extends AnyUpstream {
  /** Resolves with nothing where it would cut the connection. */
  answer(request: LocalRequest, env: Required<Omit<GatewayEnv, 'client'>>): Promise<LocalAnswer | undefined>
}

export interface LocalRequest {
  method: string
  /** By names in lower case. */
  headers: Record<string, string>
  body: Uint8Array<ArrayBuffer> | null
}

export interface LocalAnswer {
  status: number
  headers: Record<string, string>
  body: Uint8Array<ArrayBuffer> | null
}

/** Official hosts of v3; the second is the backup of the first and behaves the same (gateway §1). */
const LIVE_ORIGINS = {
  live: 'https://api.mch.weixin.qq.com',
  'live-backup': 'https://api2.mch.weixin.qq.com',
} as const

/**
 * The real gateway. Not part of any default: whoever runs the server has to ask for it.
 *
 * @param send sends a request and follows no redirect; by default the runtime's own `fetch`
 */
export function createLiveUpstreams(
  send: (request: Request) => Promise<Response> = (request) => fetch(request),
): Record<keyof typeof LIVE_ORIGINS, RemoteUpstream> {
  return {
    live: { origin: LIVE_ORIGINS.live, fetch: send },
    'live-backup': { origin: LIVE_ORIGINS['live-backup'], fetch: send },
  }
}
