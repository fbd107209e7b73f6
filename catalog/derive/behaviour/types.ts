import type {
  Constraints,
  ErrorTemplate,
  FieldType,
  IdentityFields,
  IdentityKind,
  Json,
  Method,
  ResourceRule,
  SandboxRule,
} from './model.ts'

/**
 * What the sandbox has to know before its first request, as one JSON value that stays small with a thousand operations:
 * what one of them checks and answers (`OperationBehaviour`) may be loaded when it is called.
 */
export interface BehaviourIndex {
  routes: Route[]
  /** Every resource that a rule names, with what its file leaves out filled in. */
  resources: Record<string, ResourceBehaviour>
  errors: Record<string, ErrorTemplate>
  /** Every error code that an operation documents. */
  codes: string[]
  identity: IdentityFields
  /** The identities that the catalog's examples name, of each kind. */
  exampleIdentities: Record<IdentityKind, string[]>
  /** Those that a transition sends, by id (`v3/TRANSACTION.SUCCESS`). */
  webhooks: Record<string, WebhookBehaviour>
  /** The objects that examples refer to, by resource; each is made when a merchant first asks for it. */
  seeds: Record<string, Seed[]>
}

/** Everything the sandbox runs on, the operations included: a server and a test hand over this. */
export interface Behaviour extends BehaviourIndex {
  operations: OperationBehaviour[]
}

/** Where an operation is found. */
export interface Route {
  id: string
  method: Method
  /** Segments of the wire path; a parameter keeps its braces. */
  segments: string[]
  /** The other spelling of the path, literal throughout. */
  alias?: string[]
}

export interface OperationBehaviour extends Route {
  protocol: 'v2' | 'v3'
  /** v2: the real gateway wants the merchant's client certificate. */
  mutualTls?: true
  /** v2: no `nonce_str` is sent. */
  nonceless?: true
  parameters: { path: Shape[]; query: Shape[] }
  body?: { mediaType: string; required: boolean; fields: Shape[] }
  /** The unedited sample: what the catalog's examples send. */
  example: { path: Record<string, Json>; query: Record<string, Json>; body?: Record<string, Json> }
  reply: { status: number; mediaType?: string; fields: Shape[] }
  /** Messages of the documented error codes. */
  messages: Record<string, string>
  /** Their HTTP status where it is not 400; v2 has 200 always. */
  statuses?: Record<string, number>
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
  /** Left out of examples. */
  hidden?: true
  /** The name is one of many, told by a number: `coupon_id_$n` with the pattern of its names. */
  namePattern?: string
  fields?: Shape[]
}

export interface ResourceBehaviour extends ResourceRule {
  key: string[]
  scope: string[]
  /** Every list of fields by which an operation finds an object. */
  lookups: string[][]
  /** Those by which an operation finds an object whatever its scope is. */
  anywhere?: string[][]
  /** Every list of terms (`dayTerm`) by whose values objects are selected. */
  indexes?: string[][]
}

export interface WebhookBehaviour {
  protocol: 'v2' | 'v3'
  event: string
  summary: string
  originalType: string
  associatedData: string
  plaintext: Shape[]
  /** The message itself, where its fields differ from event to event: v2. */
  body?: Shape[]
}

/** An example object: made as if `operation` had been called with its example. */
export interface Seed {
  resource: string
  operation: string
  /** `request`: the operation creates it; `reply`: nothing in the catalog does, so its answer's example is the object. */
  from: 'request' | 'reply'
  /** Of a `reply`: the path of the list whose first item it is. */
  list?: string
  /** Dotted field → value that the object must have. */
  values: Record<string, Json>
  /** Moved through these, in order. */
  transitions: string[]
}
