import { checkExample, checkPattern } from './check-example.ts'
import type { SchemaNode, Sense } from './file-schema.ts'
import { type GlossaryReader, glossaryFileOf } from './glossary.ts'
import type { LaunchKinds } from './launch.ts'
import { childOf, isBroken, type Located, sourceAt, writtenKeys } from './located.ts'
import { hintForName } from './nearest.ts'
import type { Report } from './problem.ts'
import type { Constraints, EnumValue, Field, FieldType, Json } from './types.ts'

/** What a field's line falls back to, and what is wrong with it. */
export interface FieldContext {
  report: Report
  senseOf: GlossaryReader['senseOf']
  launches: LaunchKinds
  /** Titles of all trails of the operation or notification that is read. */
  products: ReadonlySet<string>
}

/** The same context, at an operation with these trails. */
export function atProducts(context: FieldContext, trails: string[][] | undefined): FieldContext {
  return { ...context, products: new Set(trails?.flat()) }
}

/** The children of an object schema (or of a JSON string), in the order of the file. */
export function toFields(schema: SchemaNode, node: Located, { parent, ...context }: InContext): Field[] {
  const properties = schema.properties ?? {}
  const names = Object.keys(properties)
  const written = schema.properties ? writtenKeys(childOf(node, 'properties')) : isBroken(node, []) ? undefined : []
  if (written) checkRequired(schema, written, { node, context })
  const fields = names.flatMap((name) => {
    const property = properties[name]
    const at = childOf(childOf(node, 'properties'), name)
    if (!property || !at) return []
    const required = schema.required?.includes(name) ?? false
    return [toField({ name, required, schema: property, parent }, at, context)]
  })
  return schema.patternProperties ? [...fields, ...toNumbered(schema, node, { ...context, parent })] : fields
}

/** Numbered fields: `^coupon_id_\d+$` → `coupon_id_$n`. */
function toNumbered(schema: SchemaNode, node: Located, { parent, ...context }: InContext): Field[] {
  return Object.entries(schema.patternProperties ?? {}).flatMap(([pattern, property]) => {
    const at = childOf(childOf(node, 'patternProperties'), pattern)
    const name = numberedName(pattern)
    if (!at) return []
    if (name === undefined) {
      const hint = 'Write ^name_\\d+$ or ^name_\\d+_\\d+$: each \\d+ is a number.'
      context.report(at.source, `the pattern "${pattern}" names no numbered field`, hint)
      return []
    }
    return [{ ...toField({ name, required: false, schema: property, parent }, at, context), pattern }]
  })
}

/** `^a_\d+_\d+$` → `a_$n_$m`; `undefined` for what is more than names and numbers. */
export function numberedName(pattern: string): string | undefined {
  const body = /^\^([\w-]*[A-Za-z][\w-]*\\d\+(?:[\w-]+\\d\+)?)\$$/.exec(pattern)?.[1]
  return body?.replace('\\d+', '$$n').replace('\\d+', '$$m')
}

function checkRequired(schema: SchemaNode, names: string[], { node, context }: At): void {
  schema.required?.forEach((name, index) => {
    if (!names.includes(name)) {
      const source = sourceAt(node, ['required', index])
      context.report(source, `required names "${name}", which is no property`, hintForName(name, names))
    }
  })
}

/** `parent`: the field that holds what is read. */
type InContext = FieldContext & { parent?: string | undefined }

export interface NamedSchema {
  name: string
  parent?: string | undefined
  required: boolean
  schema: SchemaNode
  /** Stands outside the schema for parameters. */
  description?: string | undefined
}

export function toField(named: NamedSchema, node: Located, context: FieldContext): Field {
  const { name, required, schema, parent } = named
  const list = schema.type === 'array'
  const itemNode = list ? (childOf(node, 'items') ?? node) : node
  const item = itemSchemaOf(name, schema, { node, context })
  checkShape(name, schema, { item, node, context })
  const sense = context.senseOf(name, { parent, products: context.products })
  const unit = unitOf(schema, item, sense)
  const field: Field = {
    name,
    type: typeOf(item),
    list,
    required,
    description: describeWith(named.description ?? schema.description ?? item.description ?? sense?.term, unit),
    ...(sense && { english: sense.en }),
    ...(unit !== undefined && { unit }),
    enum: enumOf(named, item, { node: itemNode, context, lines: sense?.values }),
    constraints: constraintsOf(schema, item),
    hidden: (schema['x-sample'] ?? item['x-sample']) === false,
    encrypted: item['x-encrypted'] ?? false,
    jsonString: item['x-json-string'] ?? false,
    fields: toFields(item, itemNode, { ...context, parent: name }),
  }
  const own = exampleValueOf(item, required)
  const example = own ?? (isScalar(item) ? sense?.example : undefined)
  if (example !== undefined) field.example = example
  checkField(field, node, context)
  checkUnit(named, field, { node, context })
  checkPattern(field, { node: itemNode, report: context.report })
  checkExample(field, { node: itemNode, report: context.report, borrowed: own === undefined })
  return field
}

function checkField(field: Field, node: Located, { report }: FieldContext): void {
  if (field.description === '') {
    const hint = `Write description: … or add the name to ${glossaryFileOf(field.name)}.`
    report(node.source, `field "${field.name}" has no description`, hint)
  }
  if (field.required && field.hidden) {
    report(
      sourceAt(node, ['x-sample']),
      `the required field "${field.name}" is left out of samples`,
      'Drop x-sample: false; a sample must work.',
    )
  }
}

/** The unit is data; written out as well it would stand there twice. */
function checkUnit({ name, schema, description }: NamedSchema, { unit }: Field, { node, context }: At): void {
  const stated = /[(（]单位[:：]?(.+?)[)）]/.exec(
    description ?? schema.description ?? schema.items?.description ?? '',
  )?.[1]
  if (stated === undefined) return
  const hint =
    unit === undefined ? `Take it out and write x-unit: ${stated}.` : 'Take it out; x-unit or the glossary says it.'
  context.report(sourceAt(node, ['description']), `the description of "${name}" states the unit`, hint)
}

/** One value, that is neither an object nor a file, and free: an enum has its own values to choose from. */
function isScalar({ type, format, enum: values, 'x-json-string': isJson }: SchemaNode): boolean {
  return type !== 'object' && format !== 'binary' && !isJson && values === undefined
}

function unitOf(schema: SchemaNode, item: SchemaNode, sense: Sense | undefined): string | undefined {
  const own = schema['x-unit'] ?? item['x-unit']
  if (own !== undefined || !isScalar(item) || item.type === 'boolean') return own
  return sense?.unit
}

/** `订单金额(单位分)`, as the official tables write it. */
function describeWith(text: string | undefined, unit: string | undefined): string {
  if (text === undefined || unit === undefined) return text ?? ''
  return `${text}(单位${unit})`
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
    report(
      node.source,
      `"${name}" has properties, but its type is ${item.type}`,
      'Write type: object, or x-json-string: true.',
    )
  }
  if ((item.type === 'object' || item.type === 'boolean') && (schema['x-unit'] ?? item['x-unit']) !== undefined) {
    report(
      sourceAt(node, ['x-unit']),
      `"${name}" has a unit, but its type is ${item.type}`,
      'Only numbers and texts have one: drop x-unit.',
    )
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

function enumOf(
  { name }: NamedSchema,
  schema: SchemaNode,
  { node, context, lines: shared }: At & { lines: Sense['values'] },
): EnumValue[] {
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
    const description = lines[String(value)] ?? shared?.[String(value)]
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
