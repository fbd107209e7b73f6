import { createCssVariablesTheme, type ThemeRegistration } from 'shiki/core'

/**
 * What a token can be, one letter each: the class in the page, the name of the CSS highlight (`code-k`), the letter in
 * a range table. The colours are in theme/colour.css, for light and dark; a page carries no colour of its own.
 */
export type Kind = 'c' | 'f' | 'k' | 'l' | 'n' | 'p' | 's' | 'v'

const PREFIX = '--code-'

const KINDS: Record<string, Kind> = {
  comment: 'c',
  function: 'f',
  keyword: 'k',
  link: 'l',
  constant: 'n',
  punctuation: 'p',
  string: 's',
  'string-expression': 's',
  parameter: 'v',
}

export const THEME_NAME = 'kinds'

/** A theme whose colours are names: what the highlighter says of a token is its kind. */
export function createKindTheme(): ThemeRegistration {
  return createCssVariablesTheme({ name: THEME_NAME, variablePrefix: PREFIX, fontStyle: false })
}

/** The kind of a colour of that theme; plain text has none. Punctuation is left plain: it is a third of all tokens. */
export function toKind(colour: string | undefined): Kind | undefined {
  const name = /^var\(--code-token-([a-z-]+)\)$/i.exec(colour ?? '')?.[1]?.toLowerCase()
  const kind = name === undefined ? undefined : KINDS[name]
  return kind === 'p' ? undefined : kind
}
