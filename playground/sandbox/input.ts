import { fieldOf, type OperationBehaviour, type Shape } from '../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../catalog/model/types.ts'
import { type Bytes, toText } from '../signature/index.ts'
import type { RawBody } from './body.ts'
import { parseJson } from './json.ts'
import type { Part } from './multipart.ts'
import type { Refuse } from './refusal.ts'
import { readSpelling, type Spelling } from './spelling.ts'

export type JsonObject = { [name: string]: Json }

/** A request as values, not yet checked. */
export interface Input {
  path: JsonObject
  query: JsonObject
  body?: JsonObject
  /** Uploaded files by field. */
  files: Map<string, Bytes>
  /** The JSON body with the fields that the catalog does not know. */
  sent?: JsonObject
  /** JSON pointers of the body's numbers that are written with a fraction or an exponent. */
  decimals?: ReadonlySet<string>
}

/** Reads path, query and body into values; refuses only what cannot be read at all. */
export function readInput(
  operation: OperationBehaviour,
  sent: { path: Record<string, string>; query: string; body: RawBody },
  refuse: Refuse,
): Input {
  const files = new Map<string, Bytes>()
  const { parameters, body } = operation
  const input: Input = { path: readTexts(parameters.path, (name) => own(sent.path, name)), query: {}, files }
  if (parameters.query.length > 0) input.query = readQuery(parameters.query, sent.query)
  if (!body) return input
  if (body.mediaType === 'multipart/form-data') {
    if (!sent.body.form) throw refuse('body-not-form')
    input.body = readForm(body.fields, sent.body.form, files)
  } else if (sent.body.bytes.length > 0) {
    const { value, decimals } = readJson(sent.body.bytes, refuse)
    Object.assign(input, { body: prune(body.fields, value), sent: value, decimals })
  } else if (body.required) {
    throw refuse('body-empty')
  }
  return input
}

/** A list comes as a repeated name, which some clients write with brackets. */
function readQuery(shapes: readonly Shape[], text: string): JsonObject {
  const query = new URLSearchParams(text)
  return readTexts(shapes, (name) => [...query.getAll(name), ...query.getAll(`${name}[]`)])
}

function own(record: Record<string, string>, name: string): string[] {
  return Object.hasOwn(record, name) ? [record[name] as string] : []
}

/** Texts become what the field says where they can; where not, the check that follows says so. */
export function readTexts(shapes: readonly Shape[], find: (name: string) => string[]): JsonObject {
  const read: [string, Json][] = []
  for (const shape of shapes) {
    const values = find(shape.name).map((text) => fromText(shape, text))
    if (values[0] !== undefined) read.push([shape.name, shape.list ? values : values[0]])
  }
  return Object.fromEntries(read)
}

/** The fields of a flat message, those that stand for many included. Unknown ones are ignored. */
export function readFields(shapes: readonly Shape[], given: ReadonlyMap<string, string>): JsonObject {
  const read = readTexts(shapes, (name) => (given.has(name) ? [given.get(name) ?? ''] : []))
  for (const shape of shapes) {
    for (const name of namesOf(shape, given.keys())) read[name] = fromText(shape, given.get(name) ?? '')
  }
  return read
}

/** Those of the names that a field with many names has. */
function namesOf({ namePattern }: Shape, names: Iterable<string>): string[] {
  if (namePattern === undefined) return []
  const pattern = new RegExp(namePattern, 'u')
  return [...names].filter((name) => pattern.test(name))
}

function fromText({ type, jsonString, fields }: Shape, text: string): Json {
  if ((type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  if (jsonString || type === 'object') {
    const carried = wrapped({ jsonString, fields }, parseText(text))
    return fields && isObject(carried) ? prune(fields, carried) : carried
  }
  return text
}

/** Where the documents show one list inside a JSON string, clients send the bare list as well. */
function wrapped({ jsonString, fields = [] }: Pick<Shape, 'jsonString' | 'fields'>, carried: Json): Json {
  const [only, ...others] = fields
  const isBare = jsonString && Array.isArray(carried) && only?.list && others.length === 0
  return isBare ? { [only.name]: carried } : carried
}

function readJson(bytes: Uint8Array, refuse: Refuse): { value: JsonObject; decimals: ReadonlySet<string> } {
  const { value, repeated, decimals } = readText(bytes, refuse)
  // which of the two is meant nobody can say (RFC 8259 §4)
  if (repeated !== undefined) {
    const detail = { location: 'body', field: repeated, issue: 'repeated' }
    throw refuse('body-repeats', { values: { source: `/body${repeated}` }, detail })
  }
  if (isObject(value)) return { value, decimals }
  const values = { source: '/body', name: 'body', type: 'object' }
  const detail = { location: 'body', field: '', value: shorten(value), issue: 'not an object' }
  throw refuse('field-type', { values, detail })
}

function readText(bytes: Uint8Array, refuse: Refuse): Spelling & { value: Json } {
  try {
    const text = toText(bytes)
    return { value: parseJson(text), ...readSpelling(text) }
  } catch {
    throw refuse('body-not-json', { detail: { location: 'body', value: '' } })
  }
}

function readForm(fields: Shape[], form: Part[], files: Map<string, Bytes>): JsonObject {
  const body: JsonObject = {}
  for (const shape of fields) {
    const part = form.find(({ name }) => name === shape.name)
    if (!part) continue
    if (shape.type === 'binary') {
      files.set(shape.name, part.bytes)
      body[shape.name] = { size: part.bytes.length }
    } else {
      const text = new TextDecoder().decode(part.bytes)
      body[shape.name] = shape.jsonString ? parseText(text) : text
    }
  }
  return prune(fields, body)
}

/** The fields that the catalog knows; JSON strings as what they carry. Whether others are refused is not asked here. */
export function prune(fields: readonly Shape[], value: JsonObject): JsonObject {
  const known: JsonObject = {}
  for (const shape of fields) {
    const found = fieldOf(value, shape.name)
    if (found !== undefined)
      known[shape.name] =
        shape.list && Array.isArray(found) ? found.map((item) => pruneOne(shape, item)) : pruneOne(shape, found)
    for (const name of namesOf(shape, Object.keys(value))) known[name] = pruneOne(shape, value[name] ?? null)
  }
  return known
}

function pruneOne(shape: Shape, value: Json): Json {
  const carried = wrapped(shape, shape.jsonString && typeof value === 'string' ? parseText(value) : value)
  return shape.fields && isObject(carried) ? prune(shape.fields, carried) : carried
}

function parseText(text: string): Json {
  try {
    return parseJson(text)
  } catch {
    return text
  }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A value as error details show it. */
export function shorten(value: Json | undefined): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
  return text.length > 64 ? `${text.slice(0, 64)}…` : text
}
