/**
 * What the sandbox knows beyond fields: `x-sandbox` of an operation, `catalog/resources/*.yaml`, `catalog/errors/*.yaml`.
 * Written out in catalog/resources/README.md. Data only; everything is checked when the catalog is loaded.
 */
import * as v from 'valibot'
import { GatewayErrorsSchema } from './sandbox-errors.ts'
import { ResourceRuleSchema } from './sandbox-resource.ts'
import { SandboxRuleSchema } from './sandbox-rule.ts'

export type { ErrorTemplate, GatewayErrors } from './sandbox-errors.ts'
export type { Assignments, Expression } from './sandbox-expression.ts'
export type { ResourceRule } from './sandbox-resource.ts'
export type { AcceptsRule, FileRule, ReferenceRule, SandboxRule } from './sandbox-rule.ts'
export type { ErrorReply, NotifyRule, Step } from './sandbox-steps.ts'
export type { ArriveRule, CodeRule, ControlRule, DueRule, PageRule } from './sandbox-surface.ts'

export interface SandboxProblem {
  /** Keys and indexes from the checked value to the part that is wrong. */
  path: (string | number)[]
  message: string
  hint: string
}

/** Everything wrong with `x-sandbox`, a resource or the error templates; empty if it can be used. */
export function checkSandbox(kind: 'rule' | 'resource' | 'errors', value: unknown): SandboxProblem[] {
  const schema = { rule: SandboxRuleSchema, resource: ResourceRuleSchema, errors: GatewayErrorsSchema }[kind]
  const result = v.safeParse(schema, value)
  if (result.success) return []
  return result.issues.map((issue) => ({
    path: (issue.path ?? []).map((step) => step.key as string | number),
    message: `x-sandbox: ${issue.message}`,
    hint: `expected ${issue.expected ?? 'another value'}, got ${issue.received}; see catalog/resources/README.md`,
  }))
}
