import { type Shape, valueAt } from '../../../catalog/derive/behaviour/index.ts'
import type { SandboxRule } from '../../../catalog/model/sandbox.ts'
import type { Json } from '../../../catalog/model/types.ts'
import { toBytes, toHex } from '../../signature/index.ts'
import { change, findObject } from './change.ts'
import { type Context, type Outcome, refuseBy } from './context.ts'
import { create } from './create.ts'

/** Where a followed transition starts. */
export type Remembered = Outcome & { moved?: { resource: string; key: string; transition: string } }

/** Does what the operation's rule says with the merchant's objects; without a rule the answer is the example. */
export async function remember(context: Context): Promise<Remembered> {
  const { rule, body } = context.operation
  if (!rule) {
    const isHashed = context.input.files.size > 0 && !saysOtherHash(context.input.body ?? {})
    for (const digest of isHashed ? digestPaths(body?.fields ?? []) : []) await checkDigest(context, { digest })
    return { object: {}, roots: {} }
  }
  checkOwner(context, rule)
  switch (rule.action) {
    case 'create':
      return create(context, rule)
    case 'read':
      return { object: (await findObject(context, rule)).object.data, roots: {} }
    case 'change': {
      const { moved, ...outcome } = await change(context, rule)
      const { resource, transition } = rule
      return moved && transition !== undefined
        ? { ...outcome, moved: { resource, key: outcome.key, transition } }
        : outcome
    }
    case 'upload':
      await checkDigest(context, rule)
      return { object: {}, roots: {} }
    case 'fail':
      throw refuseBy(context, rule.error, 'internal')
    default:
      return { object: {}, roots: {} }
  }
}

/** A field that must name the merchant who signed. */
function checkOwner(context: Context, rule: SandboxRule): void {
  if (rule.owner === undefined) return
  const { field, error } = typeof rule.owner === 'string' ? { field: rule.owner, error: undefined } : rule.owner
  const value = valueAt(context.request, field)
  if (value !== undefined && value !== context.merchant.record.mchid) throw refuseBy(context, error, 'owner-wrong')
}

/** 64 hex digits beside a file are its SHA-256: a pattern that allows nothing else. */
const RE_DIGEST = /^\^\[[0-9a-fA-F-]+\]\{64\}\$$/

/** Some uploads name SM3 as their hash, whose digest is as long. */
function saysOtherHash(value: Json): boolean {
  if (typeof value === 'string') return value.endsWith('SM3')
  return typeof value === 'object' && value !== null && Object.values(value).some(saysOtherHash)
}

function digestPaths(fields: readonly Shape[], above = ''): string[] {
  return fields.flatMap(({ name, constraints, fields: inner = [] }) => [
    ...(RE_DIGEST.test(constraints?.pattern ?? '') ? [`${above}${name}`] : []),
    ...digestPaths(inner, `${above}${name}.`),
  ])
}

async function checkDigest(
  context: Context,
  rule: Pick<Extract<SandboxRule, { action: 'upload' }>, 'digest' | 'mismatch'>,
): Promise<void> {
  const [file] = context.input.files.values()
  const found = valueAt(context.input.body, rule.digest)
  if (found === undefined && !('action' in rule)) return
  const wanted = String(found ?? '').toLowerCase()
  const actual = toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', file ?? toBytes(''))))
  if (actual !== wanted) throw refuseBy(context, rule.mismatch, 'digest-wrong')
}
