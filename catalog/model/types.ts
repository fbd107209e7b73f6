/**
 * The model: what the catalog says, resolved and normalised. Every producer (the loader) and every consumer (derive/*)
 * meets here, and nothing else does. Plain data, JSON-serialisable, no functions; lists are in the order of the files.
 */

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** `v3` is JSON with an RSA signature, `v2` is XML with an MD5 or HMAC-SHA256 signature. */
export type Protocol = 'v2' | 'v3'

/** `merchant` 直连商户, `partner` 服务商. */
export type Mode = 'merchant' | 'partner'

/** `binary` is the content of an uploaded or downloaded file. */
export type FieldType = 'string' | 'number' | 'integer' | 'boolean' | 'object' | 'binary'

/** Where a fact stands: `file` relative to the catalog folder, `line` from 1. */
export interface Source {
  file: string
  line: number
}

export interface EnumValue {
  value: string | number | boolean
  /** One Chinese line that tells this value from the others. */
  description?: string
}

/** JSON Schema constraints, as the official documents state them. `maxLength` counts characters, as JSON Schema does. */
export interface Constraints {
  minLength?: number
  maxLength?: number
  pattern?: string
  minimum?: number
  maximum?: number
  minItems?: number
  maxItems?: number
  /** `date-time` (RFC 3339), `date`, `uri`, `base64`, `int32`, `int64` … */
  format?: string
}

export interface Field {
  /** As it goes over the wire; `coupon_id_$n` stands for `coupon_id_0`, `coupon_id_1` … */
  name: string
  /** The names that `$n` and `$m` stand for, as a regular expression: `^coupon_id_\\d+$`. */
  pattern?: string
  type: FieldType
  /** A list of `type`; constraints other than `minItems` and `maxItems`, the enum and a scalar example describe one item. */
  list: boolean
  required: boolean
  /** The Chinese line of the tables and the hovers: the file's own `description`, else the glossary's term, with the unit in brackets after it; else `''`. */
  description: string
  /** The glossary's English term. */
  english?: string
  /** 分, 元, 天 … */
  unit?: string
  enum: EnumValue[]
  constraints: Constraints
  /** A plausible value (one item if `list`). For an encrypted field the plaintext, for `binary` a small file as base64, for objects absent: their fields have them. */
  example?: Json
  /** Left out of samples and default examples though it has an example (`x-sample: false`). */
  hidden: boolean
  /** The wire value is RSA-OAEP (SHA-1) over the plaintext, base64; in requests under the platform's key, in responses under the merchant's. */
  encrypted: boolean
  /** The wire value is a string that carries the JSON of `fields`. */
  jsonString: boolean
  /** Children of an object or of a JSON string, in table order; empty for scalars and for free-form objects. */
  fields: Field[]
}

export type BodyMediaType = 'application/json' | 'text/xml' | 'multipart/form-data'

export interface RequestBody {
  mediaType: BodyMediaType
  required: boolean
  /** The whole of it, as one object. */
  fields: Field[]
}

export interface Reply {
  status: number
  description: string
  /** Absent where there is no body (204, 302). `text/xml` for v2; what `isFile` names is the content of a file. */
  mediaType?: string
  fields: Field[]
}

/** A documented error code. */
export interface ErrorCode {
  status: number
  code: string
  message: string
  /** What to do about it. */
  solution?: string
}

/** Requests with the same values of the fields `key` (dotted names) have one effect. */
export interface Idempotency {
  key: string[]
  /** One Chinese sentence. */
  note?: string
}

/** `limit` calls a second (`qps`), minute, hour or day. */
export interface RateLimit {
  limit: number
  unit: 'qps' | 'qpm' | 'qph' | 'qpd'
  /** One Chinese sentence: whom it is counted for, what else holds. */
  note?: string
}

/** One verb on one path. */
export interface Operation {
  /** `post /v3/payscore/plan/payscore-plans`; unique. */
  id: string
  method: Method
  /** As the SDK chain names it: v2 paths begin with `/v2`. Path parameters in braces. */
  path: string
  /** What goes over the wire: v2 paths lose their `/v2`, a path parameter with a `const` stands as that text. */
  wirePath: string
  protocol: Protocol
  /** `https://api.mch.weixin.qq.com` unless the file names another. */
  server: string
  title: string
  /** One or a few Chinese sentences, `''` where unknown. */
  description: string
  /** Official pages, the main one first. */
  official: string[]
  /** Trails in the product tree, from the root: `[['微信支付分', '签约计划', '直连商户模式']]`. */
  products: string[][]
  modes: Mode[]
  /** Official names of those who may call it, empty where unknown. */
  roles: string[]
  /** Day on which the official page last changed, as known (`2026-01-31`). */
  updated?: string
  parameters: {
    path: Field[]
    query: Field[]
    /** Business headers only (`Wechatpay-Serial`); never `Authorization`, `Accept` and their like. */
    header: Field[]
  }
  body?: RequestBody
  /** Successful answers, usually one. */
  replies: Reply[]
  errors: ErrorCode[]
  /** Ids of the webhooks that may follow. */
  notifies: string[]
  /** Ids of the partner/merchant and v2/v3 twins. */
  counterparts: string[]
  /** Repeating a request has no further effect: what makes two requests the same. */
  idempotency?: Idempotency
  rateLimit?: RateLimit
  /** v2: the real gateway wants the merchant's client certificate. */
  mutualTls: boolean
  /** v2: no `nonce_str` is sent. */
  nonceless: boolean
  /** Other spelling of the path. */
  alias?: string
  /** What the front end does next; absent where nothing follows. */
  launch?: Launch[]
  /** `x-sandbox` as the file has it, checked by `catalog/model/sandbox.ts`; absent where the sandbox only checks and answers the example. */
  sandbox?: SandboxRule
  source: Source
}

/** A notification that the gateway sends. */
export interface Webhook {
  /** `v3/TRANSACTION.SUCCESS`; unique; also the end of its page's address. */
  id: string
  protocol: Protocol
  event: string
  title: string
  description: string
  official: string[]
  products: string[][]
  modes: Mode[]
  header: Field[]
  /** The envelope as it arrives. */
  body: RequestBody
  /** What the encrypted resource holds. Empty for events without one. */
  plaintext: Field[]
  /** `resource.original_type`, `resource.associated_data` and `summary` as the gateway sends them. */
  originalType: string
  associatedData: string
  summary: string
  source: Source
}

export interface ProductNode {
  title: string
  /** Ids of the operations at this node, in the order in which one integrates. */
  operations: string[]
  webhooks: string[]
  children: ProductNode[]
}

/** Kinds of identity that a visitor's merchant has, and the field names that carry each (`catalog/identity.yaml`). */
export type IdentityKind = 'mchid' | 'sub_mchid' | 'appid' | 'openid'
export type IdentityFields = Record<IdentityKind, string[]>

export interface Catalog {
  operations: Operation[]
  webhooks: Webhook[]
  /** In the order of `products.yaml`; what no product names comes last, under 其他. */
  products: Product[]
  /** In the order in which the products name them. */
  flows: Flow[]
  identity: IdentityFields
  /** What the sandbox keeps, by resource name (`catalog/resources/*.yaml`). */
  resources: Record<string, ResourceRule>
  /** Message templates of the gateway's own errors (`catalog/errors/*.yaml`). */
  errors: GatewayErrors
}

import type { Flow } from './flow-types.ts'
import type { Launch } from './launch.ts'
import type { Product } from './product-types.ts'
import type { GatewayErrors, ResourceRule, SandboxRule } from './sandbox.ts'

export type { Flow, FlowFrame, FlowItem, FlowStep, Trouble } from './flow-types.ts'
export type { Launch, LaunchCall, LaunchPart, LaunchSign, LaunchValue } from './launch.ts'
export type { Link, Product, State, StateMachine, Transition } from './product-types.ts'
export type { GatewayErrors, ResourceRule, SandboxRule } from './sandbox.ts'
