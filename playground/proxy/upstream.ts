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
export interface Upstream {
  /** Scheme, host and port without a closing slash. */
  origin: string
  /**
   * Runs in this process: its answers are whole and bounded, and nobody on a network has to be told when a client
   * leaves. Spares a stream and an abort signal for each request.
   */
  inProcess?: boolean
  /** Also takes v2, whose paths have no prefix of their own and whose signature stands in the body. */
  v2?: boolean
  /** Sends it. Must not follow redirects. `env.rawTarget` is the target the upstream would see in the request line. */
  fetch(request: Request, env: GatewayEnv): Promise<Response> | Response
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
): Record<keyof typeof LIVE_ORIGINS, Upstream> {
  return {
    live: { origin: LIVE_ORIGINS.live, fetch: send },
    'live-backup': { origin: LIVE_ORIGINS['live-backup'], fetch: send },
  }
}
