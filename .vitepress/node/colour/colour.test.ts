import fc from 'fast-check'
import { createHighlighterCoreSync } from 'shiki/core'
import { createJavaScriptRegexEngine } from 'shiki/engine/javascript'
import php from 'shiki/langs/php.mjs'
import { describe, expect, it } from 'vitest'
import { deriveSamples } from '../../../catalog/derive/samples/index.ts'
import { neverSeenCatalog } from '../../../tests/fixtures/never-seen.ts'
import { createColour } from './index.ts'
import { createKindTheme, type Kind, toKind } from './kinds.ts'
import { decodeRanges, encodeRanges } from './ranges.ts'
import { createTokenizer, type KindToken } from './tokenize.ts'

const phpSamples = () => {
  const catalog = neverSeenCatalog()
  return catalog.operations
    .flatMap((operation) => deriveSamples(operation, catalog))
    .filter(({ lang }) => lang === 'php')
}
/** Signs at the edges of a token stay plain, but in strings and comments. */
function painted(content: string, kind: string | undefined): string {
  if (kind === undefined) return '.'.repeat(content.length)
  if (kind === 's' || kind === 'c') return kind.repeat(content.length)
  const from = content.search(/[\p{L}\p{N}_$]/u)
  if (from === -1) return '.'.repeat(content.length)
  const word = content.slice(from).replace(/[^\p{L}\p{N}_$]+$/u, '')
  return '.'.repeat(from) + kind.repeat(word.length) + '.'.repeat(content.length - from - word.length)
}

/** Kind of each character. */
const paint = (lines: KindToken[][]) =>
  lines.map((line) => line.map(({ length, kind }) => (kind ?? '.').repeat(length)).join(''))

describe('createTokenizer', { timeout: 60_000 }, () => {
  it('says of each character what the highlighter itself says, signs aside', async () => {
    const theme = createKindTheme()
    const highlighter = createHighlighterCoreSync({
      engine: createJavaScriptRegexEngine({ forgiving: true }),
      themes: [theme],
      langs: [php],
    })
    const tokenizer = await createTokenizer([php])
    for (const { code } of [...phpSamples(), { code: '/* a\n b */ $x = "two\nlines";\n\n// 完' }]) {
      const expected = highlighter
        .codeToTokensBase(code, { lang: 'php', theme: 'kinds', tokenizeTimeLimit: 0 })
        .map((line) => line.map(({ content, color }) => painted(content, toKind(color?.toLowerCase()))).join(''))
      expect(paint(tokenizer.lines(code, 'php'))).toEqual(expected)
    }
  })

  it('tokenises equal lines once', async () => {
    const tokenizer = await createTokenizer([php])
    const [first] = phpSamples()
    tokenizer.lines(first?.code ?? '', 'php')
    const { tokenised } = tokenizer.counts
    tokenizer.lines(first?.code ?? '', 'php')
    expect(tokenizer.counts.tokenised).toBe(tokenised)
  })
})

describe('range tables', () => {
  const token = fc.record({
    length: fc.integer({ min: 1, max: 99 }),
    kind: fc.constantFrom<Kind | undefined>('k', 's', undefined),
  })
  it('come back as they went in', () => {
    fc.assert(
      fc.property(fc.array(fc.array(token, { maxLength: 5 }), { maxLength: 5 }), (lines) => {
        const tokens = lines.map((line) => line.map(({ length, kind }) => ({ length, ...(kind ? { kind } : {}) })))
        let at = 0
        const expected: { kind: Kind; start: number; end: number }[] = []
        for (const line of tokens) {
          for (const { length, kind } of line) {
            if (kind) expected.push({ kind, start: at, end: at + length })
            at += length
          }
          at += 1
        }
        expect(decodeRanges(encodeRanges(tokens))).toEqual(expected)
      }),
    )
  })
})

describe('createColour', { timeout: 60_000 }, () => {
  it('leaves a block behind the first tab plain, with a table', async () => {
    const colour = await createColour()
    const highlighter = createHighlighterCoreSync({
      engine: createJavaScriptRegexEngine(),
      themes: [colour.theme],
      langs: [php],
    })
    const html = (meta: string) =>
      highlighter.codeToHtml("$a['x']->post(1);", {
        lang: 'php',
        theme: colour.theme,
        meta: { __raw: meta },
        transformers: colour.transformers,
      })
    expect(html('')).toContain('<span class="s">')
    expect(html('colour-later')).toMatch(/data-colour="s3\.3[^"]*"><code>\$a\['x'\]-(?:&gt;|>)post\(1\);<\/code>/)
  })
})
