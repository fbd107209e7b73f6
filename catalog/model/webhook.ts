import { type FieldContext, toFields } from './fields.ts'
import { WebhookFileSchema } from './file-schema.ts'
import { childOf, type Located } from './located.ts'
import { toBody, toOfficial, toParameters } from './operation.ts'
import { protocolOf, webhookIdOf } from './paths.ts'
import type { Webhook } from './types.ts'
import { validate } from './validate.ts'

/** The notification that one file of `webhooks/` describes. */
export function toWebhook(file: string, node: Located, context: FieldContext): Webhook | undefined {
  const valid = validate(WebhookFileSchema, node, context.report)
  const post = valid?.value.post
  const at = childOf(valid?.node, 'post')
  if (!post || !at) return undefined
  const body = toBody(post.requestBody, { node: childOf(at, 'requestBody') ?? at, context })
  if (!body) return undefined
  const plaintext = post['x-plaintext']
  const id = webhookIdOf(file)
  return {
    id,
    protocol: protocolOf(id),
    event: id.slice(id.indexOf('/') + 1),
    title: post.summary,
    description: post.description ?? '',
    official: toOfficial(post),
    products: post['x-products'] ?? [],
    modes: post['x-modes'] ?? [],
    header: toParameters(post.parameters ?? [], { node: at, context }).header,
    body,
    plaintext: plaintext ? toFields(plaintext, childOf(at, 'x-plaintext') ?? at, context) : [],
    originalType: post['x-original-type'] ?? '',
    associatedData: post['x-associated-data'] ?? '',
    summary: post['x-summary'] ?? '',
    source: { file, line: at.source.line },
  }
}
