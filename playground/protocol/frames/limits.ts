/**
 * What may cross between page, frame and worker. The worker keeps to these on its own; the page checks them again,
 * because whatever runs in the worker may have got hold of its port.
 */
export const FRAME_LIMITS = {
  /** Characters of one program, runtime not counted. */
  program: 256 * 1024,
  /** Characters of one text on the console, and of one target or header. */
  text: 8 * 1024,
  /** Children shown of one array or object, and how deep a value is shown. */
  entries: 100,
  depth: 6,
  /** Nodes of one console line, its arguments together. */
  nodes: 2000,
  /** Characters of one console line, and of all of them together. */
  line: 64 * 1024,
  output: 2 * 1024 * 1024,
  /** Console lines of one run; the rest is counted only. */
  lines: 1000,
  /** Messages of one run on the worker's port; a program beyond it is ended. */
  messages: 4000,
  /** Requests of one run, and how many at the same time. */
  requests: 200,
  concurrent: 16,
  headers: 32,
  parts: 16,
  /** Characters of a text body; bytes of a form's files together. */
  body: 1024 * 1024,
  file: 5 * 1024 * 1024,
} as const
