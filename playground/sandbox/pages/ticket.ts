import { type ResourceBehaviour, valueAt } from '../../../catalog/derive/behaviour/index.ts'
import type { CodeRule, PageRule } from '../../../catalog/model/sandbox.ts'
import type { Json } from '../../../catalog/model/types.ts'
import type { Held } from '../control/held.ts'
import { loadObject } from '../control/held.ts'
import type { Engine } from '../engine.ts'
import { isObject, type JsonObject } from '../input.ts'
import type { Merchant } from '../merchants.ts'
import { createScope, type PageScope } from './scope.ts'

/** Ticket → what it opens. The rules write it after each save of an object; control calls make further ones. */
const TICKETS = 'tickets'
/** Numbers that `issueCode` made. */
const CODES = 'codes'
const CODES_KEPT = 10_000

/** What a ticket leads to. */
export type Opened =
  | ({ found: 'page'; expired: boolean } & Page)
  /** The object goes by another ticket by now. */
  | { found: 'replaced' }
  /** A number that a payer shows; no merchant has taken it yet. */
  | { found: 'code'; code: CodeRule }
  | { found: 'nothing' }

export interface Page {
  merchant: Merchant
  rule: ResourceBehaviour
  page: PageRule
  held: Held
  scope: PageScope
}

interface Ticket {
  mchid: string
  resource: string
  key: string
  /** The object's field with this value; `''` for a ticket that a control call made. */
  field: string
  page: string
}

/** Opens a ticket as it is now: the object has to have it still, and its time must not be over. */
export async function openTicket(engine: Engine, ticket: string): Promise<Opened> {
  const { store } = engine.options
  const entry = await store.get(TICKETS, ticket)
  const issued = await issuedCode(engine, ticket)
  const known = entry && toTicket(entry.value)
  const rule = known && engine.options.behaviour.resources[known.resource]
  const page = known && rule?.pages?.[known.page]
  const registered = known && rule?.tickets?.[known.field]
  const merchant = known && (await engine.merchants.find(known.mchid))
  if (!known || !rule || !page || !merchant || (registered?.issued && !issued)) {
    return issued ? { found: 'code', code: issued } : { found: 'nothing' }
  }
  const held = await loadObject(engine, merchant, { resource: known.resource, id: known.key })
  if (!held) return { found: 'nothing' }
  if (known.field !== '' && valueAt(held.object, known.field) !== ticket) return { found: 'replaced' }
  const scope = await createScope(engine, merchant, held)
  const until = registered?.until === undefined ? undefined : scope.formula(registered.until)
  const expired = typeof until === 'string' && Date.parse(until) <= scope.now
  return { found: 'page', expired, merchant, rule, page, held, scope }
}

/** A number that a payer shows, as the data make it; its page waits for the merchant to take it. */
export async function issueCode(engine: Engine, resource: string, index: number): Promise<string | undefined> {
  const code = codeAt(engine, resource, index)
  if (!code) return undefined
  const { store } = engine.options
  const number = String((await createScope(engine, undefined, undefined)).value(code.make) ?? '')
  await store.put(CODES, number, { value: { resource, index } })
  await store.trim(CODES, CODES_KEPT)
  return number
}

function codeAt({ options }: Engine, resource: string, index: number): CodeRule | undefined {
  const { resources } = options.behaviour
  return Object.hasOwn(resources, resource) ? resources[resource]?.codes?.[index] : undefined
}

async function issuedCode(engine: Engine, number: string): Promise<CodeRule | undefined> {
  const entry = await engine.options.store.get(CODES, number)
  const { resource, index } = entry && isObject(entry.value) ? entry.value : ({} as JsonObject)
  return codeAt(engine, String(resource), Number(index))
}

function toTicket(value: Json): Ticket | undefined {
  if (!isObject(value)) return undefined
  const { mchid, resource, key, field = '', page } = value
  return {
    mchid: String(mchid),
    resource: String(resource),
    key: String(key),
    field: String(field),
    page: String(page),
  }
}
