import type { StateCore, Token } from 'markdown-it'

export type State = StateCore

/** The attribute's value, or undefined; the attribute is gone afterwards. */
export function takeAttr(token: Token, name: string): string | undefined {
  const index = token.attrIndex(name)
  if (index < 0 || !token.attrs) return undefined
  const [removed] = token.attrs.splice(index, 1)
  return removed?.[1]
}

export function hasClass(token: Token, name: string): boolean {
  return (token.attrGet('class') ?? '').split(/\s+/).includes(name)
}

/** What a reader sees of an inline token: words and code, without markup or raw HTML. */
export function textOf(inline: Token): string {
  return (inline.children ?? [])
    .filter((child) => child.type === 'text' || child.type === 'code_inline' || child.type === 'text_special')
    .map((child) => (child.type === 'code_inline' ? child.content : decodeEntities(child.content)))
    .join('')
    .trim()
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' }

/** VitePress leaves entities in text as they were written; names and ids want the characters. */
function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d+)|(\w+));/g, (whole, code?: string, name?: string) =>
    code ? String.fromCodePoint(Number(code)) : (NAMED[name ?? ''] ?? whole),
  )
}

/** A piece of HTML for the children of an inline token. */
export function htmlInline(state: State, html: string): Token {
  const token = new state.Token('html_inline', '', 0)
  token.content = html
  return token
}

export function htmlBlock(state: State, html: string): Token {
  const token = new state.Token('html_block', '', 0)
  token.content = html
  token.block = true
  return token
}

/** Index of the token that closes the one at `open`. */
export function closingIndex(tokens: Token[], open: number): number {
  const { level, type } = tokens[open] as Token
  const close = type.replace(/_open$/, '_close')
  let index = open + 1
  while (index < tokens.length && !(tokens[index]?.type === close && tokens[index]?.level === level)) index++
  return index
}
