import type { Catalog, Operation, ProductNode, Webhook } from '../../model/types.ts'

/** A node of the site's navigation: a group with `children`, or a page. */
export interface NavNode {
  title: string
  /** Site path without base: `/openapi/v3/…#get`. */
  page?: string
  /** `POST`, or the event's name for a notification. */
  tag?: string
  /** Path of the operation, what the filter looks in beside the title. */
  path?: string
  /** The SDK chain, `wxpay.v3.…post`. */
  chain?: string
  children?: NavNode[]
}

export interface NavigationOptions {
  chain?: (operation: Operation) => string
}

/** The product tree with the pages of its operations and notifications; what no product names comes last, under 其他. */
export function deriveNavigation(catalog: Catalog, { chain }: NavigationOptions = {}): NavNode[] {
  const operations = new Map(catalog.operations.map((operation) => [operation.id, operation]))
  const webhooks = new Map(catalog.webhooks.map((webhook) => [webhook.id, webhook]))
  const shared = new Set(pathsWithSeveralVerbs(catalog.operations))
  const placed = new Set<string>()
  const operationNode = (operation: Operation): NavNode => {
    placed.add(operation.id)
    const { title, method, path } = operation
    return {
      title,
      page: operationPage(operation, shared.has(path)),
      tag: method.toUpperCase(),
      path,
      ...(chain && { chain: chain(operation) }),
    }
  }
  const webhookNode = (webhook: Webhook): NavNode => {
    placed.add(webhook.id)
    return { title: webhook.title, page: webhookPage(webhook), tag: '通知', path: webhook.event }
  }
  const group = (node: ProductNode): NavNode => ({
    title: node.title,
    children: [
      ...node.operations.flatMap((id) => present(operations.get(id))).map(operationNode),
      ...node.children.map(group),
      ...node.webhooks.flatMap((id) => present(webhooks.get(id))).map(webhookNode),
    ],
  })
  const tree = catalog.products.map(group)
  const orphans = [
    ...catalog.operations.filter(({ id }) => !placed.has(id)).map(operationNode),
    ...catalog.webhooks.filter(({ id }) => !placed.has(id)).map(webhookNode),
  ]
  return orphans.length > 0 ? [...tree, { title: '其他', children: orphans }] : tree
}

function present<T>(value: T | undefined): T[] {
  return value === undefined ? [] : [value]
}

function pathsWithSeveralVerbs(operations: Operation[]): string[] {
  const seen = new Set<string>()
  return operations.map(({ path }) => path).filter((path) => seen.size === seen.add(path).size)
}

/** Site path of an operation, without base; with the verb's anchor where the page describes several. */
export function operationPage({ path, method }: Pick<Operation, 'path' | 'method'>, withAnchor: boolean): string {
  return `/openapi${path}${withAnchor ? `#${method}` : ''}`
}

export function webhookPage({ id }: Pick<Webhook, 'id'>): string {
  return `/webhook/${id}`
}
