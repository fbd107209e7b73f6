import { Validator } from '@cfworker/json-schema'
import { fieldOf, type OperationBehaviour, type Shape, schemaOf } from '../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../catalog/model/types.ts'
import type { Identities } from './identity.ts'
import { isObject, type JsonObject } from './input.ts'
import { parseJson } from './json.ts'
import type { Merchant } from './merchants.ts'

export interface ProjectOptions {
  /** Where a field is looked for that the object lacks: the request, at the outermost level only. */
  request?: JsonObject
  identities: Identities
  merchant: Merchant
  /** Nothing is remembered that could be answered: optional fields have their examples, too. */
  examples?: boolean
}

/**
 * The fields of an answer: from the object, else the request's field of that name; what is required and still missing
 * is the merchant's own identity, else the example.
 */
export function project(shapes: readonly Shape[], value: JsonObject, options: ProjectOptions): JsonObject {
  const { request, ...inner } = options
  const result: JsonObject = {}
  for (const shape of shapes) {
    const list = shape.namePattern === undefined ? undefined : fieldOf(value, shape.name)
    if (Array.isArray(list)) {
      Object.assign(result, numbered(shape, list, inner))
      continue
    }
    const made = own(shape, value, inner) ?? echo(shape, request, inner) ?? fallback(shape, inner)
    if (made !== undefined) result[nameOf(shape)] = made
  }
  return result
}

/** A list under the name of a field that stands for many: each item under its number; `''` holds a place. */
function numbered(shape: Shape, list: Json[], options: ProjectOptions): JsonObject {
  return Object.fromEntries(
    list.flatMap((item, at) =>
      item === '' ? [] : [[shape.name.replace('$n', String(at)), projectItem(shape, item, options)]],
    ),
  )
}

/** Of a name that stands for many the first one. */
function nameOf({ name, namePattern }: Shape): string {
  return namePattern === undefined ? name : name.replace(/\$\w/g, '0')
}

function own(shape: Shape, value: JsonObject, options: ProjectOptions): Json | undefined {
  const found = fieldOf(value, nameOf(shape))
  return found === undefined || found === null ? undefined : projectField(shape, found, options)
}

/**
 * What the request said under this name. Where nothing is remembered, name and meaning are all that tie the two
 * together: a value that the answer's own schema refuses is another thing of the same name.
 */
function echo(shape: Shape, request: JsonObject | undefined, options: ProjectOptions): Json | undefined {
  const found = fieldOf(request, nameOf(shape))
  if (found === undefined || found === null) return undefined
  if (!options.examples) return projectField(shape, found, options)
  if (Boolean(shape.list) !== Array.isArray(found)) return undefined
  const made = projectField(shape, found, options)
  return isValid(shape, made) ? made : undefined
}

function isValid(shape: Shape, value: Json): boolean {
  const { namePattern: _, ...one } = shape
  try {
    const carried = shape.jsonString && typeof value === 'string' ? parseJson(value) : value
    return new Validator(schemaOf([{ ...one, name: 'value' }]), '2020-12').validate({ value: carried }).valid
  } catch {
    return false
  }
}

function projectField(shape: Shape, value: Json, options: ProjectOptions): Json {
  if (shape.list && Array.isArray(value)) return value.map((item) => projectItem(shape, item, options))
  return projectItem(shape, value, options)
}

function projectItem(shape: Shape, value: Json, options: ProjectOptions): Json {
  const item = shape.fields && isObject(value) ? project(shape.fields, value, options) : value
  return shape.jsonString && typeof item !== 'string' ? JSON.stringify(item) : item
}

function fallback(shape: Shape, options: ProjectOptions): Json | undefined {
  if (!shape.required && !(options.examples && !shape.hidden)) return undefined
  const { identities, merchant } = options
  if (shape.fields) {
    const item = projectItem(shape, {}, options)
    if (!shape.required && (item === '{}' || (isObject(item) && Object.keys(item).length === 0))) return undefined
    return shape.list ? [item] : item
  }
  const scalar = identities.own(shape.name, merchant.record) ?? shape.example ?? last(shape)
  return scalar !== undefined && shape.list ? [scalar] : scalar
}

/** A required field without an example has to be something. */
function last({ required, enum: values, type, label }: Shape): Json | undefined {
  if (!required) return undefined
  if (values) return values[0]
  if (type === 'number' || type === 'integer') return 0
  if (type === 'boolean') return false
  return type === 'object' ? {} : label
}

/** What came encrypted goes back encrypted or not at all; without a rule nobody has said which. */
export function withoutSecrets(request: JsonObject, { body, reply }: OperationBehaviour): JsonObject {
  const kept = (name: string): boolean =>
    reply.fields.some((field) => field.name === name && field.encrypted) ||
    !(body?.fields ?? []).some((field) => field.name === name && hasSecret(field))
  return Object.fromEntries(Object.entries(request).filter(([name]) => kept(name)))
}

function hasSecret({ encrypted, fields = [] }: Shape): boolean {
  return encrypted === true || fields.some(hasSecret)
}
