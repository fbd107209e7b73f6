import type { JsonObject } from '../input.ts'
import type { Merchant } from '../merchants.ts'
import { handleView, merchantRoot, type RulesEngine, ruleOf, scopeText, workOf } from './context.ts'
import { findHandle } from './find.ts'
import { stateOf } from './objects.ts'
import { runUnit } from './run.ts'
import type { Handle } from './unit.ts'

export interface Found {
  resource: string
  /** Of the stored object. */
  key: string
  state: string
  /** Its fields, with `money` where it has pots. */
  object: JsonObject
}

/**
 * The object that a control call names: by the first field of its resource's key or by any other single field that finds
 * it; `body` may have the fields that part its numbers.
 */
export async function findForControl(
  engine: RulesEngine,
  merchant: Merchant,
  { resource, key, body = {} }: { resource: string; key: string; body?: JsonObject },
): Promise<Found | undefined> {
  const rule = ruleOf(engine, resource)
  if (!rule) return undefined
  const now = await engine.clock.now(merchant.record.mchid)
  const refuse = engine.refusalsFor('')
  const options = { merchant, now, origin: '' }
  const { value } = await runUnit(engine, options, async (unit) => {
    const context = { ...options, request: body, refuse, publicKeyMode: false }
    const work = workOf(engine, context, { unit, actor: 'control' })
    const names = [rule.key[0] ?? '', ...rule.lookups.flatMap((fields) => (fields.length === 1 ? fields : []))]
    // a caller who does not say whose it is means what is its own, or what is nobody else's
    const scopes = [[body], [body, merchantRoot(merchant)], []].map((places) => scopeText(work, resource, places))
    for (const scope of new Set(scopes)) {
      for (const name of new Set(names)) {
        const found = await findHandle(work, { resource, scope, fields: { [name]: key } })
        if (found) return found
      }
    }
    return undefined
  })
  return value && toFound(engine, value)
}

/** The object as it is now, by its stored key. */
export async function loadForControl(
  engine: RulesEngine,
  merchant: Merchant,
  { resource, key }: { resource: string; key: string },
): Promise<Found | undefined> {
  const options = { merchant, now: 0, origin: '' }
  const { value } = await runUnit(engine, options, (unit) => unit.load(resource, key))
  return value && toFound(engine, value)
}

function toFound(engine: RulesEngine, handle: Handle): Found {
  const rule = ruleOf(engine, handle.resource)
  const state = rule ? stateOf(rule, handle.object) : ''
  return { resource: handle.resource, key: handle.key, state, object: handleView({ engine }, handle) }
}
