import type {
  Constraints,
  ErrorTemplate,
  FieldType,
  IdentityFields,
  Json,
  Method,
  ResourceRule,
  SandboxRule,
} from './model.ts'

/**
 * Everything the sandbox runs on, as one JSON value: it is made once from the catalog and needs no file afterwards,
 * so that a server, a Service Worker and a test hand over the same thing.
 */
export interface Behaviour {
  operations: OperationBehaviour[]
  /** Every resource that a rule names, with what its file leaves out filled in. */
  resources: Record<string, ResourceBehaviour>
  errors: Record<string, ErrorTemplate>
  identity: IdentityFields
  /** By id (`v3/TRANSACTION.SUCCESS`). */
  webhooks: Record<string, WebhookBehaviour>
  /** Objects that a new merchant owns, in the order in which they can be made. */
  seeds: Seed[]
}

export interface OperationBehaviour {
  id: string
  method: Method
  /** Segments of the wire path; a parameter keeps its braces. */
  segments: string[]
  protocol: 'v2' | 'v3'
  parameters: { path: Shape[]; query: Shape[] }
  body?: { mediaType: string; required: boolean; fields: Shape[] }
  /** The unedited sample: what the catalog's examples send. */
  example: { path: Record<string, Json>; query: Record<string, Json>; body?: Record<string, Json> }
  reply: { status: number; mediaType?: string; fields: Shape[] }
  /** Messages of the documented error codes. */
  messages: Record<string, string>
  rule?: SandboxRule
}

/** What checks and answers need of a field. */
export interface Shape {
  name: string
  type: FieldType
  list?: true
  required?: true
  /** The Chinese name that error messages use. */
  label: string
  enum?: (string | number | boolean)[]
  constraints?: Constraints
  example?: Json
  encrypted?: true
  jsonString?: true
  fields?: Shape[]
}

export interface ResourceBehaviour extends ResourceRule {
  key: string[]
  scope: string[]
  /** Every list of fields by which an operation finds an object. */
  lookups: string[][]
}

export interface WebhookBehaviour {
  event: string
  summary: string
  originalType: string
  associatedData: string
  plaintext: Shape[]
}

/** An example object: made as if `operation` had been called with its example. */
export interface Seed {
  resource: string
  operation: string
  /** `request`: the operation creates it; `reply`: nothing in the catalog does, so its answer's example is the object. */
  from: 'request' | 'reply'
  /** Dotted field → value that the object must have. */
  values: Record<string, Json>
  /** Moved through these, in order. */
  transitions: string[]
}
