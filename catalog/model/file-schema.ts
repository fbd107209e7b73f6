import * as v from 'valibot'
import { LaunchEntrySchema } from './launch.ts'
import type { Json } from './types.ts'

/** What a catalog file may say: the part of OpenAPI 3.1 that we use and our own `x-` keys. Anything else is a mistake. */

const Text = v.pipe(v.string(), v.nonEmpty())
const Url = v.pipe(v.string(), v.url('Write the whole address: https://…'))
const Count = v.pipe(v.number(), v.integer(), v.minValue(0))
/** 分, 元, 天 …: one word, put in brackets after the term. */
const Unit = v.pipe(v.string(), v.regex(/^[^\s()（）]{1,8}$/, 'Write the bare unit: 分.'))
const Scalar = v.union([v.string(), v.number(), v.boolean()])
const Value: v.GenericSchema<Json> = v.lazy(() =>
  v.union([v.null(), v.boolean(), v.number(), v.string(), v.array(Value), v.record(v.string(), Value)]),
)

const SCHEMA_TYPES = ['string', 'number', 'integer', 'boolean', 'object', 'array'] as const

/** A JSON Schema as far as the catalog uses it; order of `properties` is the order of the tables. */
export interface SchemaNode {
  type: (typeof SCHEMA_TYPES)[number]
  description?: string | undefined
  enum?: (string | number | boolean)[] | undefined
  'x-enum-descriptions'?: Record<string, string> | undefined
  const?: string | number | boolean | undefined
  default?: Json | undefined
  example?: Json | undefined
  format?: string | undefined
  pattern?: string | undefined
  minLength?: number | undefined
  maxLength?: number | undefined
  minimum?: number | undefined
  maximum?: number | undefined
  minItems?: number | undefined
  maxItems?: number | undefined
  items?: SchemaNode | undefined
  required?: string[] | undefined
  properties?: Record<string, SchemaNode> | undefined
  patternProperties?: Record<string, SchemaNode> | undefined
  readOnly?: boolean | undefined
  writeOnly?: boolean | undefined
  'x-unit'?: string | undefined
  'x-encrypted'?: boolean | undefined
  'x-json-string'?: boolean | undefined
  'x-sample'?: boolean | undefined
}

const SchemaNodeSchema: v.GenericSchema<SchemaNode> = v.strictObject({
  type: v.picklist(SCHEMA_TYPES),
  description: v.optional(Text),
  enum: v.optional(v.pipe(v.array(Scalar), v.nonEmpty())),
  'x-enum-descriptions': v.optional(v.record(v.string(), Text)),
  const: v.optional(Scalar),
  default: v.optional(Value),
  example: v.optional(Value),
  format: v.optional(Text),
  pattern: v.optional(Text),
  minLength: v.optional(Count),
  maxLength: v.optional(Count),
  minimum: v.optional(v.number()),
  maximum: v.optional(v.number()),
  minItems: v.optional(Count),
  maxItems: v.optional(Count),
  items: v.optional(v.lazy(() => SchemaNodeSchema)),
  required: v.optional(v.array(Text)),
  properties: v.optional(
    v.record(
      v.string(),
      v.lazy(() => SchemaNodeSchema),
    ),
  ),
  patternProperties: v.optional(
    v.record(
      v.string(),
      v.lazy(() => SchemaNodeSchema),
    ),
  ),
  readOnly: v.optional(v.boolean()),
  writeOnly: v.optional(v.boolean()),
  'x-unit': v.optional(Unit),
  'x-encrypted': v.optional(v.boolean()),
  'x-json-string': v.optional(v.boolean()),
  'x-sample': v.optional(v.boolean()),
})

const Parameter = v.strictObject({
  name: Text,
  in: v.picklist(['path', 'query', 'header']),
  required: v.optional(v.boolean()),
  description: v.optional(Text),
  schema: SchemaNodeSchema,
})

const MediaType = v.strictObject({ schema: SchemaNodeSchema })

const RequestBody = v.strictObject({
  description: v.optional(Text),
  required: v.optional(v.boolean()),
  content: v.record(v.string(), MediaType),
})

const Reply = v.strictObject({ description: Text, content: v.optional(v.record(v.string(), MediaType)) })

const ErrorEntry = v.strictObject({
  status: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
  code: v.pipe(v.string(), v.regex(/^[A-Z][A-Z0-9_]*$/, 'Write it in capitals: PARAM_ERROR.')),
  message: Text,
  solution: v.optional(Text),
})

const IdList: v.GenericSchema<string | string[]> = v.pipe(v.array(Text), v.nonEmpty())

/** Requests with the same values of `key` have one effect. */
const IdempotencySchema = v.strictObject({ key: v.pipe(v.array(Text), v.nonEmpty()), note: v.optional(Text) })

/** `limit` calls in each second, minute, hour or day. */
const RateLimitSchema = v.strictObject({
  limit: v.pipe(v.number(), v.integer(), v.minValue(1)),
  unit: v.picklist(['qps', 'qpm', 'qph', 'qpd']),
  note: v.optional(Text),
})

const describing = {
  summary: Text,
  description: v.optional(Text),
  externalDocs: v.optional(v.strictObject({ url: Url, description: v.optional(Text) })),
  'x-official': v.optional(v.array(Url)),
  'x-products': v.optional(v.array(v.pipe(v.array(Text), v.nonEmpty()))),
  'x-modes': v.optional(v.array(v.picklist(['merchant', 'partner']))),
  parameters: v.optional(v.array(Parameter)),
}

const OperationNode = v.strictObject({
  ...describing,
  'x-roles': v.optional(v.pipe(v.array(Text), v.nonEmpty())),
  'x-updated': v.optional(v.pipe(v.string(), v.isoDate('Write the day: 2026-01-31.'))),
  requestBody: v.optional(RequestBody),
  responses: v.record(v.string(), Reply),
  servers: v.optional(v.pipe(v.array(v.strictObject({ url: Url })), v.length(1))),
  'x-errors': v.optional(v.array(ErrorEntry)),
  'x-notifies': v.optional(v.array(Text)),
  'x-counterpart': v.optional(v.lazy((input) => (Array.isArray(input) ? IdList : Text))),
  'x-idempotency': v.optional(IdempotencySchema),
  'x-rate-limit': v.optional(RateLimitSchema),
  'x-mutual-tls': v.optional(v.boolean()),
  'x-nonceless': v.optional(v.boolean()),
  'x-alias': v.optional(Text),
  'x-launch': v.optional(v.pipe(v.array(LaunchEntrySchema), v.nonEmpty())),
  // Opaque here: `sandbox.ts` checks it.
  'x-sandbox': v.optional(v.record(v.string(), Value)),
})

/** `operations/**.yaml`: an OpenAPI 3.1 Path Item. */
export const PathItemSchema = v.strictObject({
  get: v.optional(OperationNode),
  post: v.optional(OperationNode),
  put: v.optional(OperationNode),
  patch: v.optional(OperationNode),
  delete: v.optional(OperationNode),
})

/** `webhooks/**.yaml`: a Path Item with the one verb that a notification has. */
export const WebhookFileSchema = v.strictObject({
  post: v.strictObject({
    ...describing,
    requestBody: RequestBody,
    'x-plaintext': v.optional(SchemaNodeSchema),
    'x-original-type': v.optional(Text),
    'x-associated-data': v.optional(v.string()),
    'x-summary': v.optional(Text),
  }),
})

const names = v.array(Text)

/** `identity.yaml` */
export const IdentitySchema = v.strictObject({ mchid: names, sub_mchid: names, appid: names, openid: names })

const SenseSchema = v.strictObject({
  /** Official Chinese term. */
  term: Text,
  en: Text,
  unit: v.optional(Unit),
  example: v.optional(Scalar),
  /** Enum value → one Chinese line, for every enum of this name that has no line of its own for it. */
  values: v.optional(v.record(v.string(), Text)),
  /** Only at operations of these products: any title of a trail. */
  products: v.optional(v.pipe(v.array(Text), v.nonEmpty())),
  /** Only in fields of these names. */
  under: v.optional(v.pipe(v.array(Text), v.nonEmpty())),
})

const SenseListSchema = v.pipe(v.array(SenseSchema), v.nonEmpty())

export type Sense = v.InferOutput<typeof SenseSchema>

/** `glossary/*.yaml`: field name → what it means, or a list where it means several things. */
export const GlossarySchema = v.record(
  v.string(),
  v.lazy((input): v.GenericSchema<Sense | Sense[]> => (Array.isArray(input) ? SenseListSchema : SenseSchema)),
)

export type ParameterNode = v.InferOutput<typeof Parameter>
export type RequestBodyNode = v.InferOutput<typeof RequestBody>
export type OperationNode = v.InferOutput<typeof OperationNode>
export type Glossary = v.InferOutput<typeof GlossarySchema>
