import { valueAt } from '../../../catalog/derive/behaviour/index.ts'
import type { SandboxRule } from '../../../catalog/model/sandbox.ts'
import { assign, holds } from '../expression.ts'
import type { JsonObject } from '../input.ts'
import type { Done } from './actions.ts'
import { handleView, refuseBy, resourceOf, scopeFor, type Work } from './context.ts'
import { textsOf, wantedBy } from './indexes.ts'
import { plantAll } from './plant.ts'
import { bindReferences } from './references.ts'
import type { Selection } from './select.ts'
import { runSteps } from './steps.ts'
import { writePath } from './values.ts'
import { viewOf } from './view.ts'

type ListRule = Extract<SandboxRule, { action: 'list' }>

/** The merchant's objects of a resource for which the rule holds, one page of them; root `items`: all of them. */
export async function list(work: Work, rule: ListRule): Promise<Done & { roots: JsonObject }> {
  await bindReferences(work, rule.refs)
  await runSteps(work, rule.do)
  await plantAll(work, rule.resource)
  // others have made them
  work.unit.refresh()
  const { offset, limit } = pageOf(work.request, rule.page)
  const isOldest = rule.order === 'oldest'
  const isWhole = namesItems(rule)
  const asked = isWhole ? EVERYTHING : { offset, limit }
  const { handles, total } = await work.unit.page(selectionOf(work, rule), { ...asked, oldest: isOldest })
  if (total === 0 && rule.none) throw refuseBy(work, rule.none, 'object-missing')
  const page = (isWhole ? handles.slice(offset, offset + limit) : handles).map((handle) => {
    const scope = scopeFor(work, { item: handleView(work, handle) })
    return assign(handle.object.data, rule.item, { ...scope, as: 'item' })
  })
  let object = writePath({}, rule.list, page)
  if (rule.total !== undefined) object = writePath(object, rule.total, total)
  if (rule.page?.next !== undefined && offset + limit < total)
    object = writePath(object, rule.page.next, String(offset + limit))
  return { object, roots: isWhole ? { items: handles.map((handle) => handleView(work, handle)) } : {} }
}

/** Whether the answer is made of all that there are. */
function namesItems({ reply }: ListRule): boolean {
  return reply !== undefined && /\bitems\b/.test(JSON.stringify(reply))
}

function selectionOf(work: Work, rule: ListRule): Selection {
  const resource = resourceOf(work, rule.resource)
  const scope = scopeFor(work)
  const asked = Object.entries(rule.where ?? {}).flatMap(([field, from]): [string, string[]][] => {
    const value = valueAt(work.request, from)
    if (value === undefined || value === null || value === '') return []
    // the identities of the catalog's examples count as the merchant's own
    const own = work.engine.identities.adopt({ [field]: value }, work.merchant.record) as JsonObject
    return [[field, [...new Set([...textsOf(value), ...textsOf(own[field])])]]]
  })
  return {
    resource: rule.resource,
    wanted: { ...Object.fromEntries(asked), ...wantedBy(rule.equal, scope) },
    ...(rule.if !== undefined && {
      keep: (object) => holds(rule.if, { ...scope, roots: { ...scope.roots, item: viewOf(object, resource) } }),
    }),
  }
}

/** What a list without a word on it holds at most. */
const DEFAULT_SIZE = 20
const EVERYTHING = { offset: 0, limit: Number.MAX_SAFE_INTEGER }

function pageOf(request: JsonObject, page: ListRule['page']): { offset: number; limit: number } {
  if (!page) return EVERYTHING
  const limit = Math.max(1, numberAt(request, page.limit) ?? page.size ?? DEFAULT_SIZE)
  const first = page.first ?? 1
  const pages = numberAt(request, page.page)
  const offset = numberAt(request, page.offset ?? page.token) ?? (pages === undefined ? 0 : (pages - first) * limit)
  return { offset: Math.max(0, offset), limit }
}

function numberAt(request: JsonObject, path: string | undefined): number | undefined {
  const value = path === undefined ? undefined : valueAt(request, path)
  const number = typeof value === 'number' ? value : Number.parseInt(String(value ?? ''), 10)
  return Number.isSafeInteger(number) ? number : undefined
}
