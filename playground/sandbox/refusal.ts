import type { ErrorTemplate } from '../../catalog/model/sandbox.ts'
import { SandboxError } from './errors.ts'

/** The gateway's own checks, each with a template in catalog/errors. */
const CHECKS = [
  'path-unknown',
  'method-wrong',
  'headers-missing',
  'body-too-large',
  'body-empty',
  'body-not-json',
  'body-repeats',
  'body-not-form',
  'authorization-missing',
  'authorization-malformed',
  'authorization-scheme',
  'timestamp-window',
  'merchant-unknown',
  'serial-wrong',
  'signature-wrong',
  'nonce-reused',
  'platform-serial-missing',
  'platform-serial-wrong',
  'field-undecryptable',
  'field-required',
  'field-type',
  'field-integer',
  'field-min-length',
  'field-max-length',
  'field-min-bytes',
  'field-max-bytes',
  'field-pattern',
  'field-minimum',
  'field-maximum',
  'field-enum',
  'field-date-time',
  'field-address',
  'field-items',
  'field-unknown',
  'digest-wrong',
  'file-type',
  'file-size',
  'app-foreign',
  'owner-wrong',
  'object-missing',
  'object-conflict',
  'reference-missing',
  'reference-refused',
  'reference-unequal',
  'reference-lacks',
  'reference-exhausted',
  'transition-refused',
  'internal',
  'v2-body-empty',
  'v2-not-utf8',
  'v2-not-xml',
  'v2-not-form',
  'v2-merchant-missing',
  'v2-merchant-unknown',
  'v2-app-foreign',
  'v2-nonce-missing',
  'v2-sign-missing',
  'v2-sign-type',
  'v2-signature-wrong',
  'v2-field-required',
  'v2-field-length',
  'v2-field-wrong',
  'v2-body-too-large',
  'v2-internal',
] as const
export type Check = (typeof CHECKS)[number]

/** What a refusal becomes on the wire. */
export interface RefusalAnswer {
  status: number
  /** Absent: no body at all. */
  code?: string
  message?: string
  detail?: unknown
  /** The number that ends `Request-ID`. */
  number?: number
  requestId: boolean
}

/** A request that is answered with an error. Thrown by the phases, turned into an answer at the edge. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly check: string
  readonly answer: RefusalAnswer

  constructor(check: string, answer: RefusalAnswer) {
    super(answer.message ?? check)
    this.check = check
    this.answer = answer
  }
}

export interface RefuseOptions {
  /** Fills the template's placeholders. */
  values?: Record<string, string | number>
  detail?: unknown
}

export type Refuse = (check: Check, options?: RefuseOptions) => Refusal

/** Makes the refusals of requests to `path` from the catalog's templates; a catalog without some throws at once. */
export function createRefusals(templates: Record<string, ErrorTemplate>): (path: string) => Refuse {
  const lacking = CHECKS.filter((check) => !templates[check])
  if (lacking.length > 0) {
    throw new SandboxError('ERRORS_INCOMPLETE', `The catalog lacks error templates: ${lacking.join(', ')}.`, {
      hint: 'Add them to catalog/errors/*.yaml, or hand over the behaviour of a whole catalog.',
      where: 'behaviour.errors',
    })
  }
  return (path) =>
    (check, { values = {}, detail } = {}) => {
      const template = templates[check] as ErrorTemplate
      const variant = template.variants?.find(({ paths }) => paths.some((prefix) => path.startsWith(prefix)))
      const message = variant?.message ?? template.message
      return new Refusal(check, {
        status: template.status,
        code: template.code,
        message: message?.replace(/\{(\w+)\}/g, (all, name: string) => String(values[name] ?? all)),
        detail: template.detail ? detail : undefined,
        number: template.number,
        requestId: variant?.requestId ?? true,
      })
    }
}
