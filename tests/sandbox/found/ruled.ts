/** The catalog's operations over JSON by what their rules do, and what one may ask them. */
import { keyPairs, OF_MERCHANT, type OperationBehaviour, valueAt } from '../../../catalog/derive/behaviour/index.ts'
import type { SandboxRule } from '../../../catalog/model/sandbox.ts'
import type { Json } from '../../../catalog/model/types.ts'
import type { JsonObject } from '../kit/client.ts'
import { type Client, createKit } from '../kit/index.ts'

export type { JsonObject } from '../kit/client.ts'
export type RuleOf<A extends SandboxRule['action']> = Extract<SandboxRule, { action: A }>
export type Ruled<A extends SandboxRule['action']> = OperationBehaviour & { rule: RuleOf<A> }

export const kit = await createKit()
export const { operations, resources, identity } = kit.behaviour
export const identities = new Set<string>(Object.values(identity).flat())
/** The numbers of examples, which every merchant has. */
export const examples = new Set<Json>(Object.values(kit.behaviour.exampleIdentities).flat())
const json = operations.filter(({ protocol, body }) => protocol === 'v3' && !/multipart/.test(body?.mediaType ?? ''))

/** The operations whose rule does this with a resource. */
export function of<A extends SandboxRule['action']>(action: A, resource: string): Ruled<A>[] {
  return json.filter(
    (one): one is Ruled<A> => one.rule?.action === action && 'resource' in one.rule && one.rule.resource === resource,
  )
}

/** Whether the request can say what the rule finds the object by. */
export function canName({ rule }: Ruled<'read'> | Ruled<'remove'>, object: JsonObject): boolean {
  return keyPairs(rule.key).every(([field, from]) => from.startsWith(OF_MERCHANT) || isPlain(valueAt(object, field)))
}

/** Whether a new number names it, rather than who the merchant is or an example, which everybody finds. */
export function hasOwnNumber({ rule, example }: Ruled<'read'>, object: JsonObject): boolean {
  const given: JsonObject = { ...example.body, ...example.query, ...example.path }
  return keyPairs(rule.key).some(
    ([field, from]) =>
      !from.startsWith(OF_MERCHANT) && !identities.has(field) && String(given[from]) !== String(valueAt(object, field)),
  )
}

export interface Told {
  client: Client
  object: JsonObject
}

export function isPlain(value: Json | undefined): boolean {
  return typeof value === 'string' ? value !== '' : typeof value === 'number'
}
