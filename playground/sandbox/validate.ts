import { type OutputUnit, Validator } from '@cfworker/json-schema'
import {
  boundsOf,
  fieldOf,
  type OperationBehaviour,
  type Shape,
  schemaOf,
} from '../../catalog/derive/behaviour/index.ts'
import type { ErrorTemplate } from '../../catalog/model/sandbox.ts'
import type { Json } from '../../catalog/model/types.ts'
import { type Input, isObject, type JsonObject, shorten } from './input.ts'
import type { Check, Refuse } from './refusal.ts'
import { type Fault, findFault, findUnknown, sizeOf } from './strict.ts'

export type Location = 'uri_template' | 'query' | 'body'

/** Which check a schema keyword stands for; parents of a failure (`properties`, `items`) are not in it. */
const CHECK_OF_KEYWORD: Record<string, Check> = {
  required: 'field-required',
  type: 'field-type',
  minLength: 'field-min-length',
  maxLength: 'field-max-length',
  pattern: 'field-pattern',
  minimum: 'field-minimum',
  maximum: 'field-maximum',
  enum: 'field-enum',
  format: 'field-date-time',
  minItems: 'field-items',
  maxItems: 'field-items',
}

const BYTES_OF: Partial<Record<Check, Check>> = {
  'field-min-length': 'field-min-bytes',
  'field-max-length': 'field-max-bytes',
}

export type Validate = (operation: OperationBehaviour, input: Input, refuse: Refuse) => void

/** How many unknown fields a refusal names. */
const SHOWN = 20

/** Checks requests against the schemas of the catalog; each is compiled when it is first needed. */
export function createValidate(templates: Record<string, ErrorTemplate>): Validate {
  const { 'field-address': address, 'field-max-bytes': bytes, 'field-unknown': unknown } = templates
  const validators = new WeakMap<readonly Shape[], Validator>()
  const validatorOf = (shapes: readonly Shape[]): Validator => {
    const known = validators.get(shapes)
    if (known) return known
    const fresh = new Validator(schemaOf(shapes), '2020-12', false)
    validators.set(shapes, fresh)
    return fresh
  }

  const manners = new WeakMap<OperationBehaviour, { bytes?: ErrorTemplate; closed: boolean }>()
  const mannersOf = (operation: OperationBehaviour) => {
    const known = manners.get(operation)
    if (known) return known
    const path = `/${operation.segments.join('/')}`
    const fresh = { ...(appliesTo(bytes, path) && { bytes }), closed: appliesTo(unknown, path) }
    manners.set(operation, fresh)
    return fresh
  }

  return (operation, input, refuse) => {
    const { parameters, body } = operation
    const { closed, ...lengths } = mannersOf(operation)
    const measured = lengths.bytes?.names
    const parts: [Location, readonly Shape[], JsonObject | undefined][] = [
      ['uri_template', parameters.path, input.path],
      ['query', parameters.query, input.query],
      ['body', body?.fields ?? [], input.body],
    ]
    for (const [location, shapes, value] of parts) {
      if (value === undefined || shapes.length === 0) continue
      const { valid, errors } = validatorOf(shapes).validate(value)
      if (!valid) throw toRefusal(errors, { location, shapes, value, refuse, measured })
      const decimals = location === 'body' ? input.decimals : undefined
      const fault = findFault(shapes, value, { address, ...lengths, ...(decimals && { decimals }) })
      if (fault) throw faultRefusal(fault, { location, refuse, pattern: address?.pattern ?? '' })
    }
    if (!closed || !body || !input.sent) return
    const extra = findUnknown(body.fields, input.sent).slice(0, SHOWN)
    if (extra.length === 0) return
    throw refuse('field-unknown', { detail: { location: null, value: extra.map((pointer) => `/body${pointer}`) } })
  }
}

function appliesTo(template: ErrorTemplate | undefined, path: string): boolean {
  return template?.paths?.some((prefix) => path.startsWith(prefix)) ?? false
}

function faultRefusal(
  { check, shape, pointer, value }: Fault,
  { location, refuse, pattern }: Pick<Subject, 'location' | 'refuse'> & { pattern: string },
): Error {
  const values = {
    source: `/${location}${pointer}`,
    name: shape.label,
    type: typeName(shape),
    pattern,
    limit: shape.constraints?.maxLength ?? '',
    actual: typeof value === 'string' ? sizeOf(value) : '',
  }
  const shown = shape.encrypted ? {} : { value: check === 'field-max-bytes' ? values.actual : shorten(value) }
  return refuse(check, { values, detail: { location, field: pointer, ...shown, issue: check.replace('field-', '') } })
}

interface Subject {
  location: Location
  shapes: readonly Shape[]
  value: JsonObject
  refuse: Refuse
  /** Names of fields whose length is a number of bytes. */
  measured?: readonly string[] | undefined
}

function toRefusal(errors: OutputUnit[], { location, shapes, value, refuse, measured }: Subject): Error {
  const error = errors.find(({ keyword }) => CHECK_OF_KEYWORD[keyword]) ?? errors[0]
  const failed = CHECK_OF_KEYWORD[error?.keyword ?? ''] ?? 'field-type'
  const found = locate(shapes, value, pointerOf(error?.instanceLocation ?? '#'))
  const check = checkOf(failed, found, measured)
  const missing = check === 'field-required' ? firstMissing(found.fields, found.value) : undefined
  const shape = missing ?? found.shape
  const pointer = [...found.pointer, ...(missing ? [missing.name] : [])].map((name) => `/${name}`).join('')
  const actual = missing ? undefined : found.value
  const values = {
    source: `/${location}${pointer}`,
    name: shape?.label ?? location,
    type: found.isList ? 'array' : typeName(shape),
    ...limits(check, error?.keyword, shape),
    actual: check.endsWith('-bytes') ? sizeOf(String(actual)) : size(actual),
  }
  const isLength = error?.keyword === 'minLength' || error?.keyword === 'maxLength'
  const shown = shape?.encrypted && !missing ? {} : { value: isLength ? values.actual : shorten(actual) }
  const issue = check === 'field-integer' ? 'integer' : (error?.keyword ?? 'invalid')
  return refuse(check, { values, detail: { location, field: pointer, ...shown, issue } })
}

/** The check in the gateway's words: a fraction is no integer, and some texts are measured in bytes. */
function checkOf(failed: Check, { shape, value, isList }: Located, measured: readonly string[] = []): Check {
  const isNumber = shape?.type === 'integer' && !isList && typeof value === 'number'
  if (failed === 'field-type') return isNumber ? 'field-integer' : failed
  return (shape && measured.includes(shape.name) && BYTES_OF[failed]) || failed
}

function typeName(shape: Shape | undefined): string {
  if (!shape || shape.fields || shape.type === 'binary') return 'object'
  return shape.type
}

function limits(check: Check, keyword: string | undefined, shape: Shape | undefined): Record<string, string | number> {
  const constraints = shape?.constraints ?? {}
  if (check === 'field-enum') return { limit: (shape?.enum ?? []).join('、') }
  if (check === 'field-pattern') return { pattern: constraints.pattern ?? '' }
  const limit = { ...constraints, ...(shape && boundsOf(shape)) }[keyword as keyof typeof constraints]
  return limit === undefined ? {} : { limit }
}

function size(value: Json | undefined): string | number {
  if (typeof value === 'string') return [...value].length
  if (Array.isArray(value)) return value.length
  return shorten(value)
}

function pointerOf(location: string): string[] {
  return location
    .split('/')
    .slice(1)
    .map((part) => decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~'))
}

interface Located {
  /** The shape of the value, absent for the whole. */
  shape?: Shape
  fields: readonly Shape[]
  value: Json
  pointer: string[]
  /** The value is the list itself, not one of its items. */
  isList: boolean
}

function locate(shapes: readonly Shape[], value: JsonObject, pointer: string[]): Located {
  const located: Located = { fields: shapes, value, pointer, isList: false }
  for (const part of pointer) {
    if (located.isList && Array.isArray(located.value)) {
      located.value = located.value[Number(part)] ?? null
      located.isList = false
      continue
    }
    located.shape = located.fields.find(({ name }) => name === part)
    located.value = fieldOf(located.value, part) ?? null
    located.fields = located.shape?.fields ?? []
    located.isList = located.shape?.list === true
  }
  return located
}

function firstMissing(fields: readonly Shape[], value: Json): Shape | undefined {
  if (!isObject(value)) return undefined
  return fields.find(({ name, required }) => required && fieldOf(value, name) === undefined)
}
