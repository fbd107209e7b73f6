/** Which file of ours imports what, read by the compiler's own parser. */
import { readdir } from 'node:fs/promises'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import ts from 'typescript'

export const root = fileURLToPath(new URL('../..', import.meta.url))
const OURS = ['.vitepress', 'catalog', 'components', 'docs', 'playground', 'tests']
const NOT_OURS = ['.vitepress/cache', '.vitepress/dist', '.vitepress/.temp', 'tests/e2e/.results']

export interface Import {
  file: string
  /** A package's or module's name as written, or a path from the repository's root. */
  target: string
  typeOnly: boolean
}

/** Paths from the root, sorted. */
export async function sourceFiles(): Promise<string[]> {
  const found: string[] = []
  for (const folder of OURS) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true })
    for (const entry of entries) {
      const file = relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')
      if (entry.isFile() && /\.(?:ts|vue)$/.test(file) && !NOT_OURS.some((skip) => file.startsWith(`${skip}/`)))
        found.push(file)
    }
  }
  return found.sort()
}

/** Static, dynamic and type imports, re-exports and `import('…')` types. */
export function importsOf(file: string, text: string): Import[] {
  const code = file.endsWith('.vue') ? scriptsOf(text) : text
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true)
  const found: Import[] = []
  const add = (node: ts.Node | undefined, typeOnly: boolean): void => {
    if (node && ts.isStringLiteralLike(node)) found.push({ file, target: targetOf(file, node.text), typeOnly })
  }
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isTypeImport(node.importClause))
    else if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly)
    else if (ts.isImportTypeNode(node))
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true)
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      add(node.arguments[0], false)
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}

function isTypeImport(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true
  const { name, namedBindings } = clause
  return (
    !name &&
    !!namedBindings &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.every((element) => element.isTypeOnly)
  )
}

function scriptsOf(component: string): string {
  return [...component.matchAll(/<script\b[^>]*>([\s\S]*?)<\/script>/g)].map(([, code]) => code).join('\n')
}

function targetOf(file: string, specifier: string): string {
  const [path = ''] = specifier.split('?')
  if (!path.startsWith('.')) return specifier
  return relative(root, resolve(root, dirname(file), path))
    .split(sep)
    .join('/')
}

export const isOurs = (target: string): boolean => OURS.some((folder) => target.startsWith(`${folder}/`))
