import type { Store } from '../store/store.ts'

/** The business time of merchants: the wall clock, moved forward by control calls. Milliseconds since 1970. */
export interface BusinessTime {
  now(mchid: string): Promise<number>
  /** How far it is ahead of the wall clock. */
  offset(mchid: string): Promise<number>
  /** Moves it to what `target` makes of it; `undefined` and unmoved where that lies before it. */
  move(mchid: string, target: (now: number) => number): Promise<number | undefined>
  forget(mchid: string): Promise<void>
}

const SPACE = 'clock'

export function createBusinessTime(store: Store, wall: () => number): BusinessTime {
  const read = async (mchid: string): Promise<{ offset: number; version: number }> => {
    const entry = await store.get(SPACE, mchid)
    return { offset: Number(entry?.value ?? 0), version: entry?.version ?? 0 }
  }
  const offset = async (mchid: string): Promise<number> => (await read(mchid)).offset

  return {
    offset,
    now: async (mchid) => wall() + (await offset(mchid)),
    async move(mchid, target) {
      for (;;) {
        const current = await read(mchid)
        const now = wall() + current.offset
        const wanted = target(now)
        if (wanted < now) return undefined
        const value = current.offset + wanted - now
        if (await store.put(SPACE, mchid, { value, expected: current.version })) return wanted
      }
    },
    forget: (mchid) => store.remove(SPACE, mchid),
  }
}
