import type { Cause } from './causes.ts'
import type { Neighbour } from './index.ts'

export interface Serials {
  own: string
  platform: string[]
  neighbours: Neighbour[]
}

/** Whose serial it is, or how it was written. */
export function serialCause(given: string, { own, platform, neighbours }: Serials): Cause {
  if (platform.some((serial) => isSame(serial, given))) return 'serial-platform'
  if (isSame(own, given)) return 'serial-format'
  if (neighbours.some(({ serial_no }) => isSame(serial_no, given))) return 'serial-other-merchant'
  return 'serial-unknown'
}

/** The same number, written in another way. */
function isSame(serial: string, given: string): boolean {
  const bare = given
    .replace(/^0x/i, '')
    .replace(/[:\s-]/g, '')
    .toUpperCase()
  if (bare.replace(/^0+/, '') === serial.toUpperCase().replace(/^0+/, '')) return true
  return /^\d+$/.test(given) && /^[0-9A-F]+$/i.test(serial) && BigInt(`0x${serial}`).toString() === given
}
