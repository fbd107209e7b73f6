import type { TraceEntry } from '../../protocol/gateway/index.ts'
import { randomText } from '../../signature/index.ts'
import { findTrace, listTraces, type TracePage } from './read.ts'
import type { Kept } from './trace.ts'
import { type Book, forgetTraces, writeTraces } from './write.ts'

export type { Trace } from './trace.ts'

export interface Traces {
  /** A fresh id; later ones sort behind earlier ones. */
  nextId(): string
  /** Keeps an exchange, in the background; under a flood the newest are left out. */
  keep(kept: Kept): void
  /** The newest first; at most `limit`, older than the id `after`. */
  list(mchid: string, page: TracePage): Promise<TraceEntry[]>
  find(mchid: string, id: string): Promise<TraceEntry | undefined>
  forget(mchid: string): Promise<void>
}

export interface TracesOptions extends Book {
  now: () => number
  background: (work: Promise<unknown>) => void
}

/** Exchanges that may wait to be written. */
const WAITING = 1000
/** Written together. */
const BATCH = 64
const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyz'

/** The sandbox's exchanges as their merchants see them; what is read is never older than what was kept before. */
export function createTraces({ now, background, ...book }: TracesOptions): Traces {
  const { store } = book
  const waiting: Kept[] = []
  let writing: Promise<void> | undefined

  async function write(): Promise<void> {
    // the answers that are waiting for this turn go out first
    await new Promise((resolve) => setTimeout(resolve, 0))
    // a store that fails loses traces and nothing else
    while (waiting.length > 0) await writeTraces(book, waiting.splice(0, BATCH)).catch(() => undefined)
    writing = undefined
  }

  return {
    nextId: createIds(now),
    keep(kept) {
      if (waiting.length >= WAITING) return
      waiting.push(kept)
      if (writing) return
      writing = write()
      background(writing)
    },
    async list(mchid, page) {
      await writing
      return listTraces(store, mchid, page)
    },
    async find(mchid, id) {
      await writing
      return findTrace(store, mchid, id)
    },
    async forget(mchid) {
      await writing
      await forgetTraces(store, mchid)
    },
  }
}

/** Ids that sort by their time; what tells those of this process from another's over the same store stands last. */
function createIds(now: () => number): () => string {
  const own = randomText(6, LETTERS)
  let counter = 0
  return () => {
    counter = (counter + 1) % 36 ** 3
    const time = now().toString(36).padStart(9, '0')
    return `${time}${counter.toString(36).padStart(3, '0')}${own}`
  }
}
