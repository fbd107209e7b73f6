import { THEMES, useShiki } from './colours.ts'
import { compile } from './compile.ts'
import { monaco, provideWorkers, typescript } from './monaco-api.ts'
import type { CodeEditor, EditorOptions, Problem } from './types.ts'

const RE_LIB = /(?:^|\/)lib\.[\w.]+\.d\.ts$/
/** `ModuleResolutionKind.Bundler` and `ModuleDetectionKind.Force`, which Monaco's enums lack. */
const MODULES: Record<string, number> = { moduleResolution: 100, moduleDetection: 3 }

/** Monaco with TypeScript, strict, over the catalog's typings. */
export async function createMonaco(host: HTMLElement, options: EditorOptions): Promise<CodeEditor> {
  provideWorkers(globalThis)
  configureTypeScript(options.typings)
  const shiki = await useShiki(monaco)
  const themeOf = (dark: boolean): string => (shiki ? THEMES[dark ? 'dark' : 'light'] : dark ? 'vs-dark' : 'vs')
  const uri = monaco.Uri.parse('file:///playground/main.ts')
  monaco.editor.getModel(uri)?.dispose()
  const model = monaco.editor.createModel(options.value, 'typescript', uri)
  const editor = monaco.editor.create(host, { ...LOOK, model, theme: themeOf(options.dark), ariaLabel: options.label })
  editor.addCommand(monaco.KeyMod.CtrlCmd | monaco.KeyCode.Enter, options.onRun)
  const markers = monaco.editor.onDidChangeMarkers((changed) => {
    if (changed.some((one) => one.toString() === uri.toString())) options.onProblems(readProblems(uri))
  })
  return {
    kind: 'monaco',
    getValue: () => model.getValue(),
    setValue: (value) => {
      model.pushEditOperations([], [{ range: model.getFullModelRange(), text: value }], () => null)
    },
    setDark: (dark) => monaco.editor.setTheme(themeOf(dark)),
    reveal: ({ line, column }) => {
      editor.setPosition({ lineNumber: line, column })
      editor.revealLineInCenter(line)
      editor.focus()
    },
    focus: () => editor.focus(),
    compile: async () => {
      const worker = await languageWorker()
      return compile(model, await worker(uri))
    },
    dispose: () => {
      markers.dispose()
      editor.dispose()
      model.dispose()
    },
  }
}

/** How long the editor's set-up of TypeScript may come after the question for it. */
const SET_UP = { tries: 500, every: 20 }

/**
 * Monaco loads its TypeScript mode twice: to set it up when the first model opens, and for whoever asks for the worker.
 * A browser settles two imports of one module in no promised order, and the one who asks first is refused.
 */
async function languageWorker(): ReturnType<typeof typescript.getTypeScriptWorker> {
  for (let left = SET_UP.tries; ; left--)
    try {
      return await typescript.getTypeScriptWorker()
    } catch (error) {
      if (left === 0) throw error
      await new Promise((resolve) => setTimeout(resolve, SET_UP.every))
    }
}

const LOOK: monaco.editor.IStandaloneEditorConstructionOptions = {
  automaticLayout: true,
  fixedOverflowWidgets: true,
  minimap: { enabled: false },
  fontSize: 13,
  lineHeight: 21,
  lineNumbersMinChars: 3,
  lineDecorationsWidth: 8,
  padding: { top: 12, bottom: 12 },
  scrollBeyondLastLine: false,
  renderLineHighlight: 'line',
  overviewRulerBorder: false,
  tabSize: 2,
  wordWrap: 'on',
  scrollbar: { verticalScrollbarSize: 8, horizontalScrollbarSize: 8, alwaysConsumeMouseWheel: false },
  unicodeHighlight: { ambiguousCharacters: false },
}

function configureTypeScript(typings: Record<string, string>): void {
  const defaults = typescript.typescriptDefaults
  const ownLibs = Object.keys(typings).some((path) => RE_LIB.test(path))
  defaults.setCompilerOptions({
    target: typescript.ScriptTarget.ESNext,
    module: typescript.ModuleKind.ESNext,
    ...MODULES,
    strict: true,
    skipLibCheck: true,
    allowNonTsExtensions: true,
    sourceMap: true,
    removeComments: false,
    types: [],
    ...(ownLibs ? { noLib: true } : { lib: ['lib.es2023.d.ts', 'lib.webworker.d.ts'] }),
  })
  defaults.setDiagnosticsOptions({ noSemanticValidation: false, noSyntaxValidation: false })
  defaults.setEagerModelSync(true)
  defaults.setExtraLibs(
    Object.entries(typings).map(([path, content]) => ({ filePath: `file:///${path.replace(/^\/+/, '')}`, content })),
  )
}

function readProblems(uri: monaco.Uri): Problem[] {
  return monaco.editor
    .getModelMarkers({ resource: uri })
    .filter(({ severity }) => severity >= monaco.MarkerSeverity.Warning)
    .map(({ severity, message, startLineNumber, startColumn }) => ({
      severity: severity === monaco.MarkerSeverity.Error ? 'error' : 'warning',
      blocking: false,
      message,
      line: startLineNumber,
      column: startColumn,
    }))
}
