import { createHighlighterCoreSync, type LanguageRegistration } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'
import { EncodedTokenMetadata, INITIAL, type StateStack } from 'shiki/textmate'
import { createKindTheme, type Kind, THEME_NAME, toKind } from './kinds.ts'

export interface KindToken {
  /** Length in UTF-16 units. */
  length: number
  kind?: Kind
}

export interface Tokenizer {
  /** Whether the language can be tokenised here. */
  knows(lang: string): boolean
  /** The tokens of each line. */
  lines(code: string, lang: string): KindToken[][]
  /** Lines asked for, lines that were new. */
  readonly counts: { asked: number; tokenised: number }
}

interface LineAnswer {
  tokens: KindToken[]
  next: number
}

/** Operators and brackets stay plain: they are most of the tokens and read well without a colour. */
const RE_SIGNS = /^[\p{P}\p{S}\s]*$/u

/** A line longer than this is not worth the grammar's time; it stays plain. */
const TIME_LIMIT = 500

/**
 * Line by line, each line of each grammar state once: the samples of a thousand pages are mostly the same lines
 * (measured on 6,960 blocks of PHP: 126,178 lines, 12,247 distinct, 35 states).
 */
export function createTokenizer(langs: LanguageRegistration[][]): Tokenizer {
  const highlighter = createHighlighterCoreSync({
    engine: createJavaScriptRegexEngine({ forgiving: true }),
    themes: [createKindTheme()],
    langs,
  })
  const { colorMap, theme } = highlighter.setTheme(THEME_NAME)
  // the engine wants hexadecimal colours: the highlighter put numbers in place of the names, and kept a table
  const kinds = colorMap.map((colour) => toKind(theme.colorReplacements?.[colour?.toLowerCase()] ?? colour))
  const known = new Set(highlighter.getLoadedLanguages())
  const states = new Map<string, StateStack[]>()
  const memo = new Map<string, LineAnswer>()
  const counts = { asked: 0, tokenised: 0 }

  function stateIndex(lang: string, state: StateStack): number {
    const list = states.get(lang) ?? [INITIAL]
    states.set(lang, list)
    const found = list.findIndex((one) => one.equals(state))
    return found === -1 ? list.push(state) - 1 : found
  }

  function line(text: string, { lang, state }: { lang: string; state: number }): LineAnswer {
    counts.asked += 1
    const key = `${lang}\n${state}\n${text}`
    const kept = memo.get(key)
    if (kept) return kept
    counts.tokenised += 1
    const from = states.get(lang)?.[state] ?? INITIAL
    const result = highlighter.getLanguage(lang).tokenizeLine2(text, from, TIME_LIMIT)
    const tokens: KindToken[] = []
    for (let index = 0; index < result.tokens.length; index += 2) {
      const start = result.tokens[index] ?? 0
      const end = result.tokens[index + 2] ?? text.length
      if (end <= start) continue
      const colour = kinds[EncodedTokenMetadata.getForeground(result.tokens[index + 1] ?? 0)]
      const kind = colour !== 's' && colour !== 'c' && RE_SIGNS.test(text.slice(start, end)) ? undefined : colour
      const last = tokens.at(-1)
      if (last && last.kind === kind) last.length += end - start
      else tokens.push({ length: end - start, ...(kind ? { kind } : {}) })
    }
    const answer = { tokens, next: stateIndex(lang, result.ruleStack) }
    memo.set(key, answer)
    return answer
  }

  return {
    counts,
    knows: (lang) => known.has(lang),
    lines(code, lang) {
      let state = 0
      stateIndex(lang, INITIAL)
      return code.split('\n').map((text) => {
        const answer = line(text, { lang, state })
        state = answer.next
        return answer.tokens
      })
    },
  }
}
