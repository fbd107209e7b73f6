import type typescript from 'typescript'
import type { Hover } from './answer.ts'
import { ts } from './compiler.ts'

type Info = Omit<Hover, 'start' | 'length'>

const SIMPLE =
  ts.TypeFlags.String |
  ts.TypeFlags.Number |
  ts.TypeFlags.Boolean |
  ts.TypeFlags.BooleanLiteral |
  ts.TypeFlags.Undefined |
  ts.TypeFlags.StringLiteral

/** Texts, numbers and truth values, perhaps absent: printed alike wherever they stand. */
function isSimple(type: typescript.Type): boolean {
  if (type.isUnion()) return type.types.length <= 3 && type.types.every((one) => isSimple(one))
  return (type.flags & SIMPLE) !== 0
}

/** The interface that a member is declared in, `JsonDataRequest.`; none for a literal type. */
function ownerOf(declaration: typescript.Declaration): string {
  return ts.isInterfaceDeclaration(declaration.parent) ? `${declaration.parent.name.text}.` : ''
}

/** The one declaration of a symbol, where it stands in a declaration file. */
function declared(symbol: typescript.Symbol | undefined): typescript.Declaration | undefined {
  const [declaration, ...more] = symbol?.declarations ?? []
  return declaration && more.length === 0 && declaration.getSourceFile().isDeclarationFile ? declaration : undefined
}

/** The file of the site's typings, where names are as they are printed, but for their namespaces. */
function isOfTypings(declaration: typescript.Declaration): boolean {
  return declaration.getSourceFile().fileName.endsWith('/typings.d.ts')
}

function withDocs(checker: typescript.TypeChecker, symbol: typescript.Symbol, text: string): Info {
  const docs = ts.displayPartsToString(symbol.getDocumentationComment(checker))
  const tags = symbol
    .getJsDocTags(checker)
    .map((tag): [string, string] => [tag.name, ts.displayPartsToString(tag.text)])
  return { text, ...(docs ? { docs } : {}), ...(tags.length > 0 ? { tags } : {}) }
}

/** `name: value` in an object that a request's type is known for. */
function memberInfo(checker: typescript.TypeChecker, node: typescript.Identifier): Info | undefined {
  const { parent } = node
  if (!ts.isPropertyAssignment(parent) || parent.name !== node) return undefined
  const context = checker.getContextualType(parent.parent)
  const type = context && checker.getNonNullableType(context)
  const symbol = type && !type.isUnionOrIntersection() ? checker.getPropertyOfType(type, node.text) : undefined
  const declaration = declared(symbol)
  if (!symbol || !declaration || !ts.isPropertySignature(declaration)) return undefined
  const value = checker.getTypeOfSymbolAtLocation(symbol, node)
  if (!isSimple(value)) return undefined
  const optional = symbol.flags & ts.SymbolFlags.Optional ? '?' : ''
  return withDocs(
    checker,
    symbol,
    `(property) ${ownerOf(declaration)}${node.text}${optional}: ${checker.typeToString(value)}`,
  )
}

/** `.post(` and the other verbs: one signature without type parameters, printed as it is declared. */
function methodInfo(
  checker: typescript.TypeChecker,
  node: typescript.Identifier,
  symbol: typescript.Symbol | undefined,
): Info | undefined {
  const { parent } = node
  if (!ts.isPropertyAccessExpression(parent) || parent.name !== node) return undefined
  const declaration = declared(symbol)
  if (!symbol || !declaration || !ts.isMethodSignature(declaration) || declaration.typeParameters) return undefined
  if (!ts.isInterfaceDeclaration(declaration.parent) || declaration.parent.typeParameters || !declaration.type)
    return undefined
  if (!isOfTypings(declaration)) return undefined
  const parameters = declaration.parameters.map((parameter) => parameter.getText()).join(', ')
  const head = `(method) ${ownerOf(declaration)}${node.text}(${parameters})`
  return withDocs(checker, symbol, `${head}: ${declaration.type.getText()}`)
}

/** A segment of a chain: a property whose type is an interface of the typings. */
function segmentInfo(
  checker: typescript.TypeChecker,
  node: typescript.Identifier,
  symbol: typescript.Symbol | undefined,
): Info | undefined {
  if (!ts.isPropertyAccessExpression(node.parent) || node.parent.name !== node) return undefined
  const declaration = declared(symbol)
  if (!symbol || !declaration || !ts.isPropertySignature(declaration) || !declaration.type) return undefined
  if (!isOfTypings(declaration) || !ts.isTypeReferenceNode(declaration.type) || declaration.questionToken)
    return undefined
  if (declaration.type.typeArguments || !ts.isInterfaceDeclaration(declaration.parent)) return undefined
  return withDocs(checker, symbol, `(property) ${ownerOf(declaration)}${node.text}: ${declaration.type.getText()}`)
}

/** A name taken out of an answer, `({ data: { plan_id } }) =>`, and the same name where it is used in `{ plan_id }`. */
function takenInfo(checker: typescript.TypeChecker, node: typescript.Identifier): Info | undefined {
  const { parent } = node
  const isUse = ts.isShorthandPropertyAssignment(parent) && parent.name === node
  const local = isUse ? checker.getShorthandAssignmentValueSymbol(parent) : checker.getSymbolAtLocation(node)
  const element = isUse ? local?.valueDeclaration : parent
  if (!local || !element || !ts.isBindingElement(element) || !ts.isObjectBindingPattern(element.parent))
    return undefined
  if (element.propertyName || element.initializer || element.dotDotDotToken || element.name.getText() !== node.text)
    return undefined
  const root = ts.walkUpBindingElementsAndPatterns(element)
  const value = checker.getTypeOfSymbolAtLocation(local, node)
  const property = checker.getTypeAtLocation(element.parent).getProperty(node.text)
  if (!isSimple(value) || !property || !declared(property)) return undefined
  if (isUse) return { text: `(property) ${node.text}: ${checker.typeToString(value)}` }
  const kind = ts.isParameter(root) ? '(parameter)' : root.parent.flags & ts.NodeFlags.Const ? 'const' : undefined
  return kind === undefined
    ? undefined
    : withDocs(checker, property, `${kind} ${node.text}: ${checker.typeToString(value)}`)
}

/**
 * What the language service says of the identifiers that samples are made of, without asking it: it names every symbol
 * with all of its namespaces, which a popup leaves out, and that is most of its time. `undefined` where it has to be asked.
 */
export function quickInfoOf(
  checker: typescript.TypeChecker,
  node: typescript.Identifier,
  symbol: typescript.Symbol | undefined,
): Info | undefined {
  return (
    memberInfo(checker, node) ??
    methodInfo(checker, node, symbol) ??
    segmentInfo(checker, node, symbol) ??
    takenInfo(checker, node)
  )
}
