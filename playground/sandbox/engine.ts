import { type Rsa, webRsa } from '../signature/index.ts'
import { type Clock, createClock } from './clock/index.ts'
import { createBusinessTime } from './clock/time.ts'
import { createFaults, type Faults } from './faults/index.ts'
import { createIdentities, type Identities } from './identity.ts'
import { createMatch, type Match } from './match.ts'
import { createMerchants, type Merchant, type Merchants } from './merchants.ts'
import { createNonces, type Nonces } from './nonces.ts'
import { createNotifications, type Notifications } from './notify/index.ts'
import { createOperations, type Operations } from './operations.ts'
import { DEFAULT_LIMITS, type Limits, type SandboxOptions } from './options.ts'
import { loadPlatform, type Platform } from './platform.ts'
import { createRefusals, type Refuse } from './refusal.ts'
import {
  countObjects,
  createFormulas,
  createIndexing,
  createSeeds,
  dropObjects,
  type Formulas,
  type Indexing,
  runTransition,
  type Seeds,
  TICKETS,
} from './rules/index.ts'
import { createTraces, type Traces } from './traces/index.ts'
import { createTurns, type Turns } from './turns.ts'
import { createValidate, type Validate } from './validate.ts'

const DAY = 24 * 60 * 60 * 1000

/** The parts of one sandbox, made once. */
export interface Engine {
  options: SandboxOptions
  limits: Limits
  now: () => number
  rsa: Rsa
  platform: () => Promise<Platform>
  merchants: Merchants
  notifications: Notifications
  traces: Traces
  faults: Faults
  nonces: Nonces
  /** Business time, and what falls due in it. */
  clock: Clock
  identities: Identities
  /** The example objects. */
  seeds: Seeds
  formulas: Formulas
  indexing: Indexing
  turns: Turns
  match: Match
  operations: Operations
  validate: Validate
  refusalsFor: (path: string) => Refuse
  /** A merchant asks for something: it is in use, and what fell due meanwhile happens first. */
  arrive: (merchant: Merchant) => Promise<void>
  /** Does what is due without anybody asking, for all merchants. */
  wake: () => Promise<void>
  /** Goes on after the answer; `settled` waits for it. */
  background: (work: Promise<unknown>) => void
  settled: () => Promise<void>
}

export function createEngine(options: SandboxOptions): Engine {
  const { behaviour, store } = options
  const now = options.now ?? Date.now
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  const identities = createIdentities(behaviour)
  const refusalsFor = createRefusals(behaviour.errors)
  const platform = once(async () => options.platform ?? loadPlatform(store, now()))
  const operations = createOperations(behaviour)
  const shared = { behaviour, store, identities, operations, platform, now }
  const { deliver, allowNotify } = options
  const time = createBusinessTime(store, now)
  const notifications = createNotifications({
    ...shared,
    deliver,
    allowNotify,
    time,
    limit: limits.notifications,
    onSent: (mchid) => clock.arm(mchid),
  })
  const pending = new Set<Promise<unknown>>()
  const background = (work: Promise<unknown>): void => {
    const guarded = work.catch(() => undefined).finally(() => pending.delete(guarded))
    pending.add(guarded)
  }
  const merchants = createMerchants({
    store,
    platform,
    now,
    limit: limits.merchants,
    idle: limits.idleDays * DAY,
    async forget(mchid) {
      await dropObjects(store, mchid, behaviour)
      await notifications.forget(mchid)
      await clock.forget(mchid)
      await traces.forget(mchid)
      await faults.clear(mchid)
      await nonces.forget(mchid)
    },
  })
  const clock = createClock({
    store,
    time,
    notifications,
    now,
    findMerchant: merchants.find,
    background,
    async run(merchant, { at, ...item }) {
      const { moved, from, state } = await runTransition(engine, merchant, { ...item, now: at })
      return moved ? { from, to: state } : undefined
    },
    report: ({ resource, transition: name }, error) =>
      options.log?.({ method: 'DUE', path: `${resource}/${name}`, status: 500, error: String(error) }),
  })
  const faults = createFaults(store)
  const nonces = createNonces(store)
  const traces = createTraces({ store, nonces, now, background, limits })

  const engine: Engine = {
    options,
    limits,
    now,
    rsa: options.rsa ?? webRsa,
    platform,
    merchants,
    notifications,
    traces,
    faults,
    nonces,
    clock,
    identities,
    seeds: createSeeds(behaviour, identities),
    formulas: createFormulas(),
    indexing: createIndexing(store, behaviour),
    turns: createTurns(),
    match: createMatch(behaviour.routes),
    operations,
    validate: createValidate(behaviour.errors),
    refusalsFor,
    async arrive(merchant) {
      await merchants.touch(merchant.record.mchid)
      await clock.settle(merchant)
    },
    async wake() {
      await merchants.expire(limits.allObjects, (mchid) => countObjects(store, mchid))
      await store.trim(TICKETS, limits.allObjects)
      await clock.wake()
    },
    background,
    async settled() {
      while (pending.size > 0) await Promise.all(pending)
    },
  }
  return engine
}

/** Makes a value on the first call; a failure is tried again on the next. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make().catch((error: unknown) => {
      made = undefined
      throw error
    })
    return made
  }
}
