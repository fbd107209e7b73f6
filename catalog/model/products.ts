import { childOf, type Located, sourceAt } from './located.ts'
import { hintForName, nearestName } from './nearest.ts'
import type { Place, Report } from './problem.ts'
import {
  type ProductEntry,
  type ProductFile,
  ProductFileSchema,
  type ProductIndex,
  ProductIndexSchema,
} from './product-schema.ts'
import type { Product } from './product-types.ts'
import { toStates } from './states.ts'
import type { Operation, ProductNode, Webhook } from './types.ts'
import { validate } from './validate.ts'

/** What stands at a product: the ends of its trails. */
type Placed = Pick<Operation | Webhook, 'id' | 'products' | 'source'>

export interface ProductInput {
  /** `products.yaml` */
  index: Located
  /** `products/*.yaml`, by their names. */
  files: [file: string, node: Located][]
  operations: Operation[]
  webhooks: Webhook[]
  place: Place
  report: Report
}

const ORPHANS = { slug: 'others', title: '其他', purpose: '还没有归入任何产品的接口与通知。' }

/**
 * The products in the order of `products.yaml`. Trails come from the operations, the order within a node from its file;
 * what a node does not list follows in the order of the files, and what has no product at all stands under 其他.
 */
export function toProducts(input: ProductInput): Product[] {
  const { index, report } = input
  const files = new Map(
    input.files.flatMap(([file, node]) => {
      const valid = validate(ProductFileSchema, node, report)
      return valid ? [[slugOf(file), { file, ...valid }] as const] : []
    }),
  )
  const sections = validate(ProductIndexSchema, index, report)
  const listed = listSlugs(sections?.value ?? [], { index: sections?.node ?? index, report, known: input.files })
  for (const [file, node] of input.files) {
    if (!listed.some(({ slug }) => slug === slugOf(file)))
      report(node.source, `products.yaml does not list "${slugOf(file)}"`, 'Add the name where its place is.')
  }
  const nodes = createNodes(input)
  const products = listed.flatMap(({ slug, section }): Product[] => {
    const found = files.get(slug)
    return found ? [nodes.product(found.value, { slug, section, node: found.node })] : []
  })
  nodes.reportUnknown()
  return withOrphans(products, input)
}

function slugOf(file: string): string {
  return file.replace(/^.*\//, '').replace(/\.yaml$/, '')
}

function listSlugs(
  sections: ProductIndex,
  { index, report, known }: { index: Located; report: Report; known: [string, Located][] },
): { slug: string; section: string }[] {
  const slugs = known.map(([file]) => slugOf(file))
  const seen = new Set<string>()
  return sections.flatMap(({ title, products }, at) =>
    products.flatMap((slug, item) => {
      const source = sourceAt(index, [at, 'products', item])
      if (!slugs.includes(slug)) report(source, `there is no products/${slug}.yaml`, hintForName(slug, slugs))
      else if (seen.has(slug)) report(source, `"${slug}" is listed twice`, 'Keep one of the two.')
      else {
        seen.add(slug)
        return [{ slug, section: title }]
      }
      return []
    }),
  )
}

interface Nodes {
  product(file: ProductFile, at: { slug: string; section: string; node: Located }): Product
  /** Says which trails of operations and webhooks no product has. */
  reportUnknown(): void
}

function createNodes({ operations, webhooks, place, report }: ProductInput): Nodes {
  const claimed = new Map<string, string>()
  const toNode = (entry: ProductEntry, at: Located, above: string[][]): ProductNode & { trails: string[][] } => {
    const own = above.length > 0 ? above.map((trail) => [...trail, entry.title]) : [[entry.title]]
    const trails = [...own, ...(entry.trails ?? [])]
    for (const trail of trails) {
      const name = nameOf(trail)
      if (claimed.has(name)) report(at.source, `two nodes have the trail "${name}"`, `Keep it at ${claimed.get(name)}.`)
      claimed.set(name, at.source.file)
    }
    const pick = (key: 'operations' | 'webhooks', placed: Placed[]): string[] =>
      order(entry[key] ?? [], { placed, trails, report, at: (item) => sourceAt(at, [key, item]) })
    return {
      title: entry.title,
      trails,
      operations: pick('operations', operations),
      webhooks: pick('webhooks', webhooks),
      children: (entry.children ?? []).map((child, item) => {
        const { trails: _, ...node } = toNode(child, childOf(childOf(at, 'children'), item) ?? at, trails)
        return node
      }),
    }
  }
  return {
    product: (file, { slug, section, node }) => ({
      ...toNode(file, node, []),
      slug,
      section,
      purpose: file.purpose ?? '',
      prerequisites: file.prerequisites ?? [],
      links: file.links ?? [],
      flows: file.flows ?? [],
      states: toStates(file.states ?? [], { node: childOf(node, 'states') ?? node, operations, webhooks, report }),
      source: node.source,
    }),
    reportUnknown() {
      for (const placed of [...operations, ...webhooks]) {
        for (const [item, trail] of placed.products.entries()) {
          const name = nameOf(trail)
          if (claimed.has(name)) continue
          const near = nearestName(name, [...claimed.keys()])
          const hint = near
            ? `Did you mean "${near}"?`
            : 'Add a node for it in products/, or trails: to an existing one.'
          report(place(placed, ['x-products', item]), `no file of products/ has the product "${name}"`, hint)
        }
      }
    },
  }
}

function nameOf(trail: string[]): string {
  return trail.map((title) => title.trim()).join(' / ')
}

interface OrderOptions {
  placed: Placed[]
  trails: string[][]
  report: Report
  at(index: number): Operation['source']
}

function order(listed: string[], { placed, trails, report, at }: OrderOptions): string[] {
  const names = trails.map(nameOf)
  const here = placed
    .filter(({ products }) => products.some((product) => names.includes(nameOf(product))))
    .map(({ id }) => id)
  listed.forEach((id, index) => {
    if (here.includes(id)) return
    const ids = placed.map((one) => one.id)
    if (ids.includes(id))
      report(
        at(index),
        `"${id}" is listed at "${names[0]}" but its x-products lack it`,
        'Add the trail there, or drop the line.',
      )
    else {
      const near = nearestName(id, ids)
      report(
        at(index),
        `"${id}" is listed but no file describes it`,
        near ? `Did you mean "${near}"?` : 'Drop the line.',
      )
    }
  })
  return [...new Set([...listed.filter((id) => here.includes(id)), ...here])]
}

function withOrphans(products: Product[], { operations, webhooks, index }: ProductInput): Product[] {
  const idsOf = (placed: Placed[]): string[] =>
    placed.filter(({ products: trails }) => trails.length === 0).map(({ id }) => id)
  const orphans = { operations: idsOf(operations), webhooks: idsOf(webhooks) }
  if (orphans.operations.length + orphans.webhooks.length === 0) return products
  const others = products.find(({ title }) => title === ORPHANS.title)
  const filled: Product = {
    ...ORPHANS,
    section: ORPHANS.title,
    trails: [[ORPHANS.title]],
    prerequisites: [],
    links: [],
    flows: [],
    states: [],
    children: [],
    source: index.source,
    ...others,
    operations: [...(others?.operations ?? []), ...orphans.operations],
    webhooks: [...(others?.webhooks ?? []), ...orphans.webhooks],
  }
  return [...products.filter((product) => product !== others), filled]
}
