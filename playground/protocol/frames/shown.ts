import * as v from 'valibot'
import { FRAME_LIMITS } from './limits.ts'

/** What a value is, for its colour and its brackets. */
export const SHOWN_KINDS = [
  'string',
  'number',
  'bigint',
  'boolean',
  'null',
  'undefined',
  'symbol',
  'function',
  'date',
  'regexp',
  'error',
  'array',
  'object',
  'map',
  'set',
  'bytes',
  'promise',
  'cycle',
  'cut',
] as const
export type ShownKind = (typeof SHOWN_KINDS)[number]

/** A value as the console shows it: plain data, no references, bounded in depth and size. */
export interface Shown {
  kind: ShownKind
  /** The value itself of scalars, the class of objects, name and message of errors. */
  text: string
  /** Children by key, in order. */
  entries?: [key: string, value: Shown][]
  /** Children that were left out. */
  more?: number
}

export const shownSchema: v.GenericSchema<Shown> = v.strictObject({
  kind: v.picklist(SHOWN_KINDS),
  text: v.pipe(v.string(), v.maxLength(FRAME_LIMITS.text)),
  entries: v.exactOptional(
    v.pipe(
      v.array(v.strictTuple([v.pipe(v.string(), v.maxLength(FRAME_LIMITS.text)), v.lazy(() => shownSchema)])),
      v.maxLength(FRAME_LIMITS.entries),
    ),
  ),
  more: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0))),
})
