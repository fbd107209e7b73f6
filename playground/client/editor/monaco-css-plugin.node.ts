import { dirname, resolve } from 'node:path'
import type { Plugin } from 'vite'

const PREFIX = '\0monaco-style:'
const RE_MONACO = /[\\/]monaco-editor[\\/]/

/**
 * Keeps Monaco's 100 stylesheets out of the one stylesheet that VitePress gives to every page: in a build each becomes
 * a script that attaches it when the editor is loaded. In dev the server attaches them one by one anyway.
 */
export function monacoStyles(): Plugin {
  return {
    name: 'playground-monaco-styles',
    apply: 'build',
    enforce: 'pre',
    resolveId(id, importer) {
      if (!id.endsWith('.css') || !importer || !RE_MONACO.test(importer) || importer.startsWith(PREFIX)) return
      // the suffix keeps Vite's own CSS handling away from the script
      return `${PREFIX}${resolve(dirname(importer), id)}.js`
    },
    load(id) {
      if (!id.startsWith(PREFIX)) return
      const file = id.slice(PREFIX.length, -'.js'.length)
      return [
        `import css from ${JSON.stringify(`${file}?inline`)}`,
        'if (typeof document !== "undefined") {',
        '  const style = document.createElement("style")',
        '  style.dataset.monaco = ""',
        '  style.textContent = css',
        '  document.head.append(style)',
        '}',
      ].join('\n')
    },
  }
}
