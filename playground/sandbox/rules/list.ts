import { valueAt } from '../../../catalog/derive/behaviour/index.ts'
import type { SandboxRule } from '../../../catalog/model/sandbox.ts'
import { assign, holds } from '../expression.ts'
import type { JsonObject } from '../input.ts'
import type { Done } from './actions.ts'
import { handleView, refuseBy, resourceOf, scopeFor, type Work } from './context.ts'
import type { StoredObject } from './objects.ts'
import { plantAll } from './plant.ts'
import { bindReferences } from './references.ts'
import { isSame, readPath, writePath } from './values.ts'
import { viewOf } from './view.ts'

type ListRule = Extract<SandboxRule, { action: 'list' }>

/** The merchant's objects of a resource for which the rule holds, one page of them; root `items`: all of them. */
export async function list(work: Work, rule: ListRule): Promise<Done & { roots: JsonObject }> {
  await bindReferences(work, rule.refs)
  await plantAll(work, rule.resource)
  const found = await work.unit.select(rule.resource, filterOf(work, rule))
  if (rule.order === 'oldest') found.reverse()
  if (found.length === 0 && rule.none) throw refuseBy(work, rule.none, 'object-missing')
  const { offset, limit } = pageOf(work.request, rule.page)
  const page = found.slice(offset, offset + limit).map((handle) => {
    const scope = scopeFor(work, { item: handleView(work, handle) })
    return assign(handle.object.data, rule.item, { ...scope, as: 'item' })
  })
  let object = writePath({}, rule.list, page)
  if (rule.total !== undefined) object = writePath(object, rule.total, found.length)
  return { object, roots: { items: found.map((handle) => handleView(work, handle)) } }
}

function filterOf(work: Work, rule: ListRule): (object: StoredObject) => boolean {
  const resource = resourceOf(work, rule.resource)
  const scope = scopeFor(work)
  const wanted = Object.entries(rule.where ?? {}).flatMap(([field, from]) => {
    const value = valueAt(work.request, from)
    if (value === undefined || value === null || value === '') return []
    // the identities of the catalog's examples count as the merchant's own
    const own = work.engine.identities.adopt({ [field]: value }, work.merchant.record) as JsonObject
    return [[field, [value, own[field] ?? value].flat()] as const]
  })
  return (object) => {
    const item = viewOf(object, resource)
    const fits = wanted.every(([field, values]) => {
      const own = [readPath(item, field) ?? []].flat()
      return values.some((value) => own.some((one) => isSame(one, value) || String(one) === String(value)))
    })
    return fits && holds(rule.if, { ...scope, roots: { ...scope.roots, item } })
  }
}

/** What a list without a word on it holds at most. */
const DEFAULT_SIZE = 20

function pageOf(request: JsonObject, page: ListRule['page']): { offset: number; limit: number } {
  if (!page) return { offset: 0, limit: Number.MAX_SAFE_INTEGER }
  const limit = Math.max(1, numberAt(request, page.limit) ?? page.size ?? DEFAULT_SIZE)
  const first = page.first ?? 1
  const pages = numberAt(request, page.page)
  const offset = numberAt(request, page.offset) ?? (pages === undefined ? 0 : (pages - first) * limit)
  return { offset: Math.max(0, offset), limit }
}

function numberAt(request: JsonObject, path: string | undefined): number | undefined {
  const value = path === undefined ? undefined : valueAt(request, path)
  const number = typeof value === 'number' ? value : Number.parseInt(String(value ?? ''), 10)
  return Number.isSafeInteger(number) ? number : undefined
}
