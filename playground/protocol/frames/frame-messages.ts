import * as v from 'valibot'
import { FRAME_LIMITS } from './limits.ts'

/** One program's life in a frame. Page and frame both drop what names another one. */
const run = v.pipe(v.number(), v.integer(), v.minValue(0))
const text = v.pipe(v.string(), v.maxLength(FRAME_LIMITS.text))
const position = v.pipe(v.number(), v.integer(), v.minValue(0))

/** The only message that travels by `window.postMessage`; the page answers it with the control port. */
export const helloSchema = v.strictObject({ kind: v.literal('playground-frame-hello') })
export const portSchema = v.strictObject({ kind: v.literal('playground-frame-port') })

/** Page → frame, on the control port. `start` brings the worker's port along. */
export const toFrameSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('start'), run, source: v.string() }),
  v.strictObject({ kind: v.literal('stop'), run }),
  v.strictObject({ kind: v.literal('ping'), beat: v.number() }),
])
export type ToFrame = v.InferOutput<typeof toFrameSchema>

/** Frame → page, on the control port. */
export const fromFrameSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('pong'), beat: v.number() }),
  /** The worker's script does not parse, or something in it was thrown and not caught. */
  v.strictObject({ kind: v.literal('worker-error'), run, message: text, line: position, column: position }),
  /** The worker spoke to the frame, which expects nothing from it. */
  v.strictObject({ kind: v.literal('stray'), run, count: position }),
  v.strictObject({ kind: v.literal('invalid'), message: text }),
])
export type FromFrame = v.InferOutput<typeof fromFrameSchema>
