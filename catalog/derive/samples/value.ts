import { identityKindOf, sampleName } from '../../model/example.ts'
import { keyNames } from '../../model/keys.ts'
import type { Catalog, Field, IdentityKind, Json, Operation } from '../../model/types.ts'

/** An example as every language prints it. */
export type Value =
  | { kind: 'string'; text: string; slot?: IdentityKind | 'fresh' }
  | { kind: 'scalar'; text: string }
  | { kind: 'object'; entries: Entry[] }
  | { kind: 'list'; item: Value }
  /** A string that carries the JSON of `value`. */
  | { kind: 'json'; value: Value & { kind: 'object' } }
  /** The plaintext of a field that is sent encrypted. */
  | { kind: 'secret'; text: string }

export type Entry = [name: string, value: Value, field: Field]

/** What the samples of one operation are made from. */
export interface Call {
  operation: Operation
  path: Entry[]
  query: Entry[]
  header: Entry[]
  body?: Entry[]
  /** Something in the body as sampled is encrypted, so `Wechatpay-Serial` has to say with whose key. */
  encrypted: boolean
}

interface Context {
  catalog: Catalog
  /** Names of the fields that have to be new for each call. */
  fresh: ReadonlySet<string>
}

function toLeaf(field: Field, example: Json, { catalog, fresh }: Context): Value {
  if (field.type !== 'string' && field.type !== 'binary') return { kind: 'scalar', text: JSON.stringify(example) }
  const text = typeof example === 'string' ? example : JSON.stringify(example)
  if (field.encrypted) return { kind: 'secret', text }
  const slot = fresh.has(field.name) ? 'fresh' : identityKindOf(field.name, catalog.identity)
  return slot ? { kind: 'string', text, slot } : { kind: 'string', text }
}

/** A field without an example that has to be there all the same. */
function fallback(field: Field): Json | undefined {
  if (!field.required) return undefined
  if (field.enum[0]) return field.enum[0].value
  if (field.type === 'boolean') return true
  return field.type === 'string' || field.type === 'binary' ? field.name : (field.constraints.minimum ?? 1)
}

function toValue(field: Field, context: Context): Value | undefined {
  if (field.hidden) return undefined
  let one: Value | undefined
  if (field.type === 'object' || field.jsonString) {
    const entries = toEntries(field.fields, context)
    if (entries.length === 0 && !field.required) return undefined
    one = field.jsonString ? { kind: 'json', value: { kind: 'object', entries } } : { kind: 'object', entries }
  } else {
    const example = field.example ?? fallback(field)
    one = example === undefined ? undefined : toLeaf(field, example, context)
  }
  return one && field.list ? { kind: 'list', item: one } : one
}

function toEntries(fields: readonly Field[], context: Context): Entry[] {
  return fields.flatMap((field): Entry[] => {
    const value = toValue(field, context)
    return value ? [[sampleName(field), value, field]] : []
  })
}

function hasSecret(value: Value): boolean {
  if (value.kind === 'secret') return true
  if (value.kind === 'list') return hasSecret(value.item)
  if (value.kind === 'json') return hasSecret(value.value)
  return value.kind === 'object' && value.entries.some(([, one]) => hasSecret(one))
}

/** The keys of what an operation creates: a sample needs new ones each time it is run. */
function freshNames(operation: Operation): Set<string> {
  const { sandbox } = operation
  if (sandbox?.action !== 'create') return new Set()
  // a part of the key that names what has to be there already stays as it is
  const named = Object.values(sandbox.refs ?? {}).flatMap(({ by, missing }) => (missing ? keyNames(by) : []))
  return new Set([...keyNames(sandbox.key).filter((name) => !named.includes(name)), ...(sandbox.fresh ?? [])])
}

/** The example call of an operation: the same fields as the model's `exampleOf`, with the slots marked. */
export function toCall(operation: Operation, catalog: Catalog): Call {
  const context: Context = { catalog, fresh: freshNames(operation) }
  const body = operation.body && toEntries(operation.body.fields, context)
  const encrypted = (body ?? []).some(([, value]) => hasSecret(value))
  const { parameters } = operation
  return {
    operation,
    path: toEntries(
      parameters.path.map((field) => ({ ...field, required: true, hidden: false })),
      context,
    ),
    query: toEntries(parameters.query, context),
    header: toEntries(
      parameters.header.filter((field) => field.required && !isSerialHeader(field.name)),
      context,
    ),
    ...(body ? { body } : {}),
    encrypted,
  }
}

/** The header that names the key of the encrypted fields. */
function isSerialHeader(name: string): boolean {
  return name.toLowerCase() === 'wechatpay-serial'
}

/** A field that holds the SHA-256 of a file: its pattern says so. */
function isDigest(field: Field): boolean {
  return /^\^\[[0-9a-fA-F-]+\]\{64\}\$$/.test(field.constraints.pattern ?? '')
}

/** What an upload consists of: the signed JSON part and the file part. */
export interface Upload {
  meta: { name: string; entries: Entry[] }
  file: { name: string; base64: string }
  /** Entry of `meta` that names the file, and its media type. */
  filename: string
  filenameField?: string
  mediaType: string
  digestField?: string
}

const MEDIA_TYPES: Record<string, string> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  csv: 'text/csv',
}

/** The parts of a multipart body; `undefined` for other bodies. */
export function toUpload({ operation, body }: Call): Upload | undefined {
  if (operation.body?.mediaType !== 'multipart/form-data' || !body) return undefined
  const metaEntry = body.find(([, value]) => value.kind === 'json' || value.kind === 'object')
  const fileEntry = body.find(([, , field]) => field.type === 'binary')
  const metaValue = metaEntry?.[1]
  if (!metaEntry || !metaValue || !fileEntry) return undefined
  const entries =
    metaValue.kind === 'json' ? metaValue.value.entries : metaValue.kind === 'object' ? metaValue.entries : []
  const named = entries.find(([, value]) => value.kind === 'string' && /\.\w{2,4}$/.test(value.text))
  const filename = named?.[1].kind === 'string' ? named[1].text : 'file.bin'
  const digest = entries.find(([, , field]) => isDigest(field))
  return {
    meta: { name: metaEntry[0], entries },
    file: { name: fileEntry[0], base64: fileEntry[1].kind === 'string' ? fileEntry[1].text : '' },
    filename,
    mediaType: MEDIA_TYPES[filename.split('.').at(-1) ?? ''] ?? 'application/octet-stream',
    ...(named ? { filenameField: named[0] } : {}),
    ...(digest ? { digestField: digest[0] } : {}),
  }
}
