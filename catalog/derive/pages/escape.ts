/** Characters that mean something to markdown, to the attributes of the dialect or to Vue, each as its entity. */
const RE_SPECIAL = /["&<>{}|\\`*[\]~]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g

/** Plain text for a paragraph or a table cell: reads the same after markdown, the dialect and Vue have seen it. */
export function escapeText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(RE_SPECIAL, (character) => `&#${character.charCodeAt(0)};`)
}

/** As `escapeText`, but pairs of backticks stay code: `填写 \`JSON\` 文本`. */
export function escapeProse(text: string, { keepEnds = false } = {}): string {
  const escaped = text
    .split(/(`[^`\n]+`)/)
    .map((part, index) => (index % 2 === 1 ? codeSpan(part.slice(1, -1)) : escapeKeepingSpaces(part)))
    .join('')
  return keepEnds ? escaped : escaped.trim()
}

function escapeKeepingSpaces(text: string): string {
  return text.replace(/\s+/g, ' ').replace(RE_SPECIAL, (character) => `&#${character.charCodeAt(0)};`)
}

/** A code span that may stand in a table: bars escaped, enough backticks around it. */
export function codeSpan(code: string): string {
  const longest = Math.max(0, ...(code.match(/`+/g) ?? []).map((run) => run.length))
  const fence = '`'.repeat(longest + 1)
  const pad = longest > 0 || /^ .* $/.test(code) ? ' ' : ''
  return `${fence}${pad}${code.replace(/\s+/g, ' ').replace(/\|/g, '\\|')}${pad}${fence}`
}

/** A value for a quoted attribute of the dialect, `data-tooltip="…"`: its delimiters and the cell's are taken out. */
export function escapeAttribute(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .replace(/"/g, '”')
    .replace(/\{/g, '｛')
    .replace(/\}/g, '｝')
    .replace(/\|/g, '｜')
    .replace(/\\/g, '＼')
}

/** A value of the front matter: a JSON string is a YAML string. */
export function frontMatterValue(text: string): string {
  return JSON.stringify(text)
}
