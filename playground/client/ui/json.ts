/** A piece of pretty-printed JSON and what it is. */
export interface JsonToken {
  kind: 'key' | 'string' | 'number' | 'word' | 'plain'
  text: string
}

const RE_TOKEN = /("(?:\\.|[^"\\])*")(\s*:)?|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|\b(?:true|false|null)\b/g
/** Characters that are shown and coloured at once; the rest waits for a click. */
export const SHOWN_AT_FIRST = 40_000

/** Indented JSON, or undefined where a text is none. Numbers keep their digits: the text is re-spaced, not re-made. */
export function prettyJson(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text)
    if (typeof value !== 'object' || value === null) return undefined
    return respace(text)
  } catch {
    return undefined
  }
}

/** Line breaks and indents of valid JSON, outside its strings. */
function respace(text: string): string {
  let depth = 0
  let out = ''
  for (const [piece] of text.matchAll(/"(?:\\.|[^"\\])*"|[{}[\],:]|[^\s{}[\],:"]+/g)) {
    if (piece === '}' || piece === ']') {
      depth--
      const empty = out.endsWith('{') || out.endsWith('[')
      out += empty ? piece : `\n${'  '.repeat(depth)}${piece}`
      continue
    }
    if (out.endsWith('{') || out.endsWith('[') || out.endsWith(',')) out += `\n${'  '.repeat(depth)}`
    out += piece === ':' ? ': ' : piece
    if (piece === '{' || piece === '[') depth++
  }
  return out
}

/** Colours for `prettyJson`'s text. */
export function tokenizeJson(text: string): JsonToken[] {
  const tokens: JsonToken[] = []
  let at = 0
  for (const match of text.matchAll(RE_TOKEN)) {
    if (match.index > at) tokens.push({ kind: 'plain', text: text.slice(at, match.index) })
    const [whole, string, colon] = match
    if (string === undefined) tokens.push({ kind: /[tfn]/.test(whole.charAt(0)) ? 'word' : 'number', text: whole })
    else tokens.push({ kind: colon === undefined ? 'string' : 'key', text: string })
    if (colon !== undefined) tokens.push({ kind: 'plain', text: colon })
    at = match.index + whole.length
  }
  if (at < text.length) tokens.push({ kind: 'plain', text: text.slice(at) })
  return tokens
}
