import type typescript from 'typescript'
import type { Block } from './block.ts'
import { positionAt, toVisible, visibleText } from './block.ts'
import { ts } from './compiler.ts'
import type { TypeProgram } from './program.ts'
import { quickInfoOf } from './quick.ts'

/** A hover, by offset in the visible text. */
export interface Hover {
  start: number
  length: number
  /** The type line as the language service prints it. */
  text: string
  docs?: string
  tags?: [name: string, text: string][]
}

type Info = Omit<Hover, 'start' | 'length'>

export interface Answer {
  /** What the reader sees. */
  code: string
  hovers: Hover[]
  /** Ranges of the visible text that a caret line marks. */
  marks: { start: number; length: number }[]
  /** Hovers that are shown open, after the line they stand on. */
  queries: Hover[]
  /** Line and column in the block, from 1. */
  errors: { line: number; column: number; code: string; message: string }[]
}

const RE_LIBRARY = /\/node_modules\/(?:@types\/|typescript\/)/

/** An identifier that belongs to the language or to Node: its English page of documentation is not what this site is about. */
function isLibrary(program: typescript.Program, named: typescript.Symbol | undefined): boolean {
  const imported = named && (named.flags & ts.SymbolFlags.Alias) !== 0
  const symbol = imported ? program.getTypeChecker().getAliasedSymbol(named) : named
  const declarations = symbol?.declarations ?? []
  return (
    declarations.length > 0 &&
    declarations.every((one) => {
      const file = one.getSourceFile()
      return program.isSourceFileDefaultLibrary(file) || RE_LIBRARY.test(file.fileName)
    })
  )
}

function identifiersOf(file: typescript.SourceFile): typescript.Identifier[] {
  const found: typescript.Identifier[] = []
  const visit = (node: typescript.Node) => {
    if (ts.isIdentifier(node)) found.push(node)
    ts.forEachChild(node, visit)
  }
  visit(file)
  return found
}

/** `{ name }` where no `name` is declared: what the place expects, not the `any` of the missing variable. */
function expectedProperty(checker: typescript.TypeChecker, node: typescript.Identifier): Info | undefined {
  if (!ts.isShorthandPropertyAssignment(node.parent) || node.parent.name !== node) return undefined
  const type = checker.getContextualType(node.parent.parent)
  const property = type && checker.getPropertyOfType(checker.getNonNullableType(type), node.text)
  const owner = property?.declarations?.[0]?.parent
  if (!property) return undefined
  const scope = owner && ts.isInterfaceDeclaration(owner) ? `${owner.name.text}.` : ''
  const docs = ts.displayPartsToString(property.getDocumentationComment(checker))
  const printed = checker.typeToString(checker.getTypeOfSymbol(property), node)
  return {
    text: `(property) ${scope}${property.name}${property.flags & ts.SymbolFlags.Optional ? '?' : ''}: ${printed}`,
    ...(docs ? { docs } : {}),
  }
}

function quickInfo(service: typescript.LanguageService, path: string, offset: number): Info | undefined {
  const info = service.getQuickInfoAtPosition(path, offset)
  if (!info?.displayParts) return undefined
  const docs = ts.displayPartsToString(info.documentation)
  const tags = (info.tags ?? []).map((tag): [string, string] => [tag.name, ts.displayPartsToString(tag.text)])
  return {
    text: ts.displayPartsToString(info.displayParts),
    ...(docs ? { docs } : {}),
    ...(tags.length > 0 ? { tags } : {}),
  }
}

/** What has been said of a symbol of the ambient typings, by its type at the place and the syntax around it. */
export type InfoMemo = Map<typescript.Symbol, Map<string, Info | undefined>>

/** A property or variable of a declaration file that is not called here: its line is the same wherever it stands. */
function memoKey(
  checker: typescript.TypeChecker,
  node: typescript.Identifier,
  symbol: typescript.Symbol | undefined,
): string | undefined {
  const declaration = symbol?.declarations?.[0]
  if (!symbol || !declaration?.getSourceFile().isDeclarationFile) return undefined
  if (!(symbol.flags & (ts.SymbolFlags.Property | ts.SymbolFlags.Variable))) return undefined
  const { parent } = node
  if (!ts.isPropertyAccessExpression(parent)) return undefined
  const called = ts.isCallExpression(parent.parent) && parent.parent.expression === parent && parent.name === node
  if (called) return undefined
  const type = checker.getTypeAtLocation(node) as typescript.Type & { id?: number }
  return type.id === undefined ? undefined : `${type.id} ${parent.name === node}`
}

function remembered(
  { checker, memo, symbol }: { checker: typescript.TypeChecker; memo: InfoMemo; symbol: typescript.Symbol | undefined },
  node: typescript.Identifier,
  ask: () => Info | undefined,
): Info | undefined {
  const key = memoKey(checker, node, symbol)
  if (!symbol || key === undefined) return ask()
  const known = memo.get(symbol) ?? new Map<string, Info | undefined>()
  memo.set(symbol, known)
  if (!known.has(key)) known.set(key, ask())
  return known.get(key)
}

export interface AnswerOptions {
  /** Also hovers that are left out for readers: those of the language's own library. */
  all?: boolean
  /** Shared by the blocks that are answered from one state of the program. */
  memo?: InfoMemo
}

/** Hovers and errors of one block, whose files are `paths` in the program (same order). */
export function answerBlock(
  types: TypeProgram,
  block: Block,
  { paths, all = false, memo = new Map() }: { paths: string[] } & AnswerOptions,
): Answer {
  const program = types.program()
  const checker = program.getTypeChecker()
  const answer: Answer = { code: visibleText(block), hovers: [], marks: [], queries: [], errors: [] }
  const asked = new Set<number>()
  for (const [index, file] of block.files.entries()) {
    const path = paths[index] ?? ''
    const source = program.getSourceFile(path)
    if (!source) continue
    for (const node of identifiersOf(source)) {
      const offset = node.getStart(source)
      const start = toVisible(block, offset + file.start)
      if (start === undefined) continue
      const query = block.queries.find((at) => at >= offset + file.start && at <= node.end + file.start)
      const symbol = checker.getSymbolAtLocation(node)
      if (!all && query === undefined && isLibrary(program, symbol)) continue
      const info = remembered({ checker, memo, symbol }, node, () => {
        const quick = quickInfoOf(checker, node, symbol)
        if (quick) return quick
        const plain = quickInfo(types.service, path, offset)
        return !plain || /(?:^|: )any$/.test(plain.text) ? (expectedProperty(checker, node) ?? plain) : plain
      })
      if (!info || info.text === 'any') continue
      const hover = { start, length: node.text.length, ...info }
      answer.hovers.push(hover)
      if (query !== undefined) {
        asked.add(query)
        answer.queries.push(hover)
      }
    }
    for (const one of [...types.service.getSyntacticDiagnostics(path), ...types.service.getSemanticDiagnostics(path)]) {
      if (block.expected.includes(`${one.code}`)) continue
      answer.errors.push({
        ...positionAt(block.text, (one.start ?? 0) + file.start),
        code: `TS${one.code}`,
        message: ts.flattenDiagnosticMessageText(one.messageText, '\n'),
      })
    }
  }
  for (const at of block.queries) {
    if (!asked.has(at)) block.faults.push({ offset: at, message: '^? points at nothing that has a type' })
  }
  for (const { offset, message } of block.faults) {
    answer.errors.push({ ...positionAt(block.text, offset), code: 'directive', message })
  }
  for (const [from, to] of block.marks) {
    const start = toVisible(block, from)
    if (start !== undefined) answer.marks.push({ start, length: to - from })
  }
  return answer
}
