/** A fenced block of a markdown file that asks for hover types. */
export interface Fence {
  lang: string
  /** As the highlighter will get it: without the fence's own indentation and trailing blanks. */
  code: string
  /** Line of the first line of code in the file, from 1. */
  line: number
}

const RE_FENCE = /^(\s*(?:>\s?)*)(`{3,}|~{3,})(.*)$/
const RE_LANG = /^\s*([A-Za-z0-9_-]+)/
const LANGS: Record<string, string> = {
  js: 'js',
  javascript: 'js',
  mjs: 'js',
  ts: 'ts',
  typescript: 'ts',
  jsx: 'jsx',
  tsx: 'tsx',
}

/** The file extension of a language the engine can answer, `undefined` for others and where `twoslash` is not asked for. */
export function twoslashLang(lang: string, meta: string): string | undefined {
  return /\btwoslash\b/.test(meta) && !/\b(?:no-twoslash|notwoslash)\b/.test(meta)
    ? LANGS[lang.toLowerCase()]
    : undefined
}

/** Every ```` ```js twoslash ```` of a markdown file. */
export function findFences(markdown: string): Fence[] {
  const fences: Fence[] = []
  let open: { indent: number; marker: string; lang?: string | undefined; line: number; code: string[] } | undefined
  for (const [index, line] of markdown.split(/\r?\n/).entries()) {
    const match = RE_FENCE.exec(line)
    if (!open) {
      if (!match) continue
      const [, indent = '', marker = '', info = ''] = match
      open = {
        indent: indent.length,
        marker,
        lang: twoslashLang(RE_LANG.exec(info)?.[1] ?? '', info),
        line: index + 2,
        code: [],
      }
    } else if (match?.[2]?.startsWith(open.marker) && (match[3] ?? '').trim() === '') {
      if (open.lang) fences.push({ lang: open.lang, code: open.code.join('\n').trimEnd(), line: open.line })
      open = undefined
    } else {
      let strip = 0
      while (strip < open.indent && /\s/.test(line[strip] ?? '')) strip++
      open.code.push(line.slice(strip))
    }
  }
  return fences
}
