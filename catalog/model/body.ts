import { type FieldContext, toFields } from './fields.ts'
import type { OperationNode, RequestBodyNode, SchemaNode } from './file-schema.ts'
import { childOf, type Located, sourceAt } from './located.ts'
import { FILE_MEDIA_TYPES, isFile, isReplyMediaType, REPLY_MEDIA_TYPES } from './media-type.ts'
import type { BodyMediaType, Field, Reply, RequestBody } from './types.ts'

const BODY_MEDIA_TYPES: string[] = ['application/json', 'text/xml', 'multipart/form-data'] satisfies BodyMediaType[]
interface At {
  node: Located
  context: FieldContext
}

/** What is sent: one object in one media type. */
export function toBody(body: RequestBodyNode, { node, context }: At): RequestBody | undefined {
  const entries = Object.entries(body.content)
  const [mediaType, content] = entries[0] ?? []
  if (mediaType === undefined || !content || entries.length !== 1 || !BODY_MEDIA_TYPES.includes(mediaType)) {
    const hint = `Write one of ${BODY_MEDIA_TYPES.join(', ')}.`
    context.report(
      sourceAt(node, ['content']),
      `the body is ${entries.map(([key]) => key).join(', ') || 'empty'}`,
      hint,
    )
    return undefined
  }
  const fields = toObjectFields(content.schema, {
    node: childOf(childOf(childOf(node, 'content'), mediaType), 'schema') ?? node,
    context,
  })
  return { mediaType: mediaType as BodyMediaType, required: body.required ?? true, fields }
}

/** A body is one object; its fields are the rows of the table. */
function toObjectFields(schema: SchemaNode, { node, context }: At): Field[] {
  if (schema.type !== 'object') {
    context.report(
      node.source,
      `a body is a ${schema.type}`,
      'Write type: object; every body of this API is one object.',
    )
  }
  return toFields(schema, node, context)
}

/** The successful answers, in the order of the file. */
export function toReplies(operation: OperationNode, { node, context }: At): Reply[] {
  const replies = Object.entries(operation.responses).flatMap(([status, reply]): Reply[] => {
    const at = childOf(childOf(node, 'responses'), status) ?? node
    if (!/^[23]\d\d$/.test(status)) {
      context.report(
        at.source,
        `the answer ${status} is no success`,
        'Only 2xx and 3xx stand here; errors go to x-errors.',
      )
      return []
    }
    const entries = Object.entries(reply.content ?? {})
    const [mediaType, content] = entries[0] ?? []
    if (entries.length > 1 || (mediaType !== undefined && !isReplyMediaType(mediaType))) {
      const types = entries.map(([key]) => key).join(', ')
      context.report(
        sourceAt(at, ['content']),
        `the answer ${status} is ${types}`,
        `Write one of ${REPLY_MEDIA_TYPES.join(', ')}.`,
      )
    }
    if (mediaType === undefined || !content)
      return [{ status: Number(status), description: reply.description, fields: [] }]
    const schemaNode = childOf(childOf(childOf(at, 'content'), mediaType), 'schema') ?? at
    const isBinary = content.schema.type === 'string' && content.schema.format === 'binary'
    if (isReplyMediaType(mediaType) && isFile(mediaType) !== isBinary) {
      context.report(
        schemaNode.source,
        isBinary
          ? `the answer ${status} is a file, but called ${mediaType}`
          : `the answer ${status} is called ${mediaType}, but is no file`,
        isBinary
          ? `Write one of ${FILE_MEDIA_TYPES.join(', ')}.`
          : `Write schema: { type: string, format: binary }, or application/json or text/xml.`,
      )
    }
    const isText = isBinary || (mediaType.startsWith('text/') && mediaType !== 'text/xml')
    const fields = isText ? [] : toObjectFields(content.schema, { node: schemaNode, context })
    return [{ status: Number(status), description: reply.description, mediaType, fields }]
  })
  if (replies.length === 0) {
    context.report(
      sourceAt(node, ['responses']),
      'no successful answer is described',
      "Write '200': or '204': under responses.",
    )
  }
  return replies
}
