import { exampleOf } from '../../model/index.ts'
import { toWirePath } from '../../model/paths.ts'
import { exampleIdentities } from './identities.ts'
import { deriveIndexes } from './indexes.ts'
import type { Catalog, Operation, Webhook } from './model.ts'
import { deriveResources } from './resources.ts'
import { deriveSeeds } from './seeds.ts'
import { toShape, toShapeV2 } from './shape.ts'
import type { Behaviour, OperationBehaviour, Route, WebhookBehaviour } from './types.ts'

export { type FormulaFunction, parseFormula } from '../../model/formula.ts'
export { keyPairs, OF_MERCHANT } from '../../model/keys.ts'
export { dayTerm, readTerm } from './indexes.ts'
export { fieldOf, valueAt, valuesAt } from './paths.ts'
export { boundsOf, type JsonSchema, schemaOf } from './schema.ts'
export type * from './types.ts'

/** What the sandbox checks and answers, for every operation of the catalog. Pure; the same catalog gives the same value. */
export function deriveBehaviour(catalog: Catalog): Behaviour {
  const operations = catalog.operations.map(deriveOperation)
  const known = deriveResources(catalog)
  const indexes = deriveIndexes(operations, known)
  const resources = Object.fromEntries(
    Object.entries(known).map(([name, rule]) => [name, { ...rule, ...(indexes[name] && { indexes: indexes[name] }) }]),
  )
  const sent = new Set([...webhooksIn(resources), ...operations.flatMap(({ rule }) => webhooksIn(rule))])
  const webhooks = catalog.webhooks.filter(({ id }) => sent.has(id))
  const identities = exampleIdentities(operations, catalog.identity)
  return {
    routes: operations.map(toRoute),
    operations,
    resources,
    errors: catalog.errors,
    codes: [...new Set(operations.flatMap(({ messages }) => Object.keys(messages)))].sort(),
    identity: catalog.identity,
    exampleIdentities: identities,
    webhooks: Object.fromEntries(webhooks.map((webhook) => [webhook.id, deriveWebhook(webhook)])),
    seeds: deriveSeeds({ operations, resources, exampleIdentities: identities }),
  }
}

/** What transitions and steps notify, however deep they stand. */
function webhooksIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    name === 'notify' ? [inner].flat().map(({ webhook }: { webhook: string }) => webhook) : webhooksIn(inner),
  )
}

function toRoute({ id, method, segments, alias }: OperationBehaviour): Route {
  return { id, method, segments, ...(alias && { alias }) }
}

function segmentsOf(wirePath: string): string[] {
  return wirePath.slice(1).split('/')
}

function deriveOperation(operation: Operation): OperationBehaviour {
  const { query } = operation.parameters
  // one with a single value is text of the wire path, and no parameter there
  const path = operation.parameters.path.filter(({ name }) => operation.wirePath.includes(`{${name}}`))
  const { body, replies, sandbox } = operation
  const reply = replies[0]
  const shapeOf = operation.protocol === 'v2' ? toShapeV2 : toShape
  const examples = { jsonStrings: 'value' } as const
  return {
    id: operation.id,
    method: operation.method,
    segments: segmentsOf(operation.wirePath),
    ...(operation.alias !== undefined && { alias: segmentsOf(toWirePath(operation.alias)) }),
    protocol: operation.protocol,
    ...(operation.mutualTls && { mutualTls: true as const }),
    ...(operation.nonceless && { nonceless: true as const }),
    parameters: { path: path.map(toShape), query: query.map(shapeOf) },
    ...(body && { body: { mediaType: body.mediaType, required: body.required, fields: body.fields.map(shapeOf) } }),
    example: {
      path: exampleOf(path),
      query: exampleOf(query),
      ...(body && { body: exampleOf(body.fields, examples) }),
    },
    reply: {
      status: reply?.status ?? 204,
      ...(reply?.mediaType && { mediaType: reply.mediaType }),
      fields: (reply?.fields ?? []).map(shapeOf),
    },
    messages: Object.fromEntries(operation.errors.map(({ code, message }) => [code, message])),
    ...statusesOf(operation),
    ...(sandbox && { rule: sandbox }),
  }
}

function statusesOf({ protocol, errors }: Operation): Pick<OperationBehaviour, 'statuses'> {
  const others = errors.filter(({ status }) => protocol === 'v3' && status !== 400)
  return others.length > 0 ? { statuses: Object.fromEntries(others.map(({ code, status }) => [code, status])) } : {}
}

function deriveWebhook(webhook: Webhook): WebhookBehaviour {
  const { protocol, event, summary, originalType, associatedData, plaintext, body } = webhook
  const common = { protocol, event, summary, originalType, associatedData, plaintext: plaintext.map(toShape) }
  return protocol === 'v2' ? { ...common, body: body.fields.map(toShapeV2) } : common
}
