import type { SandboxRule } from '../../../catalog/model/sandbox.ts'
import type { Json } from '../../../catalog/model/types.ts'
import { randomText } from '../../signature/index.ts'
import { assign } from '../expression.ts'
import type { Input, JsonObject } from '../input.ts'
import { resourceOf, scopeFor, scopeOfRule, type Work } from './context.ts'
import { keyFields } from './keys.ts'
import type { StoredObject } from './objects.ts'
import { readPath, writePath } from './values.ts'

export type CreateRule = Extract<SandboxRule, { action: 'create' }>

/** The object as the request and the rules describe it. */
export function build(work: Work, { rule, input }: { rule: CreateRule; input: Input }): StoredObject {
  const resource = resourceOf(work, rule.resource)
  const { state, initial } = resource
  const begun: JsonObject = { ...input.body, ...keyFields(rule, work) }
  if (state !== undefined && initial !== undefined) begun[state] = initial
  const scope = scopeFor(work)
  const data = assign(assign(begun, resource.set, scope), rule.set, scope)
  return {
    resource: rule.resource,
    scope: scopeOfRule(work, rule),
    data: withNumbers(data, resource.key, work),
    fingerprint: fingerprintOf(work, rule, input),
    seed: false,
    publicKeyMode: work.publicKeyMode,
    created: work.now,
  }
}

/** A number that neither request nor rule gives is the platform's: fresh, in the form of the answer's example. */
function withNumbers(data: JsonObject, key: string[], { operation }: Work): JsonObject {
  const missing = key.filter((field) => data[field] === undefined)
  const made = missing.flatMap((field): [string, Json][] => {
    const example = operation?.reply.fields.find(({ name }) => name === field)?.example
    if (typeof example === 'number') return [[field, Number(likeExample(String(example)))]]
    return typeof example === 'string' ? [[field, likeExample(example)]] : []
  })
  return made.length === 0 ? data : { ...data, ...Object.fromEntries(made) }
}

/** Other digits in the same places; the first two stay, which tell what kind of number it is. */
function likeExample(example: string): string {
  return example.replace(/\d/g, (digit, at: number) => (at < 2 ? digit : randomText(1, '0123456789')))
}

/** What tells two requests with the same number apart: everything but the fields that may be said anew. */
export function fingerprintOf({ engine, merchant, operation }: Work, rule: CreateRule, { body = {} }: Input): string {
  let compared = body
  for (const path of rule.free ?? []) if (readPath(body, path) !== undefined) compared = writePath(compared, path, null)
  // the same words of another operation are another request: an order of another kind
  return `${operation?.id ?? ''} ${engine.identities.fingerprint(compared, merchant.record)}`
}
