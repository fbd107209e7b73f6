import type { Seed } from '../../../catalog/derive/behaviour/index.ts'
import type { JsonObject } from '../input.ts'
import type { Work } from './context.ts'
import { tryUnit } from './run.ts'
import { contextOfSeed, makeSeed } from './seed-object.ts'
import type { Where } from './unit.ts'

/** Makes the example objects that these fields name, if there are any; tells whether there may be one now. */
export async function plantFor(work: Work, { resource, fields }: Where): Promise<boolean> {
  const { engine, merchant } = work
  const seeds = engine.seeds.naming(resource, fields, merchant.record)
  if (seeds.length > 0 && isOwn(work, fields) && (await isClaimed(work, resource))) return false
  let planted = false
  for (const seed of seeds) planted = (await plant(work, seed)) || planted
  return planted
}

/** Makes all example objects of a resource, once for every merchant: for a list of them. */
export async function plantAll(work: Work, resource: string): Promise<void> {
  const { engine, merchant } = work
  const seeds = engine.seeds.of(resource)
  if (seeds.length === 0) return
  const { store } = engine.options
  const space = seedsSpace(merchant.record.mchid)
  if (await store.get(space, resource)) return
  for (const seed of seeds) await plant(work, seed)
  await store.put(space, resource, { value: true })
}

/** What a merchant has one of is found by its own numbers alone. */
function isOwn({ engine, merchant }: Work, fields: JsonObject): boolean {
  return Object.keys(fields).every((field) => engine.identities.own(field, merchant.record) !== undefined)
}

/** The merchant has made its own: the example does not come back when that is deleted. */
export async function claim(work: Work, resource: string, fields: JsonObject): Promise<void> {
  if (!isOwn(work, fields)) return
  const { engine, merchant } = work
  await engine.options.store.put(seedsSpace(merchant.record.mchid), `${resource} own`, { value: true })
}

async function isClaimed({ engine, merchant }: Work, resource: string): Promise<boolean> {
  return (await engine.options.store.get(seedsSpace(merchant.record.mchid), `${resource} own`)) !== undefined
}

/** The space of the resources whose examples a merchant has. */
export function seedsSpace(mchid: string): string {
  return `seeds:${mchid}`
}

async function plant(work: Work, seed: Seed): Promise<boolean> {
  const { engine, merchant, planting = [] } = work
  // what an example refers to may refer to it in turn
  if (planting.includes(seed)) return false
  const operation = await engine.operations(seed.operation)
  const context = contextOfSeed(work, { seed, operation })
  // where another was faster, it is there
  const done = await tryUnit(engine, context, async (unit) => {
    const inner: Work = {
      ...context,
      engine,
      merchant,
      unit,
      actor: 'seed',
      names: new Map(),
      depth: 0,
      planting: [...planting, seed],
    }
    return makeSeed(inner, { seed, operation, input: context.input })
  })
  return done?.value ?? true
}
