import * as v from 'valibot'
import { assignments, formula, name, path } from './sandbox-expression.ts'
import { errorReply, steps } from './sandbox-steps.ts'

const reference = v.strictObject({
  resource: name,
  /** Fields that name the object, alternatives in order; `{ field of the object: field of the request }` where the names differ. */
  by: v.union([v.array(name), v.record(name, path)]),
  missing: v.optional(errorReply),
  /** The request need not name it. */
  optional: v.optional(v.boolean()),
  /** `{ scope field of the object: field of the request }` where the names differ. */
  scope: v.optional(v.record(name, path)),
  /** States the object may be in, and what is answered in any other. */
  states: v.optional(v.array(v.string())),
  refused: v.optional(errorReply),
  /** Field of the object → field of the request that must be equal to it. */
  equal: v.optional(v.record(path, path)),
  unequal: v.optional(errorReply),
  /** Every value at `values` (request) must be a `field` of an item of `list` (object). */
  contains: v.optional(v.strictObject({ list: path, field: name, values: path, error: v.optional(errorReply) })),
})
/** An object that a request refers to. */
export type ReferenceRule = v.InferOutput<typeof reference>

const shared = { owner: v.optional(v.union([path, v.strictObject({ field: path, error: v.optional(errorReply) })])) }
const refs = { refs: v.optional(v.record(name, reference)) }
const keyed = {
  ...shared,
  ...refs,
  resource: name,
  /** Fields of the object that the request names it by; `{ field of the object: field of the request }` where the names differ. */
  key: v.union([v.pipe(v.array(name), v.minLength(1)), v.record(name, path)]),
  /** `{ scope field of the object: field of the request }` where the names differ. */
  scope: v.optional(v.record(name, path)),
  /** Found whatever its scope is: the request has no field that says it. */
  anywhere: v.optional(v.literal(true)),
  missing: v.optional(errorReply),
}
const file = v.strictObject({
  /** Fields of the object that hold the text, and the base64 of bytes that are handed out instead where they are there. */
  text: v.optional(path),
  base64: v.optional(path),
  /** Whether the text is packed on the way. */
  gzip: v.optional(formula),
  /** Field of the object that holds an uploaded file: `to` of the creation's `upload`. */
  uploaded: v.optional(path),
})
const accepts = v.strictObject({
  /** What the file may be, by its first bytes. */
  types: v.pipe(
    v.array(v.picklist(['jpg', 'png', 'bmp', 'mp4', 'avi', 'wmv', 'mpeg', 'mkv', 'flv', 'rmvb'])),
    v.minLength(1),
  ),
  wrong: v.optional(errorReply),
  /** Bytes; and what an empty file is answered with, or one that has more. */
  max: v.pipe(v.number(), v.integer(), v.minValue(1)),
  size: v.optional(errorReply),
})
/** Which files an upload takes. */
export type AcceptsRule = v.InferOutput<typeof accepts>
/** The request's file is kept with the object. */
const upload = v.strictObject({
  /** Field of the request with the file's digest in hex: SHA-256, or MD5 where it has 32 digits. */
  digest: v.optional(path),
  mismatch: v.optional(errorReply),
  /** Field of the object that holds the file. */
  to: path,
})
/** The answer is a file. */
export type FileRule = v.InferOutput<typeof file>
const answered = { reply: v.optional(assignments), file: v.optional(file) }
const acting = { do: v.optional(steps), set: v.optional(assignments) }
/** State of the object → what is answered in it. */
const refusals = v.record(v.string(), errorReply)

const actions = [
  v.strictObject({
    ...keyed,
    ...answered,
    ...acting,
    action: v.literal('create'),
    /** Further fields, at any depth, that a sample needs new numbers for: those of what is made along. */
    fresh: v.optional(v.array(name)),
    /** State of the object that is there already → what is answered instead of re-entry. */
    guards: v.optional(refusals),
    /** Same key, other parameters. Without it the object takes the new ones. */
    conflict: v.optional(errorReply),
    /** Fields whose difference is no conflict: what re-entry may say anew. */
    free: v.optional(v.array(path)),
    /** What re-entry with the same parameters makes anew. */
    again: v.optional(assignments),
    /** A transition that follows on the answer. */
    next: v.optional(name),
    upload: v.optional(upload),
  }),
  v.strictObject({ ...keyed, ...answered, action: v.literal('read') }),
  v.strictObject({
    ...keyed,
    ...answered,
    ...acting,
    action: v.literal('change'),
    /** Without it the state stays. */
    transition: v.optional(name),
    refused: v.optional(refusals),
    /** Fields of the request that the object takes over as they are; `true`: all of the body. */
    take: v.optional(v.union([v.literal(true), v.array(path)])),
    next: v.optional(name),
  }),
  v.strictObject({
    ...keyed,
    ...answered,
    action: v.literal('remove'),
    refused: v.optional(refusals),
    do: v.optional(steps),
  }),
  v.strictObject({
    ...shared,
    ...refs,
    ...answered,
    action: v.literal('list'),
    resource: name,
    /** Field of the object → field of the request that must be equal to it, where the request has it. */
    where: v.optional(v.record(path, path)),
    /** Field of the object → a value that must be equal to it. */
    equal: v.optional(assignments),
    /** Further condition; roots `item` (the object), `request`, references. */
    if: v.optional(formula),
    /** Before anything is looked for. */
    do: v.optional(steps),
    order: v.optional(v.picklist(['newest', 'oldest'])),
    /**
     * Names of the request's paging parameters: `offset` or `page` (with its first number) or `token`, and `limit`; `next` is
     * the answer's field that holds the token of the page that follows.
     */
    page: v.optional(
      v.strictObject({
        offset: v.optional(path),
        token: v.optional(path),
        next: v.optional(path),
        page: v.optional(path),
        first: v.optional(v.picklist([0, 1])),
        limit: v.optional(path),
        size: v.optional(v.pipe(v.number(), v.integer())),
      }),
    ),
    /** The answer's field that holds the list, and those that hold how many there are in all and what was asked for. */
    list: path,
    total: v.optional(path),
    /** Instead of an empty list. */
    none: v.optional(errorReply),
    /** An item of the list, on top of the object's own fields; root `item`. */
    item: v.optional(assignments),
  }),
  v.strictObject({ ...shared, ...refs, ...answered, action: v.literal('echo'), do: v.optional(steps) }),
  v.strictObject({
    ...shared,
    ...answered,
    action: v.literal('upload'),
    digest: path,
    mismatch: v.optional(errorReply),
    accepts: v.optional(accepts),
  }),
  v.strictObject({ ...shared, action: v.literal('certificates'), list: path }),
  v.strictObject({ ...shared, action: v.literal('public-key'), field: name }),
  v.strictObject({ ...shared, action: v.literal('fail'), error: errorReply }),
] as const

/** `x-sandbox`: what the gateway does for one operation, `use` resolved. */
export const SandboxRuleSchema = v.variant('action', actions)
export type SandboxRule = v.InferOutput<typeof SandboxRuleSchema>
