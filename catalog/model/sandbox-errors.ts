import * as v from 'valibot'
import { status } from './sandbox-steps.ts'

function isRegExp(text: string): boolean {
  try {
    return new RegExp(text, 'u') !== undefined
  } catch {
    return false
  }
}

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
  /** The check applies to fields of these names only, which have to match `pattern`. */
  names: v.optional(v.array(v.string())),
  pattern: v.optional(v.pipe(v.string(), v.check(isRegExp, 'a regular expression'))),
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
