import type { BehaviourIndex, OperationBehaviour, ResourceBehaviour } from '../../../catalog/derive/behaviour/index.ts'
import type { ErrorReply } from '../../../catalog/model/sandbox.ts'
import type { Scope } from '../expression.ts'
import type { Identities } from '../identity.ts'
import type { Input, JsonObject } from '../input.ts'
import type { Merchant } from '../merchants.ts'
import { type Check, Refusal, type Refuse } from '../refusal.ts'
import type { Objects } from './objects.ts'

/** Everything the remembering phase knows about one request. */
export interface Context {
  behaviour: BehaviourIndex
  operation: OperationBehaviour
  merchant: Merchant
  objects: Objects
  identities: Identities
  input: Input
  /** Path, query and body side by side; the path wins. */
  request: JsonObject
  refuse: Refuse
  /** Milliseconds since 1970. */
  now: number
  publicKeyMode: boolean
  /** Making an example object: nothing is drawn from others. */
  seeding?: boolean
}

/** What the answer is made of. */
export interface Outcome {
  object: JsonObject
  /** Further roots of reply expressions. */
  roots: JsonObject
  /** Where the object is kept, if there is one. */
  key?: string
  /** A transition that follows the answer. */
  follow?: { resource: string; key: string; transition: string }
}

export function requestOf(input: Input): JsonObject {
  return { ...input.body, ...input.query, ...input.path }
}

export function resourceOf({ behaviour }: Pick<Context, 'behaviour'>, name: string): ResourceBehaviour {
  return behaviour.resources[name] ?? { key: [], scope: [], lookups: [] }
}

/** The scope of an object that this request is about. */
export function scopeOf(
  context: Pick<Context, 'identities' | 'merchant' | 'request'>,
  rule: ResourceBehaviour,
): string {
  const { identities, merchant, request } = context
  return rule.scope
    .map((field) => identities.alias(field, request[field], merchant.record))
    .join(' ')
    .trim()
}

export function scopeFor(context: Context, roots: JsonObject = {}): Scope {
  const { merchant, request, now } = context
  const { mchid, sub_mchid, appid, openid } = merchant.record
  return { roots: { request, merchant: { mchid, sub_mchid, appid, openid }, ...roots }, now }
}

/** The answer that a rule names, with the documented message of its code; without one the gateway's default. */
export function refuseBy(
  { operation, refuse }: Pick<Context, 'operation' | 'refuse'>,
  reply: ErrorReply | undefined,
  fallback: Check,
): Refusal {
  if (!reply) return refuse(fallback)
  const message = reply.message ?? operation.messages[reply.code] ?? refuse(fallback).answer.message
  return new Refusal(fallback, {
    status: reply.status,
    code: reply.code,
    message,
    number: reply.number,
    requestId: true,
  })
}
