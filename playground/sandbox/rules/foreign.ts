import type { ErrorTemplate } from '../../../catalog/model/sandbox.ts'
import { type Context, type RulesEngine, refuseBy } from './context.ts'

/**
 * Refuses an app that is another merchant's of this sandbox, where the operation documents that error. An app that nobody
 * here has may be the visitor's real one.
 */
export async function checkApps({ identities, merchants, options }: RulesEngine, context: Context): Promise<void> {
  const { operation, request } = context
  const { record } = context.merchant
  const check = operation.protocol === 'v2' ? 'v2-app-foreign' : 'app-foreign'
  const { code, status } = options.behaviour.errors[check] as ErrorTemplate
  if (code === undefined || !Object.hasOwn(operation.messages, code)) return
  for (const [name, value] of Object.entries(request)) {
    if (typeof value !== 'string' || identities.own(name, record) !== record.appid) continue
    // the merchant's own, or an example's
    if (identities.alias(name, value, record) !== value) continue
    const owner = await merchants.ownerOf(value)
    if (owner !== undefined && owner !== record.mchid) throw refuseBy(context, { status, code }, check)
  }
}
