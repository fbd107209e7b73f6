import type { Field, Json, Operation } from './types.ts'

/** The operation with other examples: fields of these names, at any depth of the request, get these values. */
export function withValues(operation: Operation, values: Record<string, Json>): Operation {
  if (Object.keys(values).length === 0) return operation
  const change = (field: Field): Field => ({
    ...field,
    ...(Object.hasOwn(values, field.name) && { example: values[field.name] as Json, hidden: false }),
    fields: field.fields.map(change),
  })
  const { path, query, header } = operation.parameters
  return {
    ...operation,
    parameters: { path: path.map(change), query: query.map(change), header: header.map(change) },
    ...(operation.body && { body: { ...operation.body, fields: operation.body.fields.map(change) } }),
  }
}
