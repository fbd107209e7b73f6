import type { ThemeRegistration } from 'shiki/core'
import type { monaco } from './monaco-api.ts'

/** The themes of the site's code blocks. */
export const THEMES = { light: 'github-light', dark: 'github-dark' } as const

/** At least 4.5:1 on the page's ground, where the themes' own line numbers have 1.9:1. */
const LINE_NUMBERS = { light: '#59636e', dark: '#9198a1' } as const

/** The page's own ground shows through. */
function onPage(theme: ThemeRegistration, lineNumbers: string): ThemeRegistration {
  const own = { 'editor.background': '#00000000', 'editorLineNumber.foreground': lineNumbers }
  return { ...theme, colors: { ...theme.colors, ...own } }
}

/** Colours code as the pages do. False where that cannot be loaded; Monaco then colours with its own themes. */
export async function useShiki(api: typeof monaco): Promise<boolean> {
  try {
    const [{ createHighlighterCore }, { createJavaScriptRegexEngine }, { shikiToMonaco }] = await Promise.all([
      import('shiki/core'),
      import('shiki/engine/javascript'),
      import('@shikijs/monaco'),
    ])
    const [{ default: light }, { default: dark }] = await Promise.all([
      import('shiki/themes/github-light.mjs'),
      import('shiki/themes/github-dark.mjs'),
    ])
    const highlighter = await createHighlighterCore({
      langs: [import('shiki/langs/typescript.mjs')],
      themes: [onPage(light, LINE_NUMBERS.light), onPage(dark, LINE_NUMBERS.dark)],
      engine: createJavaScriptRegexEngine(),
    })
    shikiToMonaco(highlighter, api)
    return true
  } catch (error) {
    console.warn('playground: editor without the site colours', error)
    return false
  }
}
