import type { Catalog } from '../../model/types.ts'
import { flowPage, productPage } from './addresses.ts'
import { escapeText } from './escape.ts'
import { bySection, countOperations, createResolve } from './groups.ts'
import type { OverviewOptions } from './overview.ts'
import { frontMatter } from './page.ts'
import { firstSentence } from './prose.ts'

/** `/product/`: every product by section, with what it is for where that is written. */
export function deriveProductOverview(catalog: Catalog, { title, description }: OverviewOptions): string {
  const resolve = createResolve(catalog)
  const sections = bySection(catalog.products).flatMap((section, index) => [
    `## ${escapeText(section.title)} {#section-${index + 1}}`,
    section.products
      .map((product) => {
        const count = countOperations(resolve(product))
        const purpose = product.purpose ? `：${escapeText(firstSentence(product.purpose))}` : ''
        return `- [${escapeText(product.title)}](${productPage(product)})${purpose}${count > 0 ? ` <small>${count} 个接口</small>` : ''}`
      })
      .join('\n'),
  ])
  return page({ title, description }, sections)
}

/** `/flow/`: every flow with what it is for. */
export function deriveFlowOverview({ flows }: Catalog, options: OverviewOptions): string {
  const list = flows.map(
    (flow) => `- [${escapeText(flow.title)}](${flowPage(flow)})：${escapeText(firstSentence(flow.purpose))}`,
  )
  return page(options, [list.join('\n')])
}

function page({ title, description }: OverviewOptions, body: string[]): string {
  return `${frontMatter(title, description)}\n${['# {{ $frontmatter.title }}', '{{ $frontmatter.description }}', ...body].join('\n\n')}\n`
}
