import { type Demand, demandsOf, isListDemand } from './demands.ts'
import type { Json } from './model.ts'
import { route } from './route.ts'
import type { Behaviour, OperationBehaviour, Seed } from './types.ts'

type Known = Pick<Behaviour, 'operations' | 'resources' | 'exampleIdentities'>

/**
 * The objects that examples refer to, by resource: what a query or a change names, and what a creation refers to, each
 * made by the creating operation's own example and moved to a state in which the example works.
 */
export function deriveSeeds(behaviour: Known): Record<string, Seed[]> {
  const groups = new Map<string, Demand>()
  const lists: Demand[] = []
  const wanted = new Set<string>()
  const merchant = Object.fromEntries(
    Object.entries(behaviour.exampleIdentities).map(([kind, [first = '']]) => [kind, first]),
  )
  const known = { resources: behaviour.resources, merchant }
  for (const demand of behaviour.operations.flatMap((operation) => demandsOf(operation, known))) {
    if (isListDemand(demand)) {
      lists.push(demand)
      continue
    }
    wanted.add(demand.resource)
    const id = JSON.stringify([demand.resource, demand.scope, demand.lookup])
    const same = groups.get(id)
    groups.set(id, same ? merge(same, demand) : demand)
  }
  // a list of what nothing else names has its own example
  for (const demand of lists) if (!wanted.has(demand.resource)) groups.set(demand.by.id, demand)
  const creators = creatorsOf(behaviour.operations)
  const seeds: Record<string, Seed[]> = {}
  for (const demand of groups.values()) {
    seeds[demand.resource] ??= []
    seeds[demand.resource]?.push(toSeed(demand, { creators, resources: behaviour.resources }))
  }
  return seeds
}

function merge(one: Demand, other: Demand): Demand {
  const states =
    one.states && other.states
      ? one.states.filter((state) => other.states?.includes(state))
      : (one.states ?? other.states)
  // an answer that shows the object is the better example of it
  const by = one.by.rule?.action === 'read' || other.by.rule?.action !== 'read' ? one.by : other.by
  return { ...one, by, values: { ...one.values, ...other.values }, states }
}

/** The operations that create, by resource. */
function creatorsOf(operations: OperationBehaviour[]): Map<string, OperationBehaviour[]> {
  const found = new Map<string, OperationBehaviour[]>()
  for (const operation of operations) {
    const { rule } = operation
    if (rule?.action !== 'create') continue
    found.set(rule.resource, [...(found.get(rule.resource) ?? []), operation])
  }
  return found
}

function toSeed(
  { resource, by, lookup, values, states, scope, list }: Demand,
  { creators, resources }: Pick<Known, 'resources'> & { creators: Map<string, OperationBehaviour[]> },
): Seed {
  const rule = resources[resource]
  const same = (creators.get(resource) ?? []).filter(({ rule: creates, example }) => {
    const named = creates?.action === 'create' ? creates.scope : undefined
    return (rule?.scope ?? []).filter((field) => example.body?.[named?.[field] ?? field] !== undefined).join() === scope
  })
  const near = (operation: OperationBehaviour) =>
    operation.segments.findIndex((segment, at) => segment !== by.segments[at]) >>> 0
  const creator = [...same].sort((a, b) => near(b) - near(a))[0]
  const all: Record<string, Json> = { ...values, ...lookup }
  const transitions = route(rule, states)
  if (creator) return { resource, operation: creator.id, from: 'request', values: all, transitions }
  return {
    resource,
    operation: by.id,
    from: 'reply',
    ...(list !== undefined && { list }),
    values: all,
    transitions: [],
  }
}
