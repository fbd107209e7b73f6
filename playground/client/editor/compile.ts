import { readSourceMap } from '../runner/index.ts'
import type { monaco, typescript } from './monaco-api.ts'
import type { Compiled, Problem } from './types.ts'

type TypeScriptClient = typescript.TypeScriptWorker
type Diagnostic = Awaited<ReturnType<TypeScriptClient['getSyntacticDiagnostics']>>[number]

const RE_MODULE_END = /^export \{\};?\s*$/m
const RE_SOURCE_MAP = /^\/\/# sourceMappingURL=.*$/m
const RE_IMPORT = /^import\b(?!\s*[.(])/m

/** JavaScript by TypeScript's own emitter, with its source map, so that errors name the reader's lines. */
export async function compile(model: monaco.editor.ITextModel, client: TypeScriptClient): Promise<Compiled> {
  const uri = model.uri.toString()
  const syntax = await client.getSyntacticDiagnostics(uri)
  if (syntax.length > 0) return { ok: false, problems: syntax.map((diagnostic) => toProblem(diagnostic, model)) }
  const { outputFiles } = await client.getEmitOutput(uri)
  const script = outputFiles.find(({ name }) => name.endsWith('.js'))?.text ?? ''
  const map = outputFiles.find(({ name }) => name.endsWith('.js.map'))?.text
  const code = script.replace(RE_SOURCE_MAP, '').replace(RE_MODULE_END, '')
  if (RE_IMPORT.test(code)) return { ok: false, problems: [importProblem(model)] }
  const toOriginal = map ? readSourceMap(readMappings(map)) : (position: { line: number; column: number }) => position
  return { ok: true, program: { code, toOriginal } }
}

/** `mappings` of TypeScript's own source map. */
function readMappings(map: string): string {
  const parsed: unknown = JSON.parse(map)
  if (typeof parsed !== 'object' || parsed === null || !('mappings' in parsed)) return ''
  return String(parsed.mappings)
}

function toProblem({ messageText, start = 0 }: Diagnostic, model: monaco.editor.ITextModel): Problem {
  const { lineNumber, column } = model.getPositionAt(start)
  const message = typeof messageText === 'string' ? messageText : messageText.messageText
  return { severity: 'error', blocking: true, message, line: lineNumber, column }
}

function importProblem(model: monaco.editor.ITextModel): Problem {
  const found = model.findMatches('^\\s*import\\b', false, true, false, null, false)[0]?.range
  return {
    severity: 'error',
    blocking: true,
    message: '运行环境没有模块：wxpay、Rsa、Hash、Multipart 等已经是全局变量，删去 import 即可',
    line: found?.startLineNumber ?? 1,
    column: found?.startColumn ?? 1,
  }
}
