import type { Catalog, Product, Webhook } from '../../model/types.ts'
import { createOperationPages, productPage, webhookPage } from './addresses.ts'
import { codeSpan, escapeText } from './escape.ts'
import { bySection, countOperations, countWebhooks, createResolve, type ResolvedNode } from './groups.ts'
import { printOperationTable } from './operation-table.ts'
import { frontMatter } from './page.ts'

export interface OverviewOptions {
  title: string
  description: string
}

/** `/openapi/`: one table for each product, by section; a field filters the rows where there is a script. */
export function deriveOperationOverview(catalog: Catalog, options: OverviewOptions): string {
  const pageOf = createOperationPages(catalog.operations)
  return overview(catalog, {
    ...options,
    count: countOperations,
    table: (node) => printOperationTable(node, { pageOf, withModes: true }),
  })
}

/** `/webhook/`: the notifications of each product. */
export function deriveWebhookOverview(catalog: Catalog, options: OverviewOptions): string {
  return overview(catalog, { ...options, count: countWebhooks, table: printWebhookTable })
}

interface Contents extends OverviewOptions {
  count(node: ResolvedNode): number
  table(node: ResolvedNode): string
}

function overview({ products, ...catalog }: Catalog, { title, description, count, table }: Contents): string {
  const resolve = createResolve({ ...catalog, products })
  const section = (product: Product): string[] => {
    const node = resolve(product)
    const total = count(node)
    if (total === 0) return []
    const line = `[产品介绍](${productPage(product)}) · ${total} 个${title}`
    return [`### ${escapeText(product.title)} {#${product.slug}}`, line, table(node)]
  }
  const sections = bySection(products).flatMap((one, index) => {
    const parts = one.products.flatMap(section)
    return parts.length > 0 ? [`## ${escapeText(one.title)} {#section-${index + 1}}`, ...parts] : []
  })
  const body = ['# {{ $frontmatter.title }}', '{{ $frontmatter.description }}', FILTER, ...sections]
  return `${frontMatter(title, description)}\n${body.join('\n\n')}\n`
}

const FILTER =
  '<p class="table-filter script-only"><input type="search" placeholder="筛选：名称、路径" aria-label="筛选下面的表：名称、路径" autocomplete="off" spellcheck="false"><span role="status"></span></p>'

/** The notifications of a product with the sub-product that sends them. */
export function printWebhookTable(node: ResolvedNode): string {
  const rows = webhookRows(node, [])
  if (rows.length === 0) return ''
  return ['| 模式 | 通知 | 事件', '| --- | --- | ---', ...rows, '', '{.operation-table}'].join('\n')
}

function webhookRows({ webhooks, children }: ResolvedNode, trail: string[]): string[] {
  const own = webhooks.map((webhook, index) => {
    const span = webhooks.length > 1 ? ` {rowspan=${webhooks.length}}` : ''
    const group = index === 0 ? `| ${escapeText(trail.join(' / ') || '通知')}${span} ` : ''
    return `${group}${webhookCells(webhook)}`
  })
  return [...own, ...children.flatMap((child) => webhookRows(child, [...trail, child.title]))]
}

function webhookCells(webhook: Webhook): string {
  const version = webhook.protocol === 'v2' ? ' (APIv2)' : ''
  return `| [${escapeText(webhook.title)}](${webhookPage(webhook)}) | ${codeSpan(webhook.event)}${version}`
}
