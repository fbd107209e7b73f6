import { keyPairs, type OperationBehaviour, type Seed, type Shape } from '../../../catalog/derive/behaviour/index.ts'
import type { Assignments } from '../../../catalog/model/sandbox.ts'
import type { Json } from '../../../catalog/model/types.ts'
import { assign } from '../expression.ts'
import type { Input, JsonObject } from '../input.ts'
import type { Merchant } from '../merchants.ts'
import { build } from './build.ts'
import { type Context, requestOf, resourceOf, scopeFor, scopeText, type Work } from './context.ts'
import { bindReferences } from './references.ts'
import { tryUnit } from './run.ts'
import { applyTransition } from './transition.ts'
import type { Handle, Where } from './unit.ts'

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
  const context = contextOf(work, { seed, operation })
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
    return make(inner, { seed, operation, input: context.input })
  })
  return done?.value ?? true
}

/** As if the creating operation had been called with its example. */
function contextOf(work: Work, { seed, operation }: { seed: Seed; operation: OperationBehaviour }): Context {
  const { engine, merchant } = work
  const own = (value: JsonObject): JsonObject => engine.identities.adopt(value, merchant.record) as JsonObject
  const { rule, example } = operation
  const creates = seed.from === 'request' && rule?.action === 'create'
  const given: Input = {
    path: own(example.path),
    query: own(example.query),
    ...(example.body && { body: own(example.body) }),
    files: new Map(),
  }
  const input = creates ? withKeys(given, own(seed.values), keyPairs(rule.key)) : given
  const { refuse, now, origin } = work
  return { operation, merchant, input, request: requestOf(input), refuse, now, origin, publicKeyMode: false }
}

async function make(
  work: Work,
  { seed, operation, input }: { seed: Seed; operation: OperationBehaviour; input: Input },
): Promise<boolean> {
  const values = literals(work, seed)
  const { rule } = operation
  const handle =
    seed.from === 'request' && rule?.action === 'create'
      ? await fromRequest(work, { rule, input, values })
      : await fromReply(work, { seed, operation, values })
  if (!handle) return false
  for (const name of seed.transitions) {
    await applyTransition(work, handle, { name, request: {} })
    // a transition makes numbers of its own; the ones that examples name stay
    handle.object = { ...handle.object, data: assign(handle.object.data, values, scopeFor(work)) }
  }
  return true
}

async function fromRequest(
  work: Work,
  { rule, input, values }: { rule: Parameters<typeof build>[1]['rule']; input: Input; values: Assignments },
): Promise<Handle | undefined> {
  await bindReferences(work, rule.refs)
  const made = build(work, { rule, input })
  return work.unit.add({ ...made, data: assign(made.data, values, scopeFor(work)), seed: true })
}

/** Nothing in the catalog creates it: the example answer itself is the object. */
async function fromReply(
  work: Work,
  { seed, operation, values }: { seed: Seed; operation: OperationBehaviour; values: Assignments },
): Promise<Handle | undefined> {
  const { state, initial, set } = resourceOf(work, seed.resource)
  const example = adopted(work, exampleOf(operation, seed.list))
  const begun = state !== undefined && initial !== undefined ? { [state]: initial } : {}
  const data = assign({ ...begun, ...assign({}, set, scopeFor(work)), ...example }, values, scopeFor(work))
  return work.unit.add({
    resource: seed.resource,
    scope: scopeText(work, seed.resource, [work.request, data]),
    data,
    fingerprint: '',
    seed: true,
    publicKeyMode: false,
    created: work.now,
  })
}

/** The example answer, or the first item of its list. */
function exampleOf({ reply }: OperationBehaviour, list: string | undefined): JsonObject {
  let shapes: readonly Shape[] = reply.fields
  for (const name of list?.split('.') ?? []) shapes = shapes.find((shape) => shape.name === name)?.fields ?? []
  return examplesOf(shapes)
}

/** Key fields that the seed does not fix get a number of their own, so that it does not stand in another one's place. */
function withKeys(input: Input, values: JsonObject, pairs: [field: string, from: string][]): Input {
  const body = { ...input.body }
  const next: Input = { ...input, path: { ...input.path }, body }
  for (const [field, from] of pairs) {
    const place = Object.hasOwn(next.path, from) ? next.path : body
    const example = place[from]
    if (Object.hasOwn(values, field)) place[from] = values[field] ?? null
    else if (typeof example === 'string') place[from] = digitsOf(JSON.stringify([values, field]), example.length)
  }
  return next
}

/** Digits that follow from a text: the same example has the same number whoever makes it first. */
function digitsOf(text: string, length: number): string {
  let digits = ''
  for (let round = 0; digits.length < length; round++) {
    let hash = 5381 + round
    for (const char of text) hash = (Math.imul(hash, 33) + (char.codePointAt(0) ?? 0)) >>> 0
    digits += String(hash).padStart(10, '0')
  }
  return digits.slice(0, length)
}

function literals(work: Work, { values }: Seed): Assignments {
  return Object.fromEntries(Object.entries(adopted(work, values)).map(([path, value]) => [path, { value }]))
}

function adopted({ engine, merchant }: { engine: Work['engine']; merchant: Merchant }, value: JsonObject): JsonObject {
  return engine.identities.adopt(value, merchant.record) as JsonObject
}

function examplesOf(shapes: readonly Shape[]): JsonObject {
  const entries = shapes.flatMap((shape): [string, Json][] => {
    const one = shape.fields ? examplesOf(shape.fields) : shape.example
    return one === undefined ? [] : [[shape.name, shape.list ? [one] : one]]
  })
  return Object.fromEntries(entries)
}
