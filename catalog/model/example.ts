import type { Field, IdentityFields, IdentityKind, Json } from './types.ts'

export interface ExampleOptions {
  /** Puts a visitor's own numbers where the fields of `identity.yaml` stand. */
  identity?: { fields: IdentityFields; values: Partial<Record<IdentityKind, string>> }
  /** `text` (what goes over the wire) or `value` (what a sample hands to `JSON.stringify`). */
  jsonStrings?: 'text' | 'value'
  /** Also the fields that samples leave out (`x-sample: false`). */
  includeHidden?: boolean
}

/**
 * The example of a body: each field that has one, objects if something in them has, and none marked `x-sample: false`.
 * Encrypted fields hold their plaintext.
 */
export function exampleOf(fields: readonly Field[], options: ExampleOptions = {}): Record<string, Json> {
  const entries = fields.flatMap((field): [string, Json][] => {
    const value = exampleOfField(field, options)
    return value === undefined ? [] : [[sampleName(field), value]]
  })
  return Object.fromEntries(entries)
}

/** The name under which an example stands: the first of a numbered field (`coupon_id_$n` → `coupon_id_0`). */
export function sampleName({ name, pattern }: Pick<Field, 'name' | 'pattern'>): string {
  return pattern === undefined ? name : name.replace(/\$[nm]/g, '0')
}

/** One field's example (a list of one if it is a list); `undefined` if a sample leaves it out. */
function exampleOfField(field: Field, options: ExampleOptions = {}): Json | undefined {
  if (field.hidden && !options.includeHidden) return undefined
  const one = exampleOfItem(field, options)
  return one !== undefined && field.list ? [one] : one
}

function exampleOfItem(field: Field, options: ExampleOptions): Json | undefined {
  if (field.type !== 'object' && !field.jsonString) return identityValue(field, options) ?? field.example
  const value = exampleOf(field.fields, options)
  if (Object.keys(value).length === 0 && !field.required) return undefined
  return field.jsonString && options.jsonStrings !== 'value' ? JSON.stringify(value) : value
}

function identityValue(field: Field, { identity }: ExampleOptions): string | undefined {
  if (!identity || field.example === undefined) return undefined
  const kind = identityKindOf(field.name, identity.fields)
  return kind && identity.values[kind]
}

/** Which identity a field name carries, if any. */
export function identityKindOf(name: string, fields: IdentityFields): IdentityKind | undefined {
  return (Object.keys(fields) as IdentityKind[]).find((kind) => fields[kind].includes(name))
}
