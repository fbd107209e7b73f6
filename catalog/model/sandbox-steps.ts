import * as v from 'valibot'
import { type BillRule, BillSchema } from './sandbox-bill.ts'
import {
  type Assignments,
  assignments,
  type Expression,
  expression,
  formula,
  name,
  path,
} from './sandbox-expression.ts'

/** v2 refuses with HTTP 200. */
export const status = v.pipe(
  v.number(),
  v.integer(),
  v.check((value) => value === 200 || (value >= 400 && value <= 599), '400 to 599, or 200 for v2'),
)

export const errorReply = v.strictObject({
  status,
  code: v.pipe(v.string(), v.regex(/^[A-Z0-9_]+$/, 'upper case like ORDER_NOT_EXIST')),
  /** Chinese; without it the text of the code's entry in `x-errors` or of the default template. */
  message: v.optional(v.string()),
  /** The number at the end of `Request-ID`. */
  number: v.optional(v.pipe(v.number(), v.integer())),
})
/** An answer that refuses. */
export type ErrorReply = v.InferOutput<typeof errorReply>

export const notification = v.strictObject({
  webhook: v.string(),
  /** Operation whose answer the plaintext is, where it is not the webhook's own. */
  plaintext: v.optional(v.string()),
  /** Where the object keeps the address; default `notify_url`. */
  to: v.optional(path),
  /** Fields of the plaintext that the object lacks. */
  set: v.optional(assignments),
  if: v.optional(formula),
})
export type NotifyRule = v.InferOutput<typeof notification>

/**
 * One thing that happens together with a creation, a change or a transition: all steps of one request happen, or none.
 * Every step takes `if`, a formula; where it does not hold the step is left out. `on` names an object that was found or
 * made before, by default the object itself.
 */
export type Step = { if?: string } & (
  | { check: string; error: ErrorReply }
  | { fail: ErrorReply }
  | { find: string; each?: string; resource: string; by: Assignments; missing?: ErrorReply }
  | { select: string; resource: string; where?: Assignments; days?: Assignments; keep?: string; limit?: number }
  | { set: Assignments; on?: string }
  | { move: string; on?: string; with?: Assignments; refused?: ErrorReply }
  | { make: string; as?: string; set: Assignments; exists?: ErrorReply }
  | { remove: string }
  | { book: Expression; from?: string; to: string; on?: string; error?: ErrorReply }
  | { notify: NotifyRule; on?: string }
  | { bill: BillRule }
  | { each: string; as?: string; do: Step[] }
  | { when: string; do: Step[]; else?: Step[] }
)

const on = { on: v.optional(name), if: v.optional(formula) }
const plain = { if: v.optional(formula) }

const step: v.GenericSchema<Step> = v.lazy(() =>
  v.union(
    [
      // refuses the whole request unless the formula holds
      v.strictObject({ ...plain, check: formula, error: errorReply }),
      v.strictObject({ ...plain, fail: errorReply }),
      // binds a name to an object that has these values in fields that a `key`, `by` or `lookups` names; with `each` to the
      // list of those that are found for the items of a list (root `item`)
      v.strictObject({
        ...plain,
        find: name,
        each: v.optional(path),
        resource: name,
        by: assignments,
        missing: v.optional(errorReply),
      }),
      // binds a name to a list: all objects with these values (of a list: one of them), whose times at `days` are on these
      // days, and for which `keep` (root `item`) holds, the oldest first. `keep` looks at each that has the values;
      // `limit`: so many
      v.strictObject({
        ...plain,
        select: name,
        resource: name,
        where: v.optional(assignments),
        days: v.optional(assignments),
        keep: v.optional(formula),
        limit: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1))),
      }),
      v.strictObject({ ...on, set: assignments }),
      // a transition of the object or of each of a list; where it is not allowed: `refused`, without it nothing
      v.strictObject({ ...on, move: name, with: v.optional(assignments), refused: v.optional(errorReply) }),
      // another object of a resource; if its key is taken: `exists`, without it nothing is made and `as` is what is there
      v.strictObject({ ...plain, make: name, as: v.optional(name), set: assignments, exists: v.optional(errorReply) }),
      v.strictObject({ ...plain, remove: name }),
      // moves an amount (分) from pot to pot of one object's `money`; `error` where there is too little. Without `from`
      // it comes from outside
      v.strictObject({ ...on, book: expression, from: v.optional(name), to: name, error: v.optional(errorReply) }),
      v.strictObject({ ...on, notify: notification }),
      // the object gets a table of lists that were selected before
      v.strictObject({ ...plain, bill: BillSchema }),
      v.strictObject({ ...plain, each: path, as: v.optional(name), do: v.array(step) }),
      v.strictObject({ ...plain, when: formula, do: v.array(step), else: v.optional(v.array(step)) }),
    ],
    'a step: { check, error } { fail } { find } { select } { set } { move } { make } { remove } { book } { notify } { bill } { each } { when }',
  ),
)
export const steps = v.array(step)
