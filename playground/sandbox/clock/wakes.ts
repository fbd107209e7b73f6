import type { Write } from '../store/store.ts'

/** When which merchant is next to be woken, wall clock. */
export const WAKES = 'wakes'

/** Someone who could not be settled is tried again. */
const WAKE_AGAIN = 60_000

/**
 * Wakes a merchant though the process may end before it has reckoned when: to be committed with whatever falls due. The
 * clock's `arm` puts the right time in its place.
 */
export function wakeWrite(mchid: string, wall: number): Write {
  const later = wall + WAKE_AGAIN
  return { space: WAKES, key: mchid, value: later, score: later }
}
