import type { MarkdownIt } from 'markdown-it'
import { codeTitles } from './code-titles.ts'
import { endpoints } from './endpoint.ts'
import { checkIds } from './ids.ts'
import { imTables } from './im-table.ts'
import { fillRowspans } from './rowspan.ts'

export interface DialectOptions {
  /** The site's base, `/` or `/sub/path/`. */
  base: string
}

/**
 * The markdown dialect of this site on top of VitePress's: tables of fields (`{.im-table #request}`), the endpoint bar and
 * titles of code tabs. For `markdown.config` of VitePress, which runs after its own plugins.
 */
export function dialect(md: MarkdownIt, { base }: DialectOptions): void {
  md.core.ruler.after('block', 'rowspans', fillRowspans)
  md.core.ruler.push('im_tables', imTables)
  md.core.ruler.push('endpoints', (state) => endpoints(state, base))
  md.core.ruler.push('unique_ids', checkIds)
  codeTitles(md)
}
