import { checkExample, checkPattern } from './check-example.ts'
import type { SchemaNode } from './file-schema.ts'
import { childOf, isBroken, type Located, sourceAt, writtenKeys } from './located.ts'
import { hintForName } from './nearest.ts'
import type { Report } from './problem.ts'
import type { Constraints, EnumValue, Field, FieldType, Json } from './types.ts'

/** What a field's line falls back to, and what is wrong with it. */
export interface FieldContext {
  report: Report
  /** The glossary's term for a field name; notes that it was used. */
  term(name: string): string | undefined
}

/** The children of an object schema (or of a JSON string), in the order of the file. */
export function toFields(schema: SchemaNode, node: Located, context: FieldContext): Field[] {
  const properties = schema.properties ?? {}
  const names = Object.keys(properties)
  const written = schema.properties ? writtenKeys(childOf(node, 'properties')) : isBroken(node, []) ? undefined : []
  if (written) checkRequired(schema, written, { node, context })
  return names.flatMap((name) => {
    const property = properties[name]
    const at = childOf(childOf(node, 'properties'), name)
    if (!property || !at) return []
    const required = schema.required?.includes(name) ?? false
    return [toField({ name, required, schema: property }, at, context)]
  })
}

function checkRequired(schema: SchemaNode, names: string[], { node, context }: At): void {
  schema.required?.forEach((name, index) => {
    if (!names.includes(name)) {
      const source = sourceAt(node, ['required', index])
      context.report(source, `required names "${name}", which is no property`, hintForName(name, names))
    }
  })
}

export interface NamedSchema {
  name: string
  required: boolean
  schema: SchemaNode
  /** Stands outside the schema for parameters. */
  description?: string | undefined
}

export function toField(
  { name, required, schema, description }: NamedSchema,
  node: Located,
  context: FieldContext,
): Field {
  const list = schema.type === 'array'
  const itemNode = list ? (childOf(node, 'items') ?? node) : node
  const item = itemSchemaOf(name, schema, { node, context })
  checkShape(name, schema, { item, node, context })
  const field: Field = {
    name,
    type: typeOf(item),
    list,
    required,
    description: description ?? schema.description ?? item.description ?? context.term(name) ?? '',
    enum: enumOf(name, item, { node: itemNode, context }),
    constraints: constraintsOf(schema, item),
    hidden: (schema['x-sample'] ?? item['x-sample']) === false,
    encrypted: item['x-encrypted'] ?? false,
    jsonString: item['x-json-string'] ?? false,
    fields: toFields(item, itemNode, context),
  }
  if (field.description === '') {
    context.report(
      node.source,
      `field "${name}" has no description`,
      'Write description: … or add the name to glossary/zh.yaml.',
    )
  }
  if (field.required && field.hidden) {
    context.report(
      sourceAt(node, ['x-sample']),
      `the required field "${name}" is left out of samples`,
      'Drop x-sample: false; a sample must work.',
    )
  }
  const example = exampleValueOf(item, required)
  if (example !== undefined) field.example = example
  checkPattern(field, { node: itemNode, report: context.report })
  checkExample(field, { node: itemNode, report: context.report })
  return field
}

interface At {
  node: Located
  context: FieldContext
}

const TEXT: SchemaNode = { type: 'string' }

function itemSchemaOf(name: string, schema: SchemaNode, { node, context }: At): SchemaNode {
  if (schema.type !== 'array') {
    if (schema.items) {
      context.report(
        sourceAt(node, ['items']),
        `"${name}" has items but is no list`,
        'Write type: array, or drop items.',
      )
    }
    return schema
  }
  if (!schema.items) {
    context.report(node.source, `the list "${name}" does not say what it holds`, 'Write items: { type: … }.')
    return TEXT
  }
  if (schema.items.type === 'array') {
    context.report(
      sourceAt(node, ['items']),
      `"${name}" is a list of lists`,
      'Describe one list; no API of this kind is known.',
    )
    return TEXT
  }
  return schema.items
}

function checkShape(name: string, schema: SchemaNode, { item, node, context }: At & { item: SchemaNode }): void {
  const { report } = context
  if (item['x-json-string'] && (item.type !== 'string' || !item.properties)) {
    report(
      node.source,
      `"${name}" is marked x-json-string but is no string with properties`,
      'Write type: string and properties: …',
    )
  }
  if (item['x-encrypted'] && item.type !== 'string') {
    report(
      node.source,
      `"${name}" is marked x-encrypted but is no string`,
      'Only strings are encrypted: write type: string.',
    )
  }
  if (item.properties && item.type !== 'object' && !item['x-json-string']) {
    report(node.source, `"${name}" has properties but is a ${item.type}`, 'Write type: object, or x-json-string: true.')
  }
  if (schema.type === 'array' && schema.example !== undefined) {
    report(
      sourceAt(node, ['example']),
      `the list "${name}" has an example`,
      'Examples live at leaves: move it into items.',
    )
  }
  if ((item.type === 'object' || item['x-json-string']) && item.example !== undefined) {
    report(
      sourceAt(node, ['example']),
      `the object "${name}" has an example`,
      'Examples live at leaves: give them to its fields.',
    )
  }
}

function typeOf(schema: SchemaNode): FieldType {
  if (schema.type === 'string' && schema.format === 'binary') return 'binary'
  return schema.type === 'array' ? 'string' : schema.type
}

function enumOf(name: string, schema: SchemaNode, { node, context }: At): EnumValue[] {
  const values = schema.enum ?? (schema.const === undefined ? [] : [schema.const])
  const lines = schema['x-enum-descriptions'] ?? {}
  for (const key of Object.keys(lines)) {
    if (values.some((value) => String(value) === key)) continue
    const source = sourceAt(node, ['x-enum-descriptions', key])
    context.report(
      source,
      `x-enum-descriptions of "${name}" describes "${key}", which enum lacks`,
      hintForName(key, values.map(String)),
    )
  }
  return values.map((value) => {
    const description = lines[String(value)]
    return description === undefined ? { value } : { value, description }
  })
}

function constraintsOf(schema: SchemaNode, item: SchemaNode): Constraints {
  const { minLength, maxLength, pattern, minimum, maximum, format } = item
  const { minItems, maxItems } = schema
  const all = {
    minLength,
    maxLength,
    pattern,
    minimum,
    maximum,
    minItems,
    maxItems,
    format: format === 'binary' ? undefined : format,
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

/** A required leaf may take its only or usual value as the example; an optional one is shown only if the file says so. */
function exampleValueOf(schema: SchemaNode, required: boolean): Json | undefined {
  if (schema.example !== undefined || !required) return schema.example
  return schema.const ?? schema.default ?? schema.enum?.[0]
}
