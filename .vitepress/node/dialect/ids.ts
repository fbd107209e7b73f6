import type { Token } from 'markdown-it'
import { SiteError } from '../site-error.ts'
import type { State } from './tokens.ts'

const RE_HTML_ID = /<[a-zA-Z][^>]*?\sid="([^"]+)"/g

/**
 * Every address within a page leads to one place.
 * @throws SiteError `ID_CLASH` that lists the ids that occur twice.
 */
export function checkIds(state: State): void {
  const seen = new Set<string>()
  const twice = new Set<string>()
  for (const id of idsIn(state.tokens)) {
    if (seen.has(id)) twice.add(id)
    seen.add(id)
  }
  if (twice.size === 0) return
  const names = [...twice].map((id) => `#${id}`).join(', ')
  throw new SiteError('ID_CLASH', `these ids occur more than once: ${names}`, {
    hint: 'give each table an id of its own, {.im-table #get.request}, and each row of a level a name of its own',
    where: String(state.env?.relativePath ?? 'markdown'),
  })
}

function* idsIn(tokens: Token[]): Generator<string> {
  for (const token of tokens) {
    const id = token.attrGet('id')
    if (id !== null && token.nesting >= 0) yield id
    if (token.type.startsWith('html_')) for (const match of token.content.matchAll(RE_HTML_ID)) yield match[1] as string
    if (token.children) yield* idsIn(token.children)
  }
}
