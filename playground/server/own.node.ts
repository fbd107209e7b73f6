import { networkInterfaces } from 'node:os'
import { type Address, unmapped } from './reach.node.ts'

/** Where this server itself listens. */
export interface Own {
  add(port: number): void
  /** Whether a URL whose host has these addresses leads back here. */
  includes(url: URL, addresses: Address[]): boolean
}

export function createOwn(): Own {
  const ports = new Set<number>()
  return {
    add: (port) => ports.add(port),
    includes(url, addresses) {
      const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
      return ports.has(port) && addresses.some(isOfThisMachine)
    },
  }
}

function isOfThisMachine(address: Address): boolean {
  const { address: plain } = unmapped(address)
  if (plain === '::1' || plain.startsWith('127.')) return true
  return Object.values(networkInterfaces()).some((all) => all?.some((one) => one.address === plain))
}
