import type { MarkdownOptions } from 'vitepress'
import type { Colour } from './colour/index.ts'
import { fieldLinks } from './dialect/field-links.ts'
import { dialect } from './dialect/index.ts'
import type { Hover } from './hover/index.ts'
import { permalink } from './permalink.ts'

export interface SiteMarkdownOptions {
  /** The site's base, `/` or `/sub/path/`. */
  base: string
  colour: Colour
  hover: Hover
}

/** How this site renders markdown: VitePress's plugins, colours, hover types and the dialect of the tables. */
export function siteMarkdown({ base, colour, hover }: SiteMarkdownOptions): MarkdownOptions {
  return {
    theme: colour.theme,
    codeTransformers: [...colour.transformers, ...hover.transformers],
    // `:)` in a description is punctuation.
    emoji: false,
    anchor: { permalink },
    codeCopyButton: { tooltipText: '复制代码', copiedText: '已复制' },
    container: { detailsLabel: '展开', tipLabel: '提示', infoLabel: '说明', warningLabel: '注意', dangerLabel: '危险' },
    config: (md) => {
      colour.deferGroups(md)
      dialect(md, { base })
      fieldLinks(md)
    },
  }
}
