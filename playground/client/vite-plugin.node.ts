import type { Plugin } from 'vite'
import { monacoStyles } from './editor/monaco-css-plugin.node.ts'
import { playgroundRunner } from './runner/runtime-plugin.node.ts'

export { monacoStyles }

/** Found only when the playground opens; a dev server that meets them then would reload the page under the reader. */
const DEPENDENCIES = [
  'valibot',
  'fast-xml-parser',
  'idb',
  '@noble/ciphers/aes.js',
  '@noble/hashes/hmac.js',
  '@noble/hashes/legacy.js',
  '@noble/hashes/sha2.js',
  '@shikijs/monaco',
  'shiki/core',
  'shiki/engine/javascript',
  'shiki/langs/typescript.mjs',
  'shiki/themes/github-dark.mjs',
  'shiki/themes/github-light.mjs',
  'monaco-editor/editor/editor.api.js',
  'monaco-editor/features/register.all.js',
  'monaco-editor/languages/definitions/typescript/register.js',
  'monaco-editor/languages/features/typescript/register.js',
]
/**
 * What the site's Vite needs so that `playground/client` works in it, for `vite.plugins` of .vitepress/config.ts:
 * the runner's scripts as a virtual module, Monaco's styles out of the site's stylesheet, dependencies known beforehand.
 */
export function playgroundClient(): Plugin[] {
  return [
    {
      name: 'playground-client',
      config: () => ({
        optimizeDeps: { include: DEPENDENCIES },
        worker: { format: 'es' },
      }),
    },
    playgroundRunner(),
    monacoStyles(),
  ]
}
