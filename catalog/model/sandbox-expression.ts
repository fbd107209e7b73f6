import * as v from 'valibot'
import { parseFormula } from './formula.ts'
import type { Json } from './types.ts'

/** Dotted field names: `amount.total`; through a list it means every item. */
export const path = v.pipe(v.string(), v.regex(/^[A-Za-z_$][\w$-]*(\.[\w$-]+)*$/, 'a dotted path like amount.total'))
export const name = v.pipe(v.string(), v.regex(/^[A-Za-z_][\w-]*$/, 'a plain name'))
const json: v.GenericSchema<Json> = v.lazy(() =>
  v.union([v.null(), v.boolean(), v.number(), v.string(), v.array(json), v.record(v.string(), json)]),
)

/** A formula (`formula.ts`): `request.amount.refund <= order.money.kept`. */
export const formula = v.pipe(
  v.string(),
  v.rawCheck(({ dataset, addIssue }) => {
    const problem = dataset.typed ? parseFormula(dataset.value).problem : undefined
    if (problem !== undefined) addIssue({ message: problem })
  }),
)

/**
 * A value that is made when it is wanted. Scalars stand for themselves; an object is one of these forms:
 * `{ value }` any JSON as it is · `{ from, else? }` a path that begins with a root · `{ is }` a formula · `{ id }` a fresh
 * number: `{digits:24}`, `{hex:16}`, `{alnum:7}`, `{day}` yyyyMMdd, `{stamp}` yyyyMMddHHmmss between literal text ·
 * `{ now, days? }` the moment, `rfc3339` (+08:00) or `compact` (yyyyMMddHHmmss), so many days ahead · `{ page }` the address
 * of one of the resource's pages with a fresh ticket · `{ address }` a formula's path and query on the sandbox's own host · `{ index }` an item's place, counted from `index` · `{ each, if?,
 * match?, set }` a list made of another: every item for which `if` holds, with the item of `match.list` that has the same
 * `match.on`, then `set`.
 */
export type Expression =
  | null
  | boolean
  | number
  | string
  | { value: Json }
  | { from: string; else?: Expression }
  | { is: string }
  | { id: string }
  | { now: 'rfc3339' | 'compact'; days?: Expression }
  | { page: string }
  | { address: string }
  | { index: number }
  | { each: string; if?: string; match?: { list: string; on: string }; set: Assignments }

/** Dotted path → expression. */
export type Assignments = { [path: string]: Expression }

export const expression: v.GenericSchema<Expression> = v.lazy(() =>
  v.union(
    [
      v.null(),
      v.boolean(),
      v.number(),
      v.string(),
      v.strictObject({ value: json }),
      v.strictObject({ from: path, else: v.optional(expression) }),
      v.strictObject({ is: formula }),
      v.strictObject({
        id: v.pipe(v.string(), v.check(isPattern, 'pieces are {digits:n} {hex:n} {alnum:n} {day} {stamp}')),
      }),
      v.strictObject({ now: v.picklist(['rfc3339', 'compact']), days: v.optional(expression) }),
      v.strictObject({ page: name }),
      v.strictObject({ address: formula }),
      v.strictObject({ index: v.pipe(v.number(), v.integer()) }),
      v.strictObject({
        each: path,
        if: v.optional(formula),
        match: v.optional(v.strictObject({ list: path, on: name })),
        set: assignments,
      }),
    ],
    'a scalar, or one of { value } { from } { is } { id } { now } { page } { address } { index } { each }',
  ),
)
export const assignments: v.GenericSchema<Assignments> = v.record(path, expression)

function isPattern(text: string): boolean {
  return !/[{}]/.test(text.replace(/\{(?:(?:digits|hex|alnum):\d{1,3}|day|stamp)\}/g, ''))
}
