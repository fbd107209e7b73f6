import type { MarkdownIt } from 'markdown-it'
import { escapeHtml } from './html.ts'

const RE_TITLE = /\[(.+)\]/
const RE_OPENING = /^<div class="language-[^"]*">/

/** Repeats the title of a tab inside its block: shown where no script switches tabs and all blocks stand below each other. */
export function codeTitles(md: MarkdownIt): void {
  const fence = md.renderer.rules.fence
  if (!fence) return
  md.renderer.rules.fence = (tokens, index, options, env, self) => {
    const title = RE_TITLE.exec(tokens[index]?.info ?? '')?.[1]
    const html = fence(tokens, index, options, env, self)
    return title
      ? html.replace(RE_OPENING, (opening) => `${opening}<p class="code-title">${escapeHtml(title)}</p>`)
      : html
  }
}
