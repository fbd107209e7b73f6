/**
 * Colours of code blocks: few elements, no inline style, equal lines tokenised once, and only the visible block of a
 * code group coloured in the page.
 *
 * ```ts
 * const colour = await createColour()
 * markdown: {
 *   theme: colour.theme,                                         // one theme whose colours are names
 *   codeTransformers: [...colour.transformers, ...hover.transformers],   // in this order
 *   config: (md) => { colour.deferGroups(md); … },               // before or after other plugins
 * }
 * ```
 * A coloured token is `<span class="k">`, one letter per kind (kinds.ts); `theme/colour.css` has the colours. In a
 * `::: code-group` every block but the first is plain text in `<pre data-colour="…">`; `installColours(document)` of
 * `theme/colour.client.ts` colours it with the CSS Custom Highlight API when its tab is chosen.
 */
import type MarkdownIt from 'markdown-it'
import type { ShikiTransformer, ThemeRegistration } from 'shiki/core'
import bash from 'shiki/langs/bash.mjs'
import go from 'shiki/langs/go.mjs'
import http from 'shiki/langs/http.mjs'
import java from 'shiki/langs/java.mjs'
import javascript from 'shiki/langs/javascript.mjs'
import json from 'shiki/langs/json.mjs'
import php from 'shiki/langs/php.mjs'
import python from 'shiki/langs/python.mjs'
import typescript from 'shiki/langs/typescript.mjs'
import xml from 'shiki/langs/xml.mjs'
import yaml from 'shiki/langs/yaml.mjs'
import { createKindTheme } from './kinds.ts'
import { createTokenizer, type Tokenizer } from './tokenize.ts'
import { colourTransformer, DEFERRED } from './transformer.ts'

export interface Colour {
  theme: ThemeRegistration
  transformers: ShikiTransformer[]
  /** Marks the blocks of a code group that stand behind its first tab. */
  deferGroups(md: MarkdownIt): void
  tokenizer: Tokenizer
}

export async function createColour(): Promise<Colour> {
  const tokenizer = await createTokenizer([bash, go, http, java, javascript, json, php, python, typescript, xml, yaml])
  return {
    theme: createKindTheme(),
    tokenizer,
    transformers: [colourTransformer(tokenizer)],
    deferGroups(md) {
      md.core.ruler.push('colour_groups', (state) => {
        let seen = -1
        for (const token of state.tokens) {
          if (token.type === 'container_code-group_open') seen = 0
          else if (token.type === 'container_code-group_close') seen = -1
          else if (token.type === 'fence' && seen >= 0 && seen++ > 0) token.info += ` ${DEFERRED}`
        }
      })
    },
  }
}
