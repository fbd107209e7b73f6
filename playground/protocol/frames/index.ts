/**
 * The messages between the page, the runner's frame and the worker in it, as valibot schemas. Both ends parse what
 * they receive and drop, and report, what does not fit.
 *
 * ```
 * page ──(window.postMessage, event.source checked)── frame      hello → port, once
 * page ──(control port: ToFrame / FromFrame)───────── frame      start, stop, ping
 * page ──(program port: ToWorker / FromWorker)─────── worker     console, requests, errors
 * ```
 */
export {
  type FromFrame,
  fromFrameSchema,
  helloSchema,
  portSchema,
  type ToFrame,
  toFrameSchema,
} from './frame-messages.ts'
export { FRAME_LIMITS } from './limits.ts'
export { SHOWN_KINDS, type Shown, type ShownKind, shownSchema } from './shown.ts'
export {
  type Call,
  type CallBody,
  CONSOLE_LEVELS,
  type ConsoleLevel,
  type FormPart,
  type FromWorker,
  fromWorkerSchema,
  type ToWorker,
  toWorkerSchema,
} from './worker-messages.ts'
