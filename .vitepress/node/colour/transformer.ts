import type { ThemedToken } from 'shiki'
import type { ShikiTransformer } from 'shiki/core'
import { flattenCode } from './flatten.ts'
import { encodeRanges } from './ranges.ts'
import type { KindToken, Tokenizer } from './tokenize.ts'

interface Coloured {
  lines: KindToken[][]
  /** Not shown at first: plain text with a range table. */
  deferred: boolean
  kinds: Map<number, string>
}

/** A word in a fence's info: the block is in a tab behind another one. */
export const DEFERRED = 'colour-later'

/**
 * Colours by class, from the memoised tokenizer: the highlighter itself is told the text is plain, which costs nothing.
 * Stands before the hover transformer; the language travels in `meta.__lang`.
 */
export function colourTransformer(tokenizer: Tokenizer): ShikiTransformer {
  const blocks = new WeakMap<object, Coloured>()
  return {
    name: 'colour',
    preprocess(_code, options) {
      const { lang } = options
      if (!tokenizer.knows(lang)) return undefined
      const meta = options.meta ?? {}
      options.meta = meta
      blocks.set(this.meta, {
        lines: [],
        kinds: new Map(),
        deferred: new RegExp(`\\b${DEFERRED}\\b`).test(meta.__raw ?? ''),
      })
      Object.assign(meta, { __lang: lang })
      options.lang = 'text'
      return undefined
    },
    tokens() {
      const block = blocks.get(this.meta)
      const lang = (this.options.meta as { __lang?: string } | undefined)?.__lang
      if (!block || lang === undefined) return undefined
      block.lines = tokenizer.lines(this.source, lang)
      const text = this.source.split('\n')
      let start = 0
      return block.lines.map((tokens, index): ThemedToken[] => {
        let column = 0
        const line = tokens.map(({ length, kind }): ThemedToken => {
          const offset = start + column
          const content = (text[index] ?? '').slice(column, column + length)
          column += length
          return { content, offset, ...(kind ? { htmlAttrs: { class: kind } } : {}) }
        })
        start += (text[index] ?? '').length + 1
        return line
      })
    },
    span(node) {
      const block = blocks.get(this.meta)
      if (!block) return
      delete node.properties.style
      if (block.deferred) delete node.properties.class
    },
    pre(pre) {
      const block = blocks.get(this.meta)
      delete pre.properties.style
      flattenCode(this.code)
      if (block?.deferred) pre.properties['data-colour'] = encodeRanges(block.lines)
    },
  }
}
