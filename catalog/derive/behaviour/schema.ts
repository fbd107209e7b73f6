import type { Json } from './model.ts'
import type { Shape } from './types.ts'

/** A JSON Schema (2020-12) as plain data. */
export type JsonSchema = { [keyword: string]: Json }

/** Formats that are checked; the others are notes for readers. */
const FORMATS = ['date-time', 'date']

/**
 * The schema of an object with these fields. Unknown fields pass, as at the gateway. Encrypted fields are checked as
 * plaintext, JSON strings as the object they carry: decrypt and parse first. Derived here, not stored: the same facts.
 */
export function schemaOf(fields: readonly Shape[]): JsonSchema {
  const plain = fields.filter(({ namePattern }) => namePattern === undefined)
  const indexed = fields.filter(({ namePattern }) => namePattern !== undefined)
  const required = plain.filter((field) => field.required).map(({ name }) => name)
  return {
    type: 'object',
    properties: Object.fromEntries(plain.map((field) => [field.name, schemaOfField(field)])),
    ...(indexed.length > 0 && {
      patternProperties: Object.fromEntries(indexed.map((field) => [field.namePattern ?? '', schemaOfField(field)])),
    }),
    ...(required.length > 0 && { required }),
  }
}

function schemaOfField(field: Shape): JsonSchema {
  const one = schemaOfItem(field)
  if (!field.list) return one
  const { minItems, maxItems } = field.constraints ?? {}
  return {
    type: 'array',
    items: one,
    ...(minItems !== undefined && { minItems }),
    ...(maxItems !== undefined && { maxItems }),
  }
}

function schemaOfItem(field: Shape): JsonSchema {
  // what stands for an uploaded file after reading the form
  if (field.type === 'binary') return { type: 'object' }
  if (field.type === 'object' || field.jsonString) return field.fields ? schemaOf(field.fields) : { type: 'object' }
  const { minLength, maxLength, pattern, format } = field.constraints ?? {}
  return {
    type: field.type,
    ...(minLength !== undefined && { minLength }),
    ...(maxLength !== undefined && { maxLength }),
    ...(pattern !== undefined && { pattern }),
    ...boundsOf(field),
    ...(format !== undefined && FORMATS.includes(format) && { format }),
    ...(field.enum && { enum: field.enum }),
  }
}

/**
 * The least and the greatest number that a field takes; `{}` for what is no number. Where the documents name none it is
 * the range in which JSON numbers are exact (RFC 8259 §6), else what is kept would not be what was sent.
 */
export function boundsOf({ type, constraints = {} }: Shape): { minimum?: number; maximum?: number } {
  if (type !== 'integer' && type !== 'number') return {}
  const largest = constraints.format === 'int32' ? 2 ** 31 - 1 : Number.MAX_SAFE_INTEGER
  return { minimum: constraints.minimum ?? -largest, maximum: constraints.maximum ?? largest }
}
