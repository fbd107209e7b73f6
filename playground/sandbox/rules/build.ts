import type { SandboxRule } from '../../../catalog/model/sandbox.ts'
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
  return {
    resource: rule.resource,
    scope: scopeOfRule(work, rule),
    data: assign(assign(begun, resource.set, scope), rule.set, scope),
    fingerprint: fingerprintOf(work, rule, input),
    seed: false,
    publicKeyMode: work.publicKeyMode,
    created: work.now,
  }
}

/** What tells two requests with the same number apart: everything but the fields that may be said anew. */
export function fingerprintOf({ engine, merchant, operation }: Work, rule: CreateRule, { body = {} }: Input): string {
  let compared = body
  for (const path of rule.free ?? []) if (readPath(body, path) !== undefined) compared = writePath(compared, path, null)
  // the same words of another operation are another request: an order of another kind
  return `${operation?.id ?? ''} ${engine.identities.fingerprint(compared, merchant.record)}`
}
