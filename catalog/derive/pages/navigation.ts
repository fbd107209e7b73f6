import type { Catalog, Flow, Operation, Product, Webhook } from '../../model/types.ts'
import { createOperationPages, flowPage, productPage, webhookPage } from './addresses.ts'
import { bySection, createResolve, type ResolvedNode } from './groups.ts'

/** A node of the site's navigation: a group with `children`, or a page. */
export interface NavNode {
  title: string
  /** Site path without base: `/openapi/v3/…#get`. */
  page?: string
  /** `POST`, or `通知` for a notification. */
  tag?: string
  /** Path of the operation or name of the event, what the filter looks in beside the title. */
  path?: string
  children?: NavNode[]
}

interface PageNodes {
  operation(operation: Operation): NavNode
  webhook(webhook: Webhook): NavNode
  /** What no product has taken. */
  orphans(): NavNode[]
}

/** The flows, then the sections of the product tree: section → product → mode → page, in the order of integration. */
export function deriveNavigation(catalog: Catalog): NavNode[] {
  const pages = createPageNodes(catalog)
  const resolve = createResolve(catalog)
  const sections = bySection(catalog.products).map(({ title, products }) => ({
    title,
    children: products.map((product) => productNode(product, resolve(product), pages)),
  }))
  const flows = catalog.flows.map(flowNode)
  const orphans = pages.orphans()
  return [
    ...(flows.length > 0 ? [{ title: '流程', children: flows }] : []),
    ...sections,
    ...(orphans.length > 0 ? [{ title: '其他', children: orphans }] : []),
  ]
}

function createPageNodes({ operations, webhooks }: Catalog): PageNodes {
  const pageOf = createOperationPages(operations)
  const placed = new Set<string>()
  const nodes: Omit<PageNodes, 'orphans'> = {
    operation(operation) {
      placed.add(operation.id)
      const { title, method, path } = operation
      return { title, page: pageOf(operation), tag: method.toUpperCase(), path }
    },
    webhook(webhook) {
      placed.add(webhook.id)
      return { title: webhook.title, page: webhookPage(webhook), tag: '通知', path: webhook.event }
    },
  }
  return {
    ...nodes,
    orphans: () => [
      ...operations.filter(({ id }) => !placed.has(id)).map(nodes.operation),
      ...webhooks.filter(({ id }) => !placed.has(id)).map(nodes.webhook),
    ],
  }
}

function flowNode(flow: Flow): NavNode {
  return { title: flow.title, page: flowPage(flow), tag: '流程' }
}

function productNode(product: Product, node: ResolvedNode, pages: PageNodes): NavNode {
  return { title: product.title, children: [{ title: '产品介绍', page: productPage(product) }, ...below(node, pages)] }
}

/** Operations, sub-products, those of v2, then notifications. */
function below({ groups, children, webhooks }: ResolvedNode, pages: PageNodes): NavNode[] {
  const nodes = groups.map(({ label, operations }) => ({ title: label, children: operations.map(pages.operation) }))
  const isLegacy = ({ title }: NavNode): boolean => title.endsWith('APIv2')
  const early = nodes.filter((node) => !isLegacy(node))
  return [
    ...early.flatMap((node) => (node.title ? [node] : node.children)),
    ...children.map((child) => ({ title: child.title, children: below(child, pages) })),
    ...nodes.filter(isLegacy),
    ...webhooks.map(pages.webhook),
  ]
}

/** A node on its way to the browser: the page of an operation is left out where path and verb give it. */
export interface PackedNode extends Omit<NavNode, 'children'> {
  /** The page is that of `path`, and needs the verb's anchor. */
  verb?: true
  children?: PackedNode[]
}

/** For `nav.json`; `components/nav-unpack.ts` is the inverse. */
export function packNavigation(nodes: NavNode[]): PackedNode[] {
  return nodes.map(({ children, page, ...node }) => {
    if (children) return { ...node, children: packNavigation(children) }
    if (node.path === undefined || !page?.startsWith('/openapi/')) return page === undefined ? node : { ...node, page }
    return page.includes('#') ? { ...node, verb: true } : node
  })
}
