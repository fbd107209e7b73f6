import { keyPairs, type OperationBehaviour, type Seed, type Shape } from '../../../catalog/derive/behaviour/index.ts'
import type { Assignments } from '../../../catalog/model/sandbox.ts'
import type { Json } from '../../../catalog/model/types.ts'
import { assign } from '../expression.ts'
import type { Input, JsonObject } from '../input.ts'
import type { Merchant } from '../merchants.ts'
import { build } from './build.ts'
import { type Context, requestOf, resourceOf, scopeFor, scopeText, type Work } from './context.ts'
import { bindReferences } from './references.ts'
import { applyTransition } from './transition.ts'
import type { Handle } from './unit.ts'

/** What the object of a seed is made in: as if the creating operation had been called with its example. */
export function contextOfSeed(work: Work, { seed, operation }: { seed: Seed; operation: OperationBehaviour }): Context {
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

/** Makes the example object, in the state in which the example works; `false` where it is there already. */
export async function makeSeed(
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
