import { lookup } from 'node:dns/promises'
import { BlockList, isIP } from 'node:net'

export interface Address {
  address: string
  family: 4 | 6
}

/** Resolves a host name to all its addresses. */
export type Resolve = (hostname: string) => Promise<Address[]>

export interface Reach {
  /** Addresses of a URL's host, each of which may be connected to; or why it may not, in Chinese. */
  addressesOf(url: URL): Promise<{ addresses: Address[] } | { refused: string }>
}

type Network = [network: string, prefix: number, family: 'ipv4' | 'ipv6']

/** Where nobody's server is, or where a v4 address hides in a v6 one. */
const NEVER: Network[] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 128, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['2002::', 16, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
]
const LOOPBACK: Network[] = [
  ['127.0.0.0', 8, 'ipv4'],
  ['::1', 128, 'ipv6'],
]
/** Machines' own services live there, such as a cloud's credentials: a wide network in the list does not mean them. */
const LINK_LOCAL: Network[] = [
  ['169.254.0.0', 16, 'ipv4'],
  ['fe80::', 10, 'ipv6'],
]
const RE_CIDR = /^([0-9a-f.:]+)(?:\/(\d{1,3}))?$/i
const RE_NAME = /^(?=.{1,253}$)[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_-]{1,63})*\.?$/i
const RE_MAPPED = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/

/** Whether one entry of the operator's list can be understood: an address, a network (CIDR) or a host name. */
export function isReachEntry(text: string): boolean {
  return networkOf(text) !== undefined || (RE_NAME.test(text) && !/^[\d.]+$/.test(text))
}

/**
 * Decides by resolved address whether a host may be reached: loopback always, and what `allow` lists. A name in the list
 * stands for whatever it resolves to.
 */
export function createReach(allow: readonly string[] = [], resolve: Resolve = resolveAll): Reach {
  const names = new Set(allow.filter((entry) => !networkOf(entry)).map(plainName))
  const networks = allow.map(networkOf).filter((network) => network !== undefined)
  const never = listOf(NEVER)
  const linkLocal = listOf(LINK_LOCAL)
  const allowed = listOf([...LOOPBACK, ...networks])
  const allowedLinkLocal = listOf(networks.filter(([network, , family]) => linkLocal.check(network, family)))

  const mayReach = (address: Address, named: boolean): boolean => {
    const { address: text, family } = unmapped(address)
    const kind = family === 4 ? 'ipv4' : 'ipv6'
    if (never.check(text, kind)) return false
    if (linkLocal.check(text, kind)) return allowedLinkLocal.check(text, kind)
    return named || allowed.check(text, kind)
  }

  return {
    async addressesOf({ hostname }) {
      const name = plainName(hostname.replace(/^\[|\]$/g, ''))
      const family = isIP(name)
      const addresses = family ? [{ address: name, family: family as 4 | 6 }] : await resolve(name)
      const wrong = addresses.find((address) => !mayReach(address, names.has(name)))
      if (addresses.length > 0 && !wrong) return { addresses }
      const what = wrong ? `${family ? '' : `${name} 解析到 `}${wrong.address}` : `${name} 没有地址`
      return { refused: `沙箱只向本机和运维者允许的地址发送通知：${what}` }
    },
  }
}

async function resolveAll(hostname: string): Promise<Address[]> {
  const found = await lookup(hostname, { all: true, order: 'verbatim' })
  return found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }))
}

function plainName(hostname: string): string {
  return hostname.toLowerCase().replace(/\.$/, '')
}

function networkOf(text: string): Network | undefined {
  const [, network = '', prefix] = RE_CIDR.exec(text) ?? []
  const version = isIP(network)
  if (version === 0) return undefined
  const { address, family } = unmapped({ address: network, family: version as 4 | 6 })
  const most = family === 4 ? 32 : 128
  // a mapped network is one of v4 addresses
  const bits = prefix === undefined ? most : Number(prefix) - (version === 6 && family === 4 ? 96 : 0)
  return bits >= 0 && bits <= most ? [address, bits, family === 4 ? 'ipv4' : 'ipv6'] : undefined
}

/** The v4 address in `::ffff:10.0.0.1`, however it is written. */
export function unmapped({ address, family }: Address): Address {
  if (family === 4 || address.includes('%')) return { address: address.split('%', 1)[0] ?? '', family }
  const text = new URL(`http://[${address}]/`).hostname.slice(1, -1)
  const [, high, low] = RE_MAPPED.exec(text) ?? []
  if (high === undefined || low === undefined) return { address: text, family }
  const [a, b] = [Number.parseInt(high, 16), Number.parseInt(low, 16)]
  return { address: [a >> 8, a & 255, b >> 8, b & 255].join('.'), family: 4 }
}

function listOf(networks: Network[]): BlockList {
  const list = new BlockList()
  for (const [network, prefix, family] of networks) list.addSubnet(network, prefix, family)
  return list
}
