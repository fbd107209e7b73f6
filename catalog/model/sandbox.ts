import * as v from 'valibot'
import type { Json } from './types.ts'

/**
 * What the sandbox knows beyond fields: `x-sandbox` of an operation, `catalog/resources/*.yaml`, `catalog/errors/*.yaml`.
 * Written out in catalog/resources/README.md. Data only; everything is checked when the catalog is loaded.
 */

/** Dotted field names: `amount.total`; through a list it means every item. */
const path = v.pipe(v.string(), v.regex(/^[A-Za-z_][\w-]*(\.[\w-]+)*$/, 'a dotted path like amount.total'))
const name = v.pipe(v.string(), v.regex(/^[A-Za-z_][\w-]*$/, 'a plain name'))
const json: v.GenericSchema<Json> = v.lazy(() =>
  v.union([v.null(), v.boolean(), v.number(), v.string(), v.array(json), v.record(v.string(), json)]),
)

/**
 * A value that is made when it is wanted. Scalars stand for themselves; an object is one of these forms:
 * `{ value }` any JSON as it is · `{ from, else? }` a path that begins with `request`, `object`, `merchant`, `item`,
 * `match` or a reference's name · `{ id }` a fresh number: `{digits:24}`, `{hex:16}`, `{alnum:7}`, `{day}` yyyyMMdd,
 * `{stamp}` yyyyMMddHHmmss between literal text · `{ now, days? }` the moment, `rfc3339` (+08:00) or `compact`
 * (yyyyMMddHHmmss), so many days ahead · `{ index }` an item's place, counted from `index` · `{ each, match?, set }` a list
 * made of another: every item with the item of `match.list` that has the same `match.on`, then `set`.
 */
export type Expression =
  | null
  | boolean
  | number
  | string
  | { value: Json }
  | { from: string; else?: Expression }
  | { id: string }
  | { now: 'rfc3339' | 'compact'; days?: Expression }
  | { index: number }
  | { each: string; match?: { list: string; on: string }; set: Assignments }

/** Dotted path → expression. */
export type Assignments = { [path: string]: Expression }

const expression: v.GenericSchema<Expression> = v.lazy(() =>
  v.union(
    [
      v.null(),
      v.boolean(),
      v.number(),
      v.string(),
      v.strictObject({ value: json }),
      v.strictObject({ from: path, else: v.optional(expression) }),
      v.strictObject({
        id: v.pipe(v.string(), v.check(isPattern, 'pieces are {digits:n} {hex:n} {alnum:n} {day} {stamp}')),
      }),
      v.strictObject({ now: v.picklist(['rfc3339', 'compact']), days: v.optional(expression) }),
      v.strictObject({ index: v.pipe(v.number(), v.integer()) }),
      v.strictObject({ each: path, match: v.optional(v.strictObject({ list: path, on: name })), set: assignments }),
    ],
    'a scalar, or one of { value } { from } { id } { now } { index } { each }',
  ),
)
const assignments: v.GenericSchema<Assignments> = v.record(path, expression)

/** v2 refuses with HTTP 200. */
const status = v.pipe(
  v.number(),
  v.integer(),
  v.check((value) => value === 200 || (value >= 400 && value <= 599), '400 to 599, or 200 for v2'),
)

const errorReply = v.strictObject({
  status,
  code: v.pipe(v.string(), v.regex(/^[A-Z0-9_]+$/, 'upper case like ORDER_NOT_EXIST')),
  /** Chinese; without it the text of the code's entry in `x-errors` or of the default template. */
  message: v.optional(v.string()),
  /** The number at the end of `Request-ID`. */
  number: v.optional(v.pipe(v.number(), v.integer())),
})
/** An answer that refuses. */
export type ErrorReply = v.InferOutput<typeof errorReply>

const reference = v.strictObject({
  resource: name,
  /** Fields that name the object, alternatives in order; `{ field of the object: field of the request }` where the names differ. */
  by: v.union([v.array(name), v.record(name, path)]),
  missing: v.optional(errorReply),
  /** States the object may be in, and what is answered in any other. */
  states: v.optional(v.array(v.string())),
  refused: v.optional(errorReply),
  /** Field of the object → field of the request that must be equal to it. */
  equal: v.optional(v.record(path, path)),
  unequal: v.optional(errorReply),
  /** Every value at `values` (request) must be a `field` of an item of `list` (object). */
  contains: v.optional(v.strictObject({ list: path, field: name, values: path, error: v.optional(errorReply) })),
  /** Takes `amount` (request) out of `of` (object); what was drawn never exceeds it. `set` then changes the object. */
  draw: v.optional(
    v.strictObject({ amount: path, of: path, error: v.optional(errorReply), set: v.optional(assignments) }),
  ),
})
/** An object that a request refers to. */
export type ReferenceRule = v.InferOutput<typeof reference>

const shared = { owner: v.optional(v.union([path, v.strictObject({ field: path, error: v.optional(errorReply) })])) }
const keyed = { ...shared, resource: name, key: v.pipe(v.array(name), v.minLength(1)), missing: v.optional(errorReply) }
const answered = { reply: v.optional(assignments) }

const actions = [
  v.strictObject({
    ...keyed,
    ...answered,
    action: v.literal('create'),
    refs: v.optional(v.record(name, reference)),
    set: v.optional(assignments),
    /** State of the object that is there already → what is answered instead of re-entry. */
    guards: v.optional(v.record(v.string(), errorReply)),
    /** Same key, other parameters. Without it the object takes the new ones. */
    conflict: v.optional(errorReply),
    /** What re-entry with the same parameters makes anew. */
    again: v.optional(assignments),
    /** A transition that follows on the answer. */
    next: v.optional(name),
  }),
  v.strictObject({ ...keyed, ...answered, action: v.literal('read') }),
  v.strictObject({
    ...keyed,
    ...answered,
    action: v.literal('change'),
    transition: name,
    refused: v.optional(v.record(v.string(), errorReply)),
  }),
  v.strictObject({ ...shared, ...answered, action: v.literal('echo') }),
  v.strictObject({
    ...shared,
    ...answered,
    action: v.literal('upload'),
    digest: path,
    mismatch: v.optional(errorReply),
  }),
  v.strictObject({ ...shared, action: v.literal('certificates'), list: name }),
  v.strictObject({ ...shared, action: v.literal('fail'), error: errorReply }),
] as const

/** `x-sandbox`: what the gateway does for one operation. */
export const SandboxRuleSchema = v.variant('action', actions)
export type SandboxRule = v.InferOutput<typeof SandboxRuleSchema>
export type SandboxAction = SandboxRule['action']

const transition = v.strictObject({
  from: v.pipe(v.array(v.string()), v.minLength(1)),
  to: v.string(),
  /** Offered as `POST /_sandbox/<resource>/<key>/<transition>`. */
  control: v.optional(v.boolean()),
  set: v.optional(assignments),
  /** The webhook that is sent, and fields of its plaintext that the object lacks. */
  notify: v.optional(v.strictObject({ webhook: v.string(), to: v.optional(path), set: v.optional(assignments) })),
})
/** One move of an object. In a state that `from` lacks it is refused, in `to` itself it changes nothing. */
export type TransitionRule = v.InferOutput<typeof transition>

/** `catalog/resources/<name>.yaml`: what the sandbox keeps under that name. */
export const ResourceRuleSchema = v.strictObject({
  title: v.optional(v.string()),
  /** Fields that tell one object from another; without it the `key` of the operation that creates it. */
  key: v.optional(v.array(name)),
  /** Fields that part the numbers: the same number may exist once for each value. */
  scope: v.optional(v.array(name)),
  /** The field that holds the state, and the first one. */
  state: v.optional(name),
  initial: v.optional(v.string()),
  set: v.optional(assignments),
  transitions: v.optional(v.record(name, transition)),
})
export type ResourceRule = v.InferOutput<typeof ResourceRuleSchema>

const template = v.strictObject({
  status,
  /** Absent: the answer has no body (v3), or no code of its own (v2). */
  code: v.optional(v.string()),
  /** Placeholders: `{source}` JSON pointer, `{name}` Chinese name, `{pattern}`, `{limit}`, `{actual}`, `{type}`. */
  message: v.optional(v.string()),
  number: v.optional(v.pipe(v.number(), v.integer())),
  /** Which `detail` goes along. */
  detail: v.optional(v.picklist(['field', 'signature'])),
  /** The check applies to paths with these beginnings only. */
  paths: v.optional(v.array(v.string())),
  /** Other wording on paths with these beginnings. */
  variants: v.optional(
    v.array(
      v.strictObject({
        paths: v.array(v.string()),
        message: v.optional(v.string()),
        requestId: v.optional(v.boolean()),
      }),
    ),
  ),
})
export type ErrorTemplate = v.InferOutput<typeof template>

/** `catalog/errors/*.yaml` together: what the gateway itself refuses, by name of the check. */
export const GatewayErrorsSchema = v.record(v.pipe(v.string(), v.regex(/^[a-z][a-z0-9-]*$/)), template)
export type GatewayErrors = v.InferOutput<typeof GatewayErrorsSchema>

export interface SandboxProblem {
  /** Keys and indexes from the checked value to the part that is wrong. */
  path: (string | number)[]
  message: string
  hint: string
}

/** Everything wrong with `x-sandbox`, a resource or the error templates; empty if it can be used. */
export function checkSandbox(kind: 'rule' | 'resource' | 'errors', value: unknown): SandboxProblem[] {
  const schema = { rule: SandboxRuleSchema, resource: ResourceRuleSchema, errors: GatewayErrorsSchema }[kind]
  const result = v.safeParse(schema, value)
  if (result.success) return []
  return result.issues.map((issue) => ({
    path: (issue.path ?? []).map((step) => step.key as string | number),
    message: `x-sandbox: ${issue.message}`,
    hint: `expected ${issue.expected ?? 'another value'}, got ${issue.received}; see catalog/resources/README.md`,
  }))
}

function isPattern(text: string): boolean {
  return !/[{}]/.test(text.replace(/\{(?:(?:digits|hex|alnum):\d{1,3}|day|stamp)\}/g, ''))
}
