import * as v from 'valibot'
import { FRAME_LIMITS } from './limits.ts'
import { shownSchema } from './shown.ts'

const id = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(1_000_000))
const text = v.pipe(v.string(), v.maxLength(FRAME_LIMITS.text))
const header = v.strictTuple([text, text])
const headers = v.pipe(v.array(header), v.maxLength(FRAME_LIMITS.headers))
const bytes = v.pipe(
  v.instance(Uint8Array),
  v.check((value) => value.byteLength <= FRAME_LIMITS.file, '文件超过 5 MiB'),
)

/** One part of a form; the page writes the boundaries, so that what is signed is what is sent. */
const part = v.strictObject({
  name: text,
  filename: v.exactOptional(text),
  contentType: v.exactOptional(text),
  content: v.union([v.pipe(v.string(), v.maxLength(FRAME_LIMITS.body)), bytes]),
})
export type FormPart = v.InferOutput<typeof part>

const body = v.variant('kind', [
  v.strictObject({ kind: v.literal('none') }),
  v.strictObject({ kind: v.literal('text'), text: v.pipe(v.string(), v.maxLength(FRAME_LIMITS.body)) }),
  /** `meta` is what is to be signed; without it the part of that name. */
  v.strictObject({
    kind: v.literal('form'),
    parts: v.pipe(v.array(part), v.maxLength(FRAME_LIMITS.parts)),
    meta: v.exactOptional(text),
  }),
  /** v2: names and values of the XML, unsigned. */
  v.strictObject({
    kind: v.literal('xml'),
    fields: v.pipe(
      v.array(v.strictTuple([text, v.pipe(v.string(), v.maxLength(FRAME_LIMITS.body))])),
      v.maxLength(200),
    ),
  }),
])
export type CallBody = v.InferOutput<typeof body>

const call = v.strictObject({
  kind: v.literal('request'),
  id,
  method: v.picklist(['GET', 'POST', 'PUT', 'PATCH', 'DELETE']),
  /** Path and `?query` as axios made them. */
  target: text,
  protocol: v.picklist(['v2', 'v3']),
  headers,
  body,
})
/** What user code asks the page to sign and send. */
export type Call = v.InferOutput<typeof call>

export const CONSOLE_LEVELS = ['log', 'info', 'warn', 'error', 'debug'] as const
export type ConsoleLevel = (typeof CONSOLE_LEVELS)[number]

/** Worker → page. */
export const fromWorkerSchema = v.variant('kind', [
  v.strictObject({ kind: v.literal('ready') }),
  v.strictObject({
    kind: v.literal('console'),
    level: v.picklist(CONSOLE_LEVELS),
    values: v.pipe(v.array(shownSchema), v.maxLength(FRAME_LIMITS.entries)),
  }),
  call,
  v.strictObject({ kind: v.literal('cancel'), id }),
  v.strictObject({
    kind: v.literal('thrown'),
    origin: v.picklist(['program', 'rejection', 'event']),
    value: shownSchema,
    stack: text,
  }),
  /** Console lines that were left out, all in all. */
  v.strictObject({ kind: v.literal('dropped'), count: v.pipe(v.number(), v.integer(), v.minValue(1)) }),
  v.strictObject({ kind: v.literal('invalid'), message: text }),
  /** The program has ended: nothing runs, no timer is set, no request is open. `value` is what it returned. */
  v.strictObject({ kind: v.literal('idle'), value: v.exactOptional(shownSchema) }),
])
export type FromWorker = v.InferOutput<typeof fromWorkerSchema>

const verdict = v.variant('ok', [
  v.strictObject({ ok: v.literal(true) }),
  v.strictObject({ ok: v.literal(false), message: v.string() }),
])

/** Page → worker. */
export const toWorkerSchema = v.variant('kind', [
  /** PEM of the platform's certificate or public key, and its serial: public, all of it. */
  v.strictObject({ kind: v.literal('begin'), platformKey: v.string(), platformSerial: v.string() }),
  v.strictObject({
    kind: v.literal('answer'),
    id,
    status: v.pipe(v.number(), v.integer(), v.minValue(100), v.maxValue(599)),
    statusText: v.string(),
    headers: v.array(v.strictTuple([v.string(), v.string()])),
    body: v.instance(Uint8Array),
    /** The fields of a v2 message, read by the page: a worker has no reader of XML. */
    data: v.exactOptional(v.unknown()),
    verdict,
  }),
  v.strictObject({
    kind: v.literal('failure'),
    id,
    outcome: v.picklist(['refused-locally', 'transport-failed', 'timed-out']),
    message: v.string(),
  }),
])
export type ToWorker = v.InferOutput<typeof toWorkerSchema>
