import { checkExample, checkPattern } from './check-example.ts'
import { checkField, checkShape, checkUnit, itemSchemaOf } from './check-field.ts'
import type { SchemaNode, Sense } from './file-schema.ts'
import type { GlossaryReader } from './glossary.ts'
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
function numberedName(pattern: string): string | undefined {
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
  const { report } = context
  const item = itemSchemaOf(name, schema, { node, report })
  checkShape(name, schema, { item, node, report })
  const sense = context.senseOf(name, { parent, products: context.products })
  const unit = unitOf(schema, item, sense)
  const written = named.description ?? schema.description ?? item.description
  const field: Field = {
    name,
    type: typeOf(item),
    list,
    required,
    description: describeWith(written ?? sense?.term, unit),
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
  checkField(field, { node, report })
  checkUnit(field, written, { node, report })
  checkPattern(field, { node: itemNode, report })
  checkExample(field, { node: itemNode, report, borrowed: own === undefined })
  return field
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
