import type { BehaviourIndex, ResourceBehaviour, Seed, Shape } from '../../catalog/derive/behaviour/index.ts'
import { keyNames } from '../../catalog/model/keys.ts'
import type { Assignments } from '../../catalog/model/sandbox.ts'
import type { Json } from '../../catalog/model/types.ts'
import { randomText } from '../signature/index.ts'
import { assign } from './expression.ts'
import type { Identities } from './identity.ts'
import type { Input, JsonObject } from './input.ts'
import type { Merchant } from './merchants.ts'
import type { Operations } from './operations.ts'
import type { Refuse } from './refusal.ts'
import { move } from './remember/change.ts'
import { type Context, requestOf, scopeFor, scopeOf } from './remember/context.ts'
import { create } from './remember/create.ts'
import { type Objects, stateOf } from './remember/objects.ts'

export interface SeedingOptions {
  behaviour: BehaviourIndex
  operations: Operations
  identities: Identities
  objects: Objects
  refuse: Refuse
  /** Milliseconds since 1970. */
  now: number
}

/** Gives a new merchant the objects that the catalog's examples refer to. */
export async function plantSeeds(merchant: Merchant, options: SeedingOptions): Promise<void> {
  for (const seed of options.behaviour.seeds) await plant(seed, merchant, options)
}

async function plant(seed: Seed, merchant: Merchant, options: SeedingOptions): Promise<void> {
  const resource = options.behaviour.resources[seed.resource]
  if (!resource) return
  const operation = await options.operations(seed.operation)
  const own = (value: JsonObject): JsonObject => options.identities.adopt(value, merchant.record) as JsonObject
  const { rule, example } = operation
  const values = own(seed.values)
  const creates = seed.from === 'request' && rule?.action === 'create'
  const body = creates ? withKeys(own(example.body ?? {}), { values, key: keyNames(rule.key) }) : undefined
  const input: Input = { path: own(example.path), query: own(example.query), ...(body && { body }), files: new Map() }
  const context: Context = {
    ...options,
    operation,
    merchant,
    input,
    request: requestOf(input),
    publicKeyMode: false,
    seeding: true,
  }
  const key = creates
    ? (await create(context, rule, literals(values))).key
    : await plantReply(context, { seed, resource, data: own(examplesOf(operation.reply.fields)), values })
  if (key !== undefined) await moveThrough(context, { key, seed, resource })
}

/** Key fields that the seed does not fix get a fresh number, so that it does not stand in another one's place. */
function withKeys(body: JsonObject, { values, key }: { values: JsonObject; key: string[] }): JsonObject {
  const next = { ...body }
  for (const field of key) {
    const example = next[field]
    if (Object.hasOwn(values, field)) next[field] = values[field] ?? null
    else if (typeof example === 'string') next[field] = randomText(example.length, '0123456789')
  }
  return next
}

interface ReplySeed {
  seed: Seed
  resource: ResourceBehaviour
  data: JsonObject
  values: JsonObject
}

/** Nothing in the catalog creates it: the example answer itself is the object. */
async function plantReply(context: Context, { seed, resource, data, values }: ReplySeed): Promise<string> {
  const object = {
    resource: seed.resource,
    scope: scopeOf(context, resource),
    data: assign(data, literals(values), scopeFor(context)),
    fingerprint: '',
    drawn: {},
    seed: true,
    publicKeyMode: false,
  }
  await context.objects.save(resource, object, 0)
  return context.objects.keyOf(resource, object)
}

async function moveThrough(
  context: Context,
  { key, seed, resource }: { key: string; seed: Seed; resource: ResourceBehaviour },
): Promise<void> {
  for (const name of seed.transitions) {
    const held = await context.objects.load(key)
    const transition = resource.transitions?.[name]
    if (!held || !transition) return
    const state = stateOf(resource, held.object)
    const moved = move(held.object, transition, { state, field: resource.state, scope: scopeFor(context) })
    // a transition makes numbers of its own; the ones that examples name stay
    if (moved) {
      const data = assign(moved.data, literals(seed.values), scopeFor(context))
      await context.objects.save(resource, { ...moved, data }, held.version)
    }
  }
}

function examplesOf(shapes: readonly Shape[]): JsonObject {
  const entries = shapes.flatMap((shape): [string, Json][] => {
    const one = shape.fields ? examplesOf(shape.fields) : shape.example
    return one === undefined ? [] : [[shape.name, shape.list ? [one] : one]]
  })
  return Object.fromEntries(entries)
}

function literals(values: JsonObject): Assignments {
  return Object.fromEntries(Object.entries(values).map(([path, value]) => [path, { value }]))
}
