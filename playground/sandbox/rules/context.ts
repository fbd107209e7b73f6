import {
  type OperationBehaviour,
  type ResourceBehaviour,
  type Seed,
  valueAt,
} from '../../../catalog/derive/behaviour/index.ts'
import type { ErrorReply } from '../../../catalog/model/sandbox.ts'
import type { Json } from '../../../catalog/model/types.ts'
import type { Engine } from '../engine.ts'
import { assign, type Scope, toRfc3339 } from '../expression.ts'
import type { Input, JsonObject } from '../input.ts'
import type { Merchant } from '../merchants.ts'
import { type Check, Refusal, type Refuse } from '../refusal.ts'
import type { Handle, Unit } from './unit.ts'
import { viewOf } from './view.ts'

/** The parts of the sandbox that rules need. */
export type RulesEngine = Pick<
  Engine,
  | 'options'
  | 'now'
  | 'limits'
  | 'merchants'
  | 'identities'
  | 'operations'
  | 'refusalsFor'
  | 'notifications'
  | 'background'
  | 'formulas'
  | 'indexing'
  | 'turns'
  | 'seeds'
  | 'clock'
>

/** Everything that is known about one request. */
export interface Context {
  operation: OperationBehaviour
  merchant: Merchant
  input: Input
  /** Path, query and body side by side; the path wins. */
  request: JsonObject
  refuse: Refuse
  /** Milliseconds since 1970, business time. */
  now: number
  publicKeyMode: boolean
  /** Where the sandbox is reached: `http://localhost:8787`. */
  origin: string
  /** The trace of the exchange. */
  trace?: string
}

/** What a name in a rule stands for. */
export type Bound = { handle: Handle } | { handles: Handle[] } | { value: Json }

/** One piece of work in its unit: an operation's rule, or a transition. */
export interface Work extends Pick<Context, 'merchant' | 'request' | 'refuse' | 'now' | 'publicKeyMode' | 'origin'> {
  engine: RulesEngine
  unit: Unit
  operation?: OperationBehaviour
  /** Who acts: `seed` makes an example object, of which nobody is told. */
  actor: 'operation' | 'control' | 'due' | 'seed'
  /** The object that the rule or transition is about. */
  self?: Handle
  /** What references and steps have bound. */
  names: Map<string, Bound>
  /** Transitions inside transitions. */
  depth: number
  /** The example objects that are being made. */
  planting?: Seed[]
}

export function requestOf(input: Input): JsonObject {
  return { ...input.body, ...input.query, ...input.path }
}

export function resourceOf({ engine }: Pick<Work, 'engine'>, name: string): ResourceBehaviour {
  return ruleOf(engine, name) ?? { key: [], scope: [], lookups: [] }
}

/** The values of a resource's scope fields, from the first place that has them. */
export function scopeText(
  work: Pick<Work, 'engine' | 'merchant'>,
  name: string,
  places: (JsonObject | undefined)[],
): string {
  const { identities } = work.engine
  return resourceOf(work, name)
    .scope.map((field) => {
      const place = places.find((one) => one && Object.hasOwn(one, field))
      return identities.alias(field, place?.[field], work.merchant.record)
    })
    .join(' ')
    .trim()
}

/** The scope of the object that a request names, from the fields that a rule says or those of the same names. */
export function scopeOfRule(work: Work, rule: { resource: string; scope?: Record<string, string> }): string {
  const { request } = work
  const named = Object.entries(rule.scope ?? {}).map(
    ([field, from]) => [field, valueAt(request, from) ?? null] as const,
  )
  return scopeText(work, rule.resource, [Object.fromEntries(named), request])
}

/** What formulas and expressions see now. */
export function scopeFor(work: Work, more: JsonObject = {}): Scope {
  const { engine, request, operation, now, origin, self } = work
  const bound = [...work.names].map(([name, one]) => [name, boundValue(work, one)] as const)
  const roots: JsonObject = {
    request,
    merchant: merchantRoot(work.merchant),
    now: toRfc3339(now),
    ...(operation && { operation: { id: operation.id } }),
    ...(self && { object: handleView(work, self) }),
    ...Object.fromEntries(bound),
    ...more,
  }
  return { roots, now, origin, formulas: engine.formulas }
}

export function merchantRoot({ record }: Merchant): JsonObject {
  const { mchid, sub_mchid, appid, openid } = record
  return { mchid, sub_mchid, appid, openid }
}

export function handleView(work: Pick<Work, 'engine'>, { resource, object }: Handle): JsonObject {
  return viewOf(object, resourceOf(work, resource))
}

/** What a bound name stands for in formulas. */
export function boundValue(work: Work, bound: Bound): Json {
  if ('value' in bound) return bound.value
  return 'handle' in bound ? handleView(work, bound.handle) : bound.handles.map((handle) => handleView(work, handle))
}

/** Sets fields of an object in this unit. */
export function setFields(handle: Handle, assignments: Parameters<typeof assign>[1], scope: Scope): void {
  if (!assignments) return
  handle.object = { ...handle.object, data: assign(handle.object.data, assignments, scope) }
}

/**
 * Whether an example object is in this work of an operation. What examples say is not checked against it: they were
 * written one by one, and each must work as often as it is run.
 */
export function isExample({ actor, self, names }: Work): boolean {
  if (actor === 'seed') return true
  if (actor !== 'operation') return false
  if (self?.object.seed) return true
  return [...names.values()].some((one) => {
    if ('handle' in one) return one.handle.object.seed
    return 'handles' in one && one.handles.some(({ object }) => object.seed)
  })
}

/** The answer that a rule names, with the documented message of its code; without one the gateway's default. */
export function refuseBy(
  { operation, refuse }: Pick<Work, 'operation' | 'refuse'>,
  reply: ErrorReply | undefined,
  fallback: Check,
): Refusal {
  if (!reply) return refuse(fallback)
  const message = reply.message ?? operation?.messages[reply.code] ?? refuse(fallback).answer.message
  const { status, code, number } = reply
  return new Refusal(fallback, { status, code, message, number, requestId: true })
}

/** What the catalog says of a resource; `undefined` for a name that it does not know. */
export function ruleOf({ options }: RulesEngine, name: string): ResourceBehaviour | undefined {
  const { resources } = options.behaviour
  return Object.hasOwn(resources, name) ? resources[name] : undefined
}

type Known = Pick<Context, 'merchant' | 'request' | 'refuse' | 'now' | 'publicKeyMode' | 'origin'>

/** The work of a request, before anything is bound. */
export function workOf(engine: RulesEngine, known: Known, { unit, actor }: Pick<Work, 'unit' | 'actor'>): Work {
  const { merchant, request, refuse, now, publicKeyMode, origin } = known
  return {
    ...{ engine, unit, actor, merchant, request, refuse, now, publicKeyMode, origin },
    ...{ names: new Map(), depth: 0 },
  }
}
