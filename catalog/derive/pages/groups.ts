import type { Catalog, Mode, Operation, Product, ProductNode, Webhook } from '../../model/types.ts'

/** Operations that stand together: one node of a product, one protocol, one set of modes; in the order of integration. */
export interface OperationGroup {
  /** `直连商户`, `服务商`, `APIv2` …: what sets it apart from the other groups of its node; `''` if nothing does. */
  label: string
  operations: Operation[]
}

/** A node of a product with what its ids refer to. */
export interface ResolvedNode {
  title: string
  /** v3 first; several where protocol or modes differ. */
  groups: OperationGroup[]
  webhooks: Webhook[]
  children: ResolvedNode[]
}

export type Resolve = (node: ProductNode) => ResolvedNode

/** Looks up ids once for a whole catalog. */
export function createResolve(catalog: Catalog): Resolve {
  const operations = new Map(catalog.operations.map((operation) => [operation.id, operation]))
  const webhooks = new Map(catalog.webhooks.map((webhook) => [webhook.id, webhook]))
  const resolve: Resolve = (node) => ({
    title: node.title,
    groups: groupsOf(
      node.operations.flatMap((id) => operations.get(id) ?? []),
      node.children.length > 0,
    ),
    webhooks: node.webhooks.flatMap((id) => webhooks.get(id) ?? []),
    children: node.children.map(resolve),
  })
  return resolve
}

const MODES: Record<Mode, string> = { merchant: '直连商户', partner: '服务商' }

/** `直连商户与服务商`, `服务商` …; `''` where unknown. */
export function modeLabel(modes: readonly Mode[]): string {
  return modes.map((mode) => MODES[mode]).join('与')
}

/** @param beside Whether sub-products stand beside these operations: then those of v2 are told from them. */
function groupsOf(operations: Operation[], beside: boolean): OperationGroup[] {
  const keyOf = ({ protocol, modes }: Operation): string => `${protocol} ${modes.join()}`
  const byKey = groupBy(operations, keyOf)
  const groups = [...byKey.values()].sort((a, b) => rank(a) - rank(b))
  const protocols = new Set(operations.map(({ protocol }) => protocol))
  const modes = new Set(operations.map((operation) => operation.modes.join()))
  return groups.map((list) => {
    const [first] = list
    const mode = modes.size > 1 ? modeLabel(first?.modes ?? []) || '未注明模式' : ''
    const protocol = (beside || protocols.size > 1) && first?.protocol === 'v2' ? 'APIv2' : ''
    return { label: [mode, protocol].filter(Boolean).join(' · '), operations: list }
  })
}

/** v3 before v2, then: both modes, merchants, partners, unknown. */
function rank([first]: Operation[]): number {
  const modes = first?.modes ?? []
  const order = modes.length > 1 ? 0 : modes[0] === 'merchant' ? 1 : modes[0] === 'partner' ? 2 : 3
  return order + (first?.protocol === 'v2' ? 10 : 0)
}

export function countOperations(node: ResolvedNode): number {
  return sum(node.groups.map(({ operations }) => operations.length)) + sum(node.children.map(countOperations))
}

export function countWebhooks(node: ResolvedNode): number {
  return node.webhooks.length + sum(node.children.map(countWebhooks))
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0)
}

/** Products under the headings of the index, in its order. */
export function bySection(products: Product[]): { title: string; products: Product[] }[] {
  return [...groupBy(products, ({ section }) => section)].map(([title, list]) => ({ title, products: list }))
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}
