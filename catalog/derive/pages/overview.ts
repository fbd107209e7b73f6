import { codeSpan, escapeText } from './escape.ts'
import type { NavNode } from './navigation.ts'
import { frontMatter } from './page.ts'

export interface OverviewOptions {
  title: string
  description: string
}

/** A page that lists every page of a navigation tree as links under headings, for readers without JavaScript too. */
export function deriveOverview(tree: NavNode[], { title, description }: OverviewOptions): string {
  const sections = tree.flatMap((node, index) => section(node, { level: 2, id: `${index + 1}` }))
  return `${frontMatter(title, description)}\n# {{ $frontmatter.title }}\n\n{{ $frontmatter.description }}\n\n${sections.join('\n\n')}\n`
}

function section(node: NavNode, { level, id }: { level: number; id: string }): string[] {
  const pages = (node.children ?? []).filter((child) => child.page)
  const groups = (node.children ?? []).filter((child) => child.children)
  const items = pages.map(
    ({ title, page, tag, path }) => `- [${escapeText(title)}](${page}) ${codeSpan(`${tag} ${path}`)}`,
  )
  return [
    `${'#'.repeat(Math.min(level, 6))} ${escapeText(node.title)} {#group-${id}}`,
    ...(items.length > 0 ? [`${items.join('\n')}\n\n{.page-list}`] : []),
    ...groups.flatMap((group, index) => section(group, { level: level + 1, id: `${id}-${index + 1}` })),
  ]
}
