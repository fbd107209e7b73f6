import type { OperationBehaviour } from '../../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../../catalog/model/types.ts'
import type { FaultEntry } from '../../protocol/gateway/index.ts'
import { randomText } from '../../signature/index.ts'
import type { Store } from '../store/store.ts'
import { codeOf, type FaultRequest } from './schema.ts'

export { force } from './force.ts'
export { FaultSchema, problemOf } from './schema.ts'

export interface Faults {
  add(mchid: string, request: FaultRequest): Promise<FaultEntry | undefined>
  list(mchid: string): Promise<FaultEntry[]>
  clear(mchid: string): Promise<void>
  /** The first fault that is meant for this call; one call of it is used up. */
  take(mchid: string, operation: OperationBehaviour): Promise<FaultEntry | undefined>
}

/** Faults of one merchant that may wait. */
const MOST_FAULTS = 50
const LETTERS = '0123456789abcdefghijklmnopqrstuvwxyz'
/** All faults of a merchant are one entry: a request costs one look, and taking one is one write. */
const KEY = 'faults'
const spaceOf = (mchid: string): string => `faults:${mchid}`

interface Held {
  faults: FaultEntry[]
  version: number
}

/** Errors that a merchant asks for: the next calls of an operation fail as he wants. */
export function createFaults(store: Store): Faults {
  const read = async (mchid: string): Promise<Held> => {
    const entry = await store.get(spaceOf(mchid), KEY)
    return { faults: (entry?.value ?? []) as unknown as FaultEntry[], version: entry?.version ?? 0 }
  }

  /** Tells `undefined` where nothing is to be changed; goes again where another request was faster. */
  async function change<T>(
    mchid: string,
    decide: (faults: FaultEntry[]) => { faults: FaultEntry[]; result: T } | undefined,
  ): Promise<T | undefined> {
    for (;;) {
      const { faults, version } = await read(mchid)
      const decided = decide(faults)
      if (!decided) return undefined
      const value = decided.faults as unknown as Json
      if (await store.put(spaceOf(mchid), KEY, { value, expected: version })) return decided.result
    }
  }

  return {
    add: (mchid, request) =>
      change(mchid, (faults) => {
        if (faults.length >= MOST_FAULTS) return undefined
        const fault = toEntry(request)
        return { faults: [...faults, fault], result: fault }
      }),
    list: async (mchid) => (await read(mchid)).faults,
    clear: (mchid) => store.drop(spaceOf(mchid)),
    take: (mchid, operation) =>
      change(mchid, (faults) => {
        const fault = faults.find((one) => isFor(one, operation))
        if (!fault) return undefined
        const left = faults.map((one) => (one === fault ? { ...one, times: one.times - 1 } : one))
        return { faults: left.filter(({ times }) => times > 0), result: fault }
      }),
  }
}

/** One for every operation passes by those that do not know its code. */
function isFor({ operation, code, status }: FaultEntry, { id, messages }: OperationBehaviour): boolean {
  if (operation !== '*') return operation === id
  return code === undefined || status !== undefined || Object.hasOwn(messages, code)
}

function toEntry(request: FaultRequest): FaultEntry {
  const { operation, status, message, times, delay, drop } = request
  const code = codeOf(request)
  return {
    id: randomText(12, LETTERS),
    operation,
    ...(code !== undefined && { code }),
    ...(status !== undefined && { status }),
    ...(message !== undefined && { message }),
    times,
    ...(delay !== undefined && { delay }),
    ...(drop && { drop: drop === true ? 'request' : drop }),
  }
}
