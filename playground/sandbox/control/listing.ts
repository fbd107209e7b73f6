import type { Engine } from '../engine.ts'
import type { Merchant } from '../merchants.ts'
import { loadForControl } from '../rules/index.ts'
import { objectsSpace } from '../rules/objects.ts'
import type { Held } from './held.ts'

/** What a merchant has of a resource, the newest first; `next` where there is more. */
export async function listObjects(
  engine: Engine,
  merchant: Merchant,
  { resource, limit, after }: { resource: string; limit: number; after?: string },
): Promise<{ items: Held[]; next?: string }> {
  const space = objectsSpace(merchant.record.mchid, resource)
  const entries = await engine.options.store.list(space, { limit: limit + 1, ...(after !== undefined && { after }) })
  const shown = entries.slice(0, limit)
  const found = await Promise.all(shown.map(({ key }) => loadForControl(engine, merchant, { resource, key })))
  const items = found.filter((held): held is Held => held !== undefined)
  const last = shown.at(-1)
  return { items, ...(entries.length > limit && last && { next: last.key }) }
}
