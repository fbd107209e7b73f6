import { type ResourceBehaviour, valueAt } from '../../../catalog/derive/behaviour/index.ts'
import type { PageRule } from '../../../catalog/model/sandbox.ts'
import type { Json } from '../../../catalog/model/types.ts'
import type { Held } from '../control/held.ts'
import type { Engine } from '../engine.ts'
import { isObject } from '../input.ts'
import type { Merchant } from '../merchants.ts'
import { loadForControl, TICKETS, type Ticket, ticketOf } from '../rules/index.ts'
import { type CodeChoice, issuedCode } from './codes.ts'
import { createScope, type PageScope } from './scope.ts'
import { type Sealed, unseal } from './sealed.ts'

/** What a ticket leads to. */
export type Opened =
  | ({ found: 'page'; expired: boolean } & Page)
  /** The object goes by another ticket by now. */
  | { found: 'replaced' }
  /** A number that a payer shows; no merchant has taken it yet. */
  | { found: 'code'; code: CodeChoice }
  | { found: 'nothing' }

export interface Page {
  merchant: Merchant
  rule: ResourceBehaviour
  page: PageRule
  held: Held
  scope: PageScope
}

/** Opens a ticket as it is now: the object has to have it still, and its time must not be over. */
export async function openTicket(engine: Engine, ticket: string): Promise<Opened> {
  const sealed = await unseal(ticket, engine.merchants)
  if (sealed) return openPage(engine, sealed.merchant, sealed)
  const entry = await engine.options.store.get(TICKETS, ticket)
  const code = await issuedCode(engine, ticket)
  const nothing: Opened = code ? { found: 'code', code } : { found: 'nothing' }
  const known = toTicket(entry?.value)
  const merchant = known && (await engine.merchants.find(known.mchid))
  const registered = known && engine.options.behaviour.resources[known.resource]?.tickets?.[known.field]
  if (!known || !merchant || !registered || (registered.issued && !code)) return nothing
  const opened = await openPage(engine, merchant, known)
  if (opened.found !== 'page') return nothing
  if (ticketOf(String(valueAt(opened.held.object, known.field) ?? '')) !== ticket) return { found: 'replaced' }
  const until = registered.until === undefined ? undefined : opened.scope.formula(registered.until)
  return { ...opened, expired: typeof until === 'string' && Date.parse(until) <= opened.scope.now }
}

async function openPage(engine: Engine, merchant: Merchant, { resource, key, page: name }: Sealed): Promise<Opened> {
  const rule = engine.options.behaviour.resources[resource]
  const page = rule?.pages?.[name]
  // what fell due by now happens before anybody looks
  await engine.arrive(merchant)
  const held = await loadForControl(engine, merchant, { resource, key })
  if (!rule || !page || !held) return { found: 'nothing' }
  const scope = await createScope(engine, merchant, held.object)
  return { found: 'page', expired: false, merchant, rule, page, held, scope }
}

function toTicket(value: Json | undefined): Ticket | undefined {
  return isObject(value) ? (value as unknown as Ticket) : undefined
}
