/**
 * The parts of Monaco that the playground uses: the editor, its features, and TypeScript. `import 'monaco-editor'`
 * would bring every language and the CSS, HTML and JSON workers as well. The features are taken whole because the
 * TypeScript mode imports them all anyway, later, when it is too late for the services that some of them register.
 */
import 'monaco-editor/features/register.all.js'
import 'monaco-editor/languages/definitions/typescript/register.js'
import EditorWorker from 'monaco-editor/editor/editor.worker.js?worker'
import TypeScriptWorker from 'monaco-editor/language/typescript/ts.worker.js?worker'

export * as monaco from 'monaco-editor/editor/editor.api.js'
export * as typescript from 'monaco-editor/languages/features/typescript/register.js'

/** Monaco asks for its workers through a global. */
export function provideWorkers(scope: typeof globalThis & { MonacoEnvironment?: unknown }): void {
  scope.MonacoEnvironment = {
    getWorker: (_: string, label: string): Worker =>
      label === 'typescript' || label === 'javascript' ? new TypeScriptWorker() : new EditorWorker(),
  }
}
