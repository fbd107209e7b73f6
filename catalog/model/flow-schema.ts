import * as v from 'valibot'
import type { Json } from './types.ts'

/** What `flows/*.yaml` may say. */

const Text = v.pipe(v.string(), v.nonEmpty())
const Url = v.pipe(v.string(), v.url('Write the whole address: https://…'))
const Values = v.record(v.string(), v.union([v.string(), v.number(), v.boolean()]))

export interface StepEntry {
  from?: string | undefined
  to?: string | undefined
  text?: string | undefined
  answer?: string | undefined
  operation?: string | undefined
  webhook?: string | undefined
  launch?: string | undefined
  note?: string | undefined
  values?: Record<string, Json> | undefined
  loop?: string | undefined
  optional?: string | undefined
  steps?: StepEntry[] | undefined
  alternatives?: { when: string; steps: StepEntry[] }[] | undefined
}

const Steps: v.GenericSchema<StepEntry[]> = v.lazy(() => v.pipe(v.array(StepSchema), v.nonEmpty()))

const StepSchema: v.GenericSchema<StepEntry> = v.strictObject({
  from: v.optional(Text),
  to: v.optional(Text),
  text: v.optional(Text),
  answer: v.optional(Text),
  operation: v.optional(Text),
  webhook: v.optional(Text),
  launch: v.optional(Text),
  note: v.optional(Text),
  values: v.optional(Values),
  loop: v.optional(Text),
  optional: v.optional(Text),
  steps: v.optional(Steps),
  alternatives: v.optional(v.pipe(v.array(v.strictObject({ when: Text, steps: Steps })), v.minLength(2))),
})

/** `flows/*.yaml` */
export const FlowFileSchema = v.strictObject({
  title: Text,
  purpose: Text,
  participants: v.pipe(v.array(Text), v.minLength(2)),
  needs: v.optional(v.array(Text)),
  values: v.optional(Values),
  steps: Steps,
  troubles: v.optional(v.array(v.strictObject({ title: Text, text: Text }))),
  links: v.optional(v.array(v.strictObject({ title: Text, url: Url }))),
})
