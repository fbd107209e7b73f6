import { keyPairs } from '../../model/keys.ts'
import type { Expression, Step } from '../../model/sandbox.ts'
import type { Json } from './model.ts'
import { valueAt } from './paths.ts'
import type { OperationBehaviour, ResourceBehaviour } from './types.ts'

/** Something that an example takes for granted. */
export interface Demand {
  resource: string
  /** The operation whose example refers to it. */
  by: OperationBehaviour
  /** Fields that name it; none for an item of a list. */
  lookup: Record<string, Json>
  /** Further values it must have. */
  values: Record<string, Json>
  states?: string[]
  /** Which scope fields the example has. */
  scope: string
  /** The path of the list whose item it is. */
  list?: string
}

type Values = Record<string, Json>
type Resources = Record<string, ResourceBehaviour>

interface Known {
  resources: Resources
  /** The numbers of the examples' merchant: a key may be the merchant's own. */
  merchant: Values
}

export function isListDemand({ list }: Demand): boolean {
  return list !== undefined
}

/** What one operation's example takes for granted. */
export function demandsOf(by: OperationBehaviour, { resources, merchant }: Known): Demand[] {
  const { rule } = by
  if (!rule) return []
  const request: Values = { merchant, ...by.example.body, ...by.example.query, ...by.example.path }
  const context: Context = { by, request, resources }
  const own = 'resource' in rule ? ownDemand(context) : []
  const refs = Object.values('refs' in rule ? (rule.refs ?? {}) : {}).flatMap((ref): Demand[] => {
    const found = keyPairs(ref.by).find(([, field]) => valueAt(request, field) !== undefined)
    if (!found) return []
    const values = keyPairs(ref.equal ?? {}).map(([field, from]) => [field, valueAt(request, from)] as const)
    const lookup = { [found[0]]: valueAt(request, found[1]) ?? null }
    return [{ ...based(context, ref), lookup, values: known(values), states: ref.states }]
  })
  return [...own, ...refs, ...('do' in rule ? stepDemands(context, rule.do ?? []) : [])]
}

interface Context {
  by: OperationBehaviour
  request: Values
  resources: Resources
}

/** The object that the operation itself is about. */
function ownDemand(context: Context): Demand[] {
  const { request, resources, by } = context
  const { rule } = by
  if (rule?.action === 'list') {
    const wanted = keyPairs(rule.where ?? {}).map(([field, from]) => [field, valueAt(request, from)] as const)
    return [{ ...based(context, rule), lookup: {}, values: known(wanted), list: rule.list }]
  }
  if (rule?.action !== 'read' && rule?.action !== 'change' && rule?.action !== 'remove') return []
  const lookup = known(keyPairs(rule.key).map(([field, from]) => [field, valueAt(request, from)] as const))
  if (Object.keys(lookup).length < keyPairs(rule.key).length) return []
  const transitions = resources[rule.resource]?.transitions ?? {}
  const states =
    rule.action === 'change' && rule.transition !== undefined ? transitions[rule.transition]?.from : undefined
  return [{ ...based(context, rule), lookup, values: {}, states }]
}

/** What steps find by values of the request. */
function stepDemands(context: Context, steps: Step[]): Demand[] {
  return steps.flatMap((step): Demand[] => {
    if ('when' in step) return stepDemands(context, [...step.do, ...(step.else ?? [])])
    if (!('find' in step) || step.each !== undefined) return []
    const pairs = Object.entries(step.by).map(([field, value]) => [field, fromRequest(value, context.request)] as const)
    const lookup = known(pairs)
    if (pairs.length === 0 || Object.keys(lookup).length < pairs.length) return []
    return [{ ...based(context, step), lookup, values: {} }]
  })
}

function fromRequest(value: Expression, request: Values): Json | undefined {
  if (typeof value !== 'object' || value === null || !('from' in value)) return undefined
  return value.from.startsWith('request.') ? valueAt(request, value.from.slice('request.'.length)) : undefined
}

/** Which scope fields the example has, under their own names or those that the rule says. */
function based(
  { by, request, resources }: Context,
  rule: { resource: string; scope?: Record<string, string> },
): Pick<Demand, 'resource' | 'by' | 'scope'> {
  const fields = resources[rule.resource]?.scope ?? []
  const scope = fields.filter((field) => valueAt(request, rule.scope?.[field] ?? field) !== undefined).join()
  return { resource: rule.resource, by, scope }
}

function known(entries: (readonly [string, Json | undefined])[]): Values {
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, Json] => entry[1] !== undefined))
}
