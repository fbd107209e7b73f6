export interface RateOptions {
  /** Requests a second that a client may go on with. */
  perSecond: number
  /** Requests at once before that. */
  burst: number
  /** Clients remembered; the one unheard of longest is forgotten first, so memory has an end. */
  maxClients: number
}

export const DEFAULT_RATE: RateOptions = { perSecond: 50, burst: 200, maxClients: 10_000 }

/** @returns 0 if the request may go on, else the seconds to wait, rounded up */
export type RateLimiter = (client: string) => number

interface Bucket {
  tokens: number
  /** Milliseconds since 1970. */
  at: number
}

/** A token bucket for each client. */
export function createRateLimiter({ perSecond, burst, maxClients }: RateOptions, now: () => number): RateLimiter {
  const buckets = new Map<string, Bucket>()
  return function take(client) {
    const at = now()
    const last = buckets.get(client) ?? { tokens: burst, at }
    const tokens = Math.min(burst, last.tokens + (Math.max(0, at - last.at) / 1000) * perSecond)
    const allowed = tokens >= 1
    // A Map keeps insertion order: taking the entry out and in again makes it the youngest.
    buckets.delete(client)
    buckets.set(client, { tokens: allowed ? tokens - 1 : tokens, at })
    if (buckets.size > maxClients) {
      const oldest = buckets.keys().next()
      if (!oldest.done) buckets.delete(oldest.value)
    }
    return allowed ? 0 : Math.ceil((1 - tokens) / perSecond)
  }
}
