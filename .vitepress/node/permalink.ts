import type { StateCore } from 'markdown-it'

/** The link of a heading to itself, after its text, with a Chinese name. For `markdown.anchor.permalink`. */
export function permalink(slug: string, _options: unknown, state: StateCore, index: number): void {
  const inline = state.tokens[index + 1]
  const title = (inline?.children ?? [])
    .filter((token) => token.type === 'text' || token.type === 'code_inline')
    .map((token) => token.content)
    .join('')
    .trim()
  const space = new state.Token('text', '', 0)
  space.content = ' '
  const open = new state.Token('link_open', 'a', 1)
  open.attrs = [
    ['class', 'header-anchor'],
    ['href', `#${slug}`],
    ['aria-label', `“${title}”的链接`],
  ]
  const symbol = new state.Token('html_inline', '', 0)
  symbol.content = '&#8203;'
  symbol.meta = { isPermalinkSymbol: true }
  inline?.children?.push(space, open, symbol, new state.Token('link_close', 'a', -1))
}
