import type { CodeEditor, EditorOptions } from './types.ts'

export { openTextarea } from './textarea.ts'
export type { CodeEditor, Compiled, EditorOptions, Problem } from './types.ts'

/**
 * Opens Monaco in `host`. Everything of it is loaded here, on intent, and nowhere else; rejects where a part of it
 * cannot be loaded, and the caller takes `openTextarea` instead.
 */
export async function openMonaco(host: HTMLElement, options: EditorOptions): Promise<CodeEditor> {
  // no Monaco in the server's bundle: it wants a document as soon as it is imported
  if (import.meta.env.SSR) throw new Error('the editor runs in a browser')
  const { createMonaco } = await import('./monaco.ts')
  return createMonaco(host, options)
}
