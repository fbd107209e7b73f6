import * as v from 'valibot'
import { assignments, expression, formula, name, path } from './sandbox-expression.ts'

/** What falls due without anybody asking: a transition at a time that follows from the object. */
export const DueSchema = v.strictObject({
  /** States in which it waits; absent: any. */
  in: v.optional(v.array(v.string())),
  if: v.optional(formula),
  /** RFC 3339, business time. */
  at: formula,
  transition: name,
})
export type DueRule = v.InferOutput<typeof DueSchema>

/** Fields of a control call's body. */
const fields = v.optional(
  v.record(
    name,
    v.strictObject({
      type: v.optional(v.picklist(['string', 'integer', 'boolean'])),
      description: v.string(),
      example: v.optional(v.union([v.string(), v.number(), v.boolean()])),
      /** The call is refused without it. */
      required: v.optional(v.boolean()),
      /** A page hides what is typed: a password. */
      secret: v.optional(v.boolean()),
    }),
  ),
)

/**
 * `POST /_sandbox/<resource>/<key>/<control>`: what payer, user or platform do in the real world. `by` names the field that
 * chooses a case; a case is a transition, or nothing.
 */
export const ControlSchema = v.strictObject({
  title: v.string(),
  description: v.optional(v.string()),
  fields,
  by: v.optional(name),
  /** The case when the call names none. */
  default: v.optional(name),
  /** Case → what it is called (付款成功) and its transition; without one nothing happens to the object. */
  cases: v.optional(v.record(name, v.strictObject({ title: v.string(), transition: v.optional(name) }))),
  /** Without cases: the one transition. */
  transition: v.optional(name),
})
export type ControlRule = v.InferOutput<typeof ControlSchema>

/** `POST /_sandbox/<resource>`: an object that no operation makes, because a user or the platform does. */
export const ArriveSchema = v.strictObject({
  title: v.string(),
  description: v.optional(v.string()),
  fields,
  /** On top of the resource's own `set`; `request` is the call's body. */
  set: v.optional(assignments),
  /** What happens to the new object at once. */
  transition: v.optional(name),
})
export type ArriveRule = v.InferOutput<typeof ArriveSchema>

/** A page on which a person plays payer, user or platform; opened by a ticket. */
export const PageSchema = v.strictObject({
  title: v.string(),
  /** Layout: pays, agrees, or decides. */
  kind: v.picklist(['cashier', 'confirm', 'review']),
  /** The amount in large type, 分. */
  amount: v.optional(formula),
  show: v.array(
    v.strictObject({
      label: v.string(),
      value: expression,
      /** `amount`: 分 shown as 元; `time`: RFC 3339 shown as a moment. */
      as: v.optional(v.picklist(['amount', 'time', 'text'])),
    }),
  ),
  /** State → what the page says of it, and how it looks: done, given up, or still open (the default). */
  states: v.record(
    v.string(),
    v.union([v.string(), v.strictObject({ text: v.string(), look: v.picklist(['done', 'over', 'open']) })]),
  ),
  actions: v.array(
    v.strictObject({
      control: name,
      /** Body of the control call. */
      with: v.optional(assignments),
      label: v.string(),
      primary: v.optional(v.boolean()),
      /** States in which it is offered. */
      in: v.optional(v.array(v.string())),
      if: v.optional(formula),
      /** Fields that the person fills in: `{ field of the call: label }`. */
      ask: v.optional(v.record(name, v.string())),
    }),
  ),
  /** Where the person may go afterwards: a field of the object, or a parameter that the merchant put on the address. */
  back: v.optional(path),
})
export type PageRule = v.InferOutput<typeof PageSchema>

/** A number that a payer shows instead of scanning one; pages make such numbers, rules decide what they do. */
export const CodeSchema = v.strictObject({
  title: v.string(),
  description: v.string(),
  /** A fresh one: `{ id: '13{digits:16}' }`. */
  make: expression,
})
export type CodeRule = v.InferOutput<typeof CodeSchema>
