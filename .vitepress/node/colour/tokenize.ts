import { createHighlighterCoreSync, type LanguageRegistration } from 'shiki/core'
import { createOnigurumaEngine } from 'shiki/engine/oniguruma'
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

/** Signs before, a word, signs after: operators and brackets stay plain, they read well without a colour of their own. */
const RE_WORD = /^([^\p{L}\p{N}_$]*)(.*?)([^\p{L}\p{N}_$]*)$/su

function add(tokens: KindToken[], length: number, kind?: Kind) {
  if (length === 0) return
  const last = tokens.at(-1)
  if (last && last.kind === kind) last.length += length
  else tokens.push({ length, ...(kind ? { kind } : {}) })
}

/** A longer line is data, not code; it stays plain. A limit in time would make the output depend on the machine. */
const LONGEST = 5000
const NO_TIME_LIMIT = 0

/**
 * Line by line, each line of each grammar state once: the samples of a thousand pages are mostly the same lines
 * (measured on 6,960 blocks of PHP: 126,178 lines, 12,247 distinct, 35 states).
 * The engine in WebAssembly: the one in JavaScript says the same, but first translates every pattern of a grammar, in every
 * process, and takes twice the time.
 */
export async function createTokenizer(langs: LanguageRegistration[][]): Promise<Tokenizer> {
  const highlighter = createHighlighterCoreSync({
    engine: await createOnigurumaEngine(import('shiki/wasm')),
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
    if (text.length > LONGEST) return { tokens: [{ length: text.length }], next: state }
    const from = states.get(lang)?.[state] ?? INITIAL
    const result = highlighter.getLanguage(lang).tokenizeLine2(text, from, NO_TIME_LIMIT)
    const tokens: KindToken[] = []
    for (let index = 0; index < result.tokens.length; index += 2) {
      const start = result.tokens[index] ?? 0
      const end = result.tokens[index + 2] ?? text.length
      if (end <= start) continue
      const kind = kinds[EncodedTokenMetadata.getForeground(result.tokens[index + 1] ?? 0)]
      const content = text.slice(start, end)
      const whole = kind === undefined || kind === 's' || kind === 'c'
      const [, before = '', word = '', after = ''] = whole ? [content, '', content, ''] : (RE_WORD.exec(content) ?? [])
      add(tokens, before.length)
      add(tokens, word.length, kind)
      add(tokens, after.length)
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
