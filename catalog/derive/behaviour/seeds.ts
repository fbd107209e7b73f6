import { keyPairs } from '../../model/keys.ts'
import type { Json } from './model.ts'
import { valueAt } from './paths.ts'
import type { Behaviour, OperationBehaviour, ResourceBehaviour, Seed } from './types.ts'

type Known = Pick<Behaviour, 'operations' | 'resources'>

/** Something that an example takes for granted. */
interface Demand {
  resource: string
  /** The operation whose example refers to it. */
  by: OperationBehaviour
  /** Fields that name it. */
  lookup: Record<string, Json>
  /** Further values it must have. */
  values: Record<string, Json>
  states?: string[]
  /** Which scope fields the example has. */
  scope: string
}

/**
 * The objects that examples refer to and that a new merchant therefore owns: what a query or a change names, and what a
 * creation refers to, each made by the creating operation's own example and moved to a state in which the example works.
 */
export function deriveSeeds(behaviour: Known): Seed[] {
  const groups = new Map<string, Demand>()
  for (const demand of behaviour.operations.flatMap((operation) => demandsOf(operation, behaviour.resources))) {
    const id = JSON.stringify([demand.resource, demand.scope, demand.lookup])
    const known = groups.get(id)
    groups.set(id, known ? merge(known, demand) : demand)
  }
  const seeds = [...groups.values()].map((demand) => ({ demand, seed: toSeed(demand, behaviour) }))
  return inOrder(
    seeds.map(({ seed }) => seed),
    behaviour.operations,
  )
}

function demandsOf(operation: OperationBehaviour, resources: Record<string, ResourceBehaviour>): Demand[] {
  const { rule } = operation
  const request: Record<string, Json> = {
    ...operation.example.body,
    ...operation.example.query,
    ...operation.example.path,
  }
  const base = (resource: string) => ({
    resource,
    by: operation,
    scope: (resources[resource]?.scope ?? []).filter((field) => request[field] !== undefined).join(),
  })
  if (rule?.action === 'read' || rule?.action === 'change') {
    const lookup = pick(keyPairs(rule.key), request)
    if (!lookup) return []
    const states =
      rule.action === 'change' ? resources[rule.resource]?.transitions?.[rule.transition ?? '']?.from : undefined
    return [{ ...base(rule.resource), lookup, values: {}, states }]
  }
  if (rule?.action !== 'create') return []
  return Object.values(rule.refs ?? {}).flatMap((ref): Demand[] => {
    const names = Array.isArray(ref.by) ? ref.by.map((name) => [name, name] as const) : Object.entries(ref.by)
    const found = names.find(([, field]) => valueAt(request, field) !== undefined)
    if (!found) return []
    const values = Object.entries(ref.equal ?? {}).map(([field, from]) => [field, valueAt(request, from)] as const)
    return [
      {
        ...base(ref.resource),
        lookup: { [found[0]]: valueAt(request, found[1]) ?? null },
        values: Object.fromEntries(values.filter((entry): entry is [string, Json] => entry[1] !== undefined)),
        states: ref.states,
      },
    ]
  })
}

function pick(fields: [string, string][], request: Record<string, Json>): Record<string, Json> | undefined {
  const entries = fields.map(([field, from]) => [field, valueAt(request, from)] as const)
  if (entries.some(([, value]) => value === undefined)) return undefined
  return Object.fromEntries(entries as [string, Json][])
}

function merge(one: Demand, other: Demand): Demand {
  const states =
    one.states && other.states
      ? one.states.filter((state) => other.states?.includes(state))
      : (one.states ?? other.states)
  return { ...one, values: { ...one.values, ...other.values }, states }
}

function toSeed({ resource, by, lookup, values, states, scope }: Demand, behaviour: Known): Seed {
  const rule = behaviour.resources[resource]
  const creators = behaviour.operations.filter(
    (operation) =>
      operation.rule?.action === 'create' &&
      operation.rule.resource === resource &&
      (rule?.scope ?? []).filter((field) => operation.example.body?.[field] !== undefined).join() === scope,
  )
  const near = (operation: OperationBehaviour) =>
    operation.segments.findIndex((segment, at) => segment !== by.segments[at]) >>> 0
  const creator = creators.sort((a, b) => near(b) - near(a))[0]
  const all = { ...values, ...lookup }
  if (!creator) return { resource, operation: by.id, from: 'reply', values: all, transitions: [] }
  return { resource, operation: creator.id, from: 'request', values: all, transitions: route(rule, states) }
}

/** The shortest way from the first state to one of `states`; none if that is where it starts or no way leads there. */
function route(rule: ResourceBehaviour | undefined, states: string[] | undefined): string[] {
  const start = rule?.initial
  if (!states || start === undefined || states.includes(start)) return []
  const ways: { state: string; path: string[] }[] = [{ state: start, path: [] }]
  const seen = new Set([start])
  for (const { state, path } of ways) {
    if (states.includes(state)) return path
    for (const [name, { from, to }] of Object.entries(rule?.transitions ?? {})) {
      if (typeof to !== 'string' || (from && !from.includes(state)) || seen.has(to)) continue
      seen.add(to)
      ways.push({ state: to, path: [...path, name] })
    }
  }
  return []
}

/** What others refer to comes first. */
function inOrder(seeds: Seed[], operations: OperationBehaviour[]): Seed[] {
  const needs = (resource: string): string[] =>
    operations.flatMap(({ rule }) =>
      rule?.action === 'create' && rule.resource === resource
        ? Object.values(rule.refs ?? {}).map((ref) => ref.resource)
        : [],
    )
  const depth = (resource: string, above: string[] = []): number =>
    above.includes(resource)
      ? 0
      : 1 + Math.max(0, ...needs(resource).map((other) => depth(other, [...above, resource])))
  const depths = new Map(
    [...new Set(seeds.map(({ resource }) => resource))].map((resource) => [resource, depth(resource)]),
  )
  return seeds.sort((a, b) => (depths.get(a.resource) ?? 0) - (depths.get(b.resource) ?? 0))
}
