import type { monaco } from './monaco-api.ts'

/** The themes of the site's code blocks. */
export const THEMES = { light: 'github-light', dark: 'github-dark' } as const

/** Colours code as the pages do. False where that cannot be loaded; Monaco then colours with its own themes. */
export async function useShiki(api: typeof monaco): Promise<boolean> {
  try {
    const [{ createHighlighterCore }, { createJavaScriptRegexEngine }, { shikiToMonaco }] = await Promise.all([
      import('shiki/core'),
      import('shiki/engine/javascript'),
      import('@shikijs/monaco'),
    ])
    const highlighter = await createHighlighterCore({
      langs: [import('shiki/langs/typescript.mjs')],
      themes: [import('shiki/themes/github-light.mjs'), import('shiki/themes/github-dark.mjs')],
      engine: createJavaScriptRegexEngine(),
    })
    shikiToMonaco(highlighter, api)
    return true
  } catch (error) {
    console.warn('playground: editor without the site colours', error)
    return false
  }
}
