import * as v from 'valibot'
import { assignments, formula, name, path } from './sandbox-expression.ts'
import { notification, steps } from './sandbox-steps.ts'
import { ArriveSchema, CodeSchema, ControlSchema, DueSchema, PageSchema } from './sandbox-surface.ts'

/** One move of an object. In a state that `from` lacks it is refused, in `to` itself it changes nothing. */
const transition = v.strictObject({
  /** What it is called for a reader: 付款. */
  title: v.optional(v.string()),
  /** Absent: any state. */
  from: v.optional(v.pipe(v.array(v.string()), v.minLength(1))),
  /** Absent: the state stays. */
  to: v.optional(v.union([v.string(), v.strictObject({ is: formula })])),
  set: v.optional(assignments),
  do: v.optional(steps),
  notify: v.optional(v.union([notification, v.array(notification)])),
  /** A transition that follows at once. */
  next: v.optional(name),
})

/** `catalog/resources/<name>.yaml`: what the sandbox keeps under that name. */
export const ResourceRuleSchema = v.strictObject({
  title: v.optional(v.string()),
  /** Fields that tell one object from another; without it the `key` of the operation that creates it. */
  key: v.optional(v.array(name)),
  /** Fields that part the numbers: the same number may exist once for each value. */
  scope: v.optional(v.array(name)),
  /** Further lists of fields by which steps and control calls find an object. */
  lookups: v.optional(v.array(v.array(name))),
  /** The field that holds the state, and the first one. */
  state: v.optional(name),
  initial: v.optional(v.string()),
  set: v.optional(assignments),
  /** Pots of `money`; the amounts of all of them and of `outside` are always 0 together. */
  money: v.optional(v.array(name)),
  /** Parts of `x-sandbox` that several operations share: `use: <resource>/<name>`. */
  rules: v.optional(v.record(name, v.record(v.string(), v.unknown()))),
  transitions: v.optional(v.record(name, transition)),
  due: v.optional(v.record(name, DueSchema)),
  controls: v.optional(v.record(name, ControlSchema)),
  arrive: v.optional(ArriveSchema),
  pages: v.optional(v.record(name, PageSchema)),
  codes: v.optional(v.array(CodeSchema)),
  /** Field whose value opens a page → the page and how long it does. */
  tickets: v.optional(
    v.record(
      path,
      v.strictObject({
        page: name,
        until: v.optional(formula),
        /** The value may be anybody's guess: it opens the page only where a page of the sandbox made it (`codes`). */
        issued: v.optional(v.boolean()),
      }),
    ),
  ),
})
export type ResourceRule = v.InferOutput<typeof ResourceRuleSchema>
