/** The example of an operation, made into a request of one merchant. */
import type { Behaviour, OperationBehaviour } from '../../../catalog/derive/behaviour/index.ts'
import { keyNames } from '../../../catalog/model/keys.ts'
import type { Json } from '../../../catalog/model/types.ts'
import { randomNonce } from '../../../playground/signature/index.ts'
import type { Client, JsonObject } from './client.ts'

export interface SampleOptions {
  /** Puts a fresh number into the key fields of a creation. */
  fresh?: boolean
  /** Keeps the catalog's example identities except for the merchant's number. */
  exampleIdentity?: boolean
}

/** A request that is not yet addressed and encrypted. */
export interface Filled {
  path: JsonObject
  query: JsonObject
  body?: JsonObject
}

/** The example with this merchant's numbers in it. */
export function fillExample(
  operation: OperationBehaviour,
  { merchant }: Client,
  behaviour: Behaviour,
  { fresh = false, exampleIdentity = false }: SampleOptions,
): Filled {
  const own: Record<string, string> = {}
  for (const [kind, names] of Object.entries(behaviour.identity)) {
    if (exampleIdentity && kind !== 'mchid') continue
    for (const name of names) own[name] = String(merchant[kind as 'mchid'])
  }
  const rule = operation.rule?.action === 'create' && fresh ? operation.rule : undefined
  // as in the page's samples: what names an object that has to be there stays
  const named = Object.values(rule?.refs ?? {}).flatMap(({ by, missing }) => (missing ? keyNames(by) : []))
  const keys = rule ? keyNames(rule.key).filter((name) => !named.includes(name)) : []
  const renewed = (value: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        keys.includes(name) ? freshNumber(item) : renew(item, rule?.fresh ?? []),
      ]),
    )
  const { path, query, body } = operation.example
  return {
    path: replace(path, own) as JsonObject,
    query: replace(query, own) as JsonObject,
    ...(body && { body: renewed(replace(body, own) as JsonObject) }),
  }
}

function replace(value: Json, own: Record<string, string>): Json {
  if (Array.isArray(value)) return value.map((item) => replace(item, own))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, own[name] ?? replace(item, own)]))
}

/** New numbers in these fields, at any depth. */
function renew(value: Json, names: string[]): Json {
  if (Array.isArray(value)) return value.map((item) => renew(item, names))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  return Object.fromEntries(
    entries.map(([name, item]) => [name, names.includes(name) ? freshNumber(item) : renew(item, names)]),
  )
}

function freshNumber(value: Json | undefined): string {
  return `${randomNonce()}`.slice(0, Math.max(8, String(value).length)).slice(0, 32)
}
