import { toBody } from './body.ts'
import { atProducts, type FieldContext, toFields } from './fields.ts'
import { WebhookFileSchema } from './file-schema.ts'
import { childOf, type Located, sourceAt } from './located.ts'
import { toOfficial, toParameters } from './operation.ts'
import { protocolOf, webhookIdOf } from './paths.ts'
import type { Webhook } from './types.ts'
import { validate } from './validate.ts'

/** The notification that one file of `webhooks/` describes. */
export function toWebhook(file: string, node: Located, { report, ...above }: FieldContext): Webhook | undefined {
  const valid = validate(WebhookFileSchema, node, report)
  const post = valid?.value.post
  const at = childOf(valid?.node, 'post')
  if (!post || !at) return undefined
  const context = atProducts({ report, ...above }, post['x-products'])
  const body = toBody(post.requestBody, { node: childOf(at, 'requestBody') ?? at, context })
  if (!body) return undefined
  const plaintext = post['x-plaintext']
  const parameters = toParameters(post.parameters ?? [], { node: at, context })
  if (parameters.path.length + parameters.query.length > 0) {
    report(
      sourceAt(at, ['parameters']),
      'a notification has a path or query parameter',
      'Only in: header; the address is the merchant’s.',
    )
  }
  const id = webhookIdOf(file)
  // The envelope of v2 has no summary; which original_type a v3 event carries is not always documented.
  if (plaintext && protocolOf(id) === 'v3' && post['x-summary'] === undefined)
    report(at.source, 'x-plaintext stands without x-summary', 'Write x-summary: … as the gateway sends it.')
  return {
    id,
    protocol: protocolOf(id),
    event: id.slice(id.indexOf('/') + 1),
    title: post.summary,
    description: post.description ?? '',
    official: toOfficial(post),
    products: post['x-products'] ?? [],
    modes: post['x-modes'] ?? [],
    header: parameters.header,
    body,
    plaintext: plaintext ? toFields(plaintext, childOf(at, 'x-plaintext') ?? at, context) : [],
    originalType: post['x-original-type'] ?? '',
    associatedData: post['x-associated-data'] ?? '',
    summary: post['x-summary'] ?? '',
    source: { file, line: at.source.line },
  }
}
