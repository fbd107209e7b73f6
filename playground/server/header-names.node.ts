import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { GATEWAY_HEADERS } from '../protocol/gateway/index.ts'

const KNOWN = new Map(Object.values(GATEWAY_HEADERS).map((name) => [name.toLowerCase(), name]))

/**
 * Makes a response write its header names as the gateway does, `Wechatpay-Timestamp`. `Headers` has them in lower case
 * only, which HTTP allows, but there are SDKs that look them up by their spelling and find nothing.
 */
export function spellHeaders(outgoing: ServerResponse): void {
  const writeHead = outgoing.writeHead.bind(outgoing) as (
    status: number,
    headers: OutgoingHttpHeaders,
  ) => ServerResponse
  const spelled = (status: number, headers: OutgoingHttpHeaders = {}): ServerResponse =>
    writeHead(status, spell(Object.entries(headers)))
  outgoing.writeHead = spelled as typeof outgoing.writeHead
}

/** `wechatpay-serial` to `Wechatpay-Serial`, `request-id` to `Request-ID`. */
export function spell<Value>(headers: Iterable<[name: string, value: Value]>): Record<string, Value> {
  return Object.fromEntries([...headers].map(([name, value]) => [spellName(name.toLowerCase()), value]))
}

function spellName(name: string): string {
  return KNOWN.get(name) ?? name.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase())
}
