import type { ProductEntry } from './file-schema.ts'
import { childOf, type Located, sourceAt } from './located.ts'
import { hintForName } from './nearest.ts'
import type { Place, Report } from './problem.ts'
import type { Operation, ProductNode, Webhook } from './types.ts'

/** What stands at a product: the ends of its trails. */
type Placed = Pick<Operation | Webhook, 'id' | 'products' | 'source'>

export interface ProductInput {
  entries: ProductEntry[]
  node: Located
  operations: Operation[]
  webhooks: Webhook[]
  place: Place
  report: Report
}

const ORPHANS = '其他'

/**
 * The navigation: trails come from the operations, their order from `products.yaml`. What a node does not list follows
 * in the order of the files; what has no product at all stands under 其他.
 */
export function toProducts({ entries, node, operations, webhooks, place, report }: ProductInput): ProductNode[] {
  const known = new Set(trailsOf(entries, []))
  for (const placed of [...operations, ...webhooks]) {
    for (const [index, trail] of placed.products.entries()) {
      const name = trail.join(' / ')
      if (known.has(name)) continue
      report(
        place(placed, ['x-products', index]),
        `the product "${name}" is not in products.yaml`,
        hintForName(name, [...known]),
      )
    }
  }
  const toNode = (entry: ProductEntry, at: Located | undefined, above: string[]): ProductNode => {
    const trail = [...above, entry.title]
    const pick = (key: 'operations' | 'webhooks', placed: Placed[]): string[] =>
      order(entry[key] ?? [], { placed, trail, report, at: (index) => sourceAt(at ?? node, [key, index]) })
    return {
      title: entry.title,
      operations: pick('operations', operations),
      webhooks: pick('webhooks', webhooks),
      children: (entry.children ?? []).map((child, index) =>
        toNode(child, childOf(childOf(at, 'children'), index), trail),
      ),
    }
  }
  const tree = entries.map((entry, index) => toNode(entry, childOf(node, index), []))
  return withOrphans(tree, operations, webhooks)
}

function trailsOf(entries: ProductEntry[], above: string[]): string[] {
  return entries.flatMap(({ title, children }) => {
    const trail = [...above, title]
    return [trail.join(' / '), ...trailsOf(children ?? [], trail)]
  })
}

interface OrderOptions {
  placed: Placed[]
  trail: string[]
  report: Report
  at(index: number): Operation['source']
}

function order(listed: string[], { placed, trail, report, at }: OrderOptions): string[] {
  const name = trail.join(' / ')
  const here = placed
    .filter(({ products }) => products.some((product) => product.join(' / ') === name))
    .map(({ id }) => id)
  listed.forEach((id, index) => {
    if (here.includes(id)) return
    const ids = placed.map((one) => one.id)
    if (ids.includes(id))
      report(
        at(index),
        `"${id}" is listed at "${name}" but its x-products lack it`,
        'Add the trail there, or drop the line.',
      )
    else report(at(index), `"${id}" is listed but no file describes it`, hintForName(id, ids))
  })
  return [...new Set([...listed.filter((id) => here.includes(id)), ...here])]
}

function withOrphans(tree: ProductNode[], operations: Operation[], webhooks: Webhook[]): ProductNode[] {
  const idsOf = (placed: Placed[]): string[] =>
    placed.filter(({ products }) => products.length === 0).map(({ id }) => id)
  const orphans = { operations: idsOf(operations), webhooks: idsOf(webhooks) }
  if (orphans.operations.length + orphans.webhooks.length === 0) return tree
  const others = tree.find(({ title }) => title === ORPHANS) ?? {
    title: ORPHANS,
    operations: [],
    webhooks: [],
    children: [],
  }
  const filled = {
    ...others,
    operations: [...others.operations, ...orphans.operations],
    webhooks: [...others.webhooks, ...orphans.webhooks],
  }
  return [...tree.filter((entry) => entry !== others), filled]
}
