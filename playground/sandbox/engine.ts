import { createIdentities, type Identities } from './identity.ts'
import { createMatch, type Match } from './match.ts'
import { createMerchants, type Merchants } from './merchants.ts'
import { createNotifications, type Notifications } from './notify.ts'
import { createOperations, type Operations } from './operations.ts'
import { DEFAULT_LIMITS, type Limits, type SandboxOptions } from './options.ts'
import { loadPlatform, type Platform } from './platform.ts'
import { createRefusals, type Refuse } from './refusal.ts'
import { createObjects, dropObjects, type Objects } from './remember/objects.ts'
import { plantSeeds } from './seeds.ts'
import { createValidate, type Validate } from './validate.ts'

/** The parts of one sandbox, made once. */
export interface Engine {
  options: SandboxOptions
  limits: Limits
  now: () => number
  platform: () => Promise<Platform>
  merchants: Merchants
  notifications: Notifications
  identities: Identities
  objectsOf: (mchid: string) => Objects
  match: Match
  operations: Operations
  validate: Validate
  refusalsFor: (path: string) => Refuse
  /** Gives a merchant the example objects. */
  seed: (mchid: string) => Promise<void>
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
  const objectsOf = (mchid: string): Objects => createObjects(store, mchid, limits.objects)
  const platform = once(async () => options.platform ?? loadPlatform(store, now()))
  const shared = { behaviour, store, identities, platform, now }
  const { deliver, allowNotify } = options
  const notifications = createNotifications({ ...shared, deliver, allowNotify, limit: limits.notifications })
  const forget = async (mchid: string): Promise<void> => {
    await dropObjects(store, mchid)
    await notifications.forget(mchid)
  }
  const merchants = createMerchants({ store, platform, now, limit: limits.merchants, forget })
  const operations = createOperations(behaviour)
  const pending = new Set<Promise<unknown>>()

  return {
    options,
    limits,
    now,
    platform,
    merchants,
    notifications,
    identities,
    objectsOf,
    match: createMatch(behaviour.routes),
    operations,
    validate: createValidate(),
    refusalsFor,
    async seed(mchid) {
      const merchant = await merchants.find(mchid)
      const objects = objectsOf(mchid)
      const refuse = refusalsFor('')
      if (merchant) await plantSeeds(merchant, { behaviour, operations, identities, objects, refuse, now: now() })
    },
    background(work) {
      const guarded = work.catch(() => undefined).finally(() => pending.delete(guarded))
      pending.add(guarded)
    },
    async settled() {
      while (pending.size > 0) await Promise.all(pending)
    },
  }
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
