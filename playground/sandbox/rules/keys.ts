import { keyPairs, OF_MERCHANT, valueAt } from '../../../catalog/derive/behaviour/index.ts'
import type { SandboxRule } from '../../../catalog/model/sandbox.ts'
import type { JsonObject } from '../input.ts'
import { merchantRoot, type Work } from './context.ts'

/** A rule that names its object in the request. */
export type KeyedRule = Extract<SandboxRule, { key: unknown }>

/** The values by which a request names an object, `merchant.…` those of who signed; `undefined` where one is missing. */
export function keyFields(
  rule: Pick<KeyedRule, 'key'>,
  { request, merchant }: Pick<Work, 'request' | 'merchant'>,
): JsonObject | undefined {
  const fields: JsonObject = {}
  for (const [field, from] of keyPairs(rule.key)) {
    const value = from.startsWith(OF_MERCHANT)
      ? valueAt(merchantRoot(merchant), from.slice(OF_MERCHANT.length))
      : valueAt(request, from)
    if (value === undefined || value === null || value === '') return undefined
    fields[field] = value
  }
  return fields
}
