import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import { buildCatalog } from '../build.ts'
import { catalogRoot, loadCatalog } from '../load.node.ts'
import { CatalogError, formatProblem, type Problem } from '../problem.ts'
import { CASES, type MessageCase, SOUND } from './cases/index.ts'

function problemsOf({ files }: MessageCase): Problem[] {
  const entries = Object.entries({ ...SOUND, ...files })
  return buildCatalog(entries.flatMap(([file, text]) => (text === null ? [] : [{ file, text }]))).problems
}

const all = Object.entries(CASES).flatMap(([group, cases]) =>
  Object.entries(cases).map(([title, one]) => ({ group, title, files: one.files, problems: problemsOf(one) })),
)

describe('what the catalog says about a broken file', () => {
  it('is nothing where the file is sound', () => {
    expect(problemsOf({ files: {} })).toEqual([])
  })

  it.each(all)('$group: $title – one line with file, line, fault and remedy', ({ files, problems }) => {
    expect(problems.map(formatProblem)).toHaveLength(1)
    const [problem] = problems
    const text = { ...SOUND, ...files }[problem?.file ?? '']
    expect(problem?.line).toBeLessThanOrEqual(text?.split('\n').length ?? 1)
    expect(problem?.message).not.toMatch(/undefined|\[object|null/)
    expect(problem?.hint).toMatch(/\S.*[.?)…\w]$/)
  })

  it('can be read in one place', async () => {
    await expect(toMarkdown()).toMatchFileSnapshot('messages.md')
  })

  it('is shown for every message that the code can give', async () => {
    const given = [...all.flatMap(({ problems }) => problems), ...(await folderProblems())].map(
      ({ message }) => message,
    )
    const untold = (await templates()).filter((template) => !given.some((message) => matches(template, message)))
    expect(untold).toEqual([])
  })
})

function toMarkdown(): string {
  const sections = Object.keys(CASES).map((group) => {
    const cases = all.filter((one) => one.group === group)
    return [
      `## ${group}`,
      ...cases.flatMap(({ title, files, problems }) => [
        `### ${title}`,
        ...Object.entries(files).map(fence),
        says(problems),
      ]),
    ]
  })
  return `${['# What the catalog says', INTRODUCTION, ...sections.flat()].join('\n\n')}\n`
}

const INTRODUCTION =
  'Written by `messages.test.ts` from the files of `cases/`; run it with `-u` after a change. Each case stands beside a sound catalog.'

function fence([file, text]: [string, string | null]): string {
  if (text === null) return `No \`${file}\``
  return `\`${file}\`\n\n\`\`\`yaml\n${text.trimEnd()}\n\`\`\``
}

function says(problems: Problem[]): string {
  return problems.map((problem) => `> ${formatProblem(problem).replaceAll('<', '\\<')}`).join('\n')
}

/** What only a folder can have wrong with it. */
async function folderProblems(): Promise<Problem[]> {
  const root = await mkdtemp(join(tmpdir(), 'catalog-'))
  await writeFile(join(root, 'products.yaml'), SOUND['products.yaml'] ?? '')
  const of = async (path: string): Promise<Problem[]> => {
    const error: unknown = await loadCatalog(path).catch((cause: unknown) => cause)
    return error instanceof CatalogError ? error.problems : []
  }
  await writeFile(join(root, 'identity.yaml'), '')
  await mkdir(join(root, 'operations'))
  await writeFile(join(root, 'operations/a.yml'), '')
  const found = [...(await of(root)), ...(await of(join(root, 'nowhere')))]
  await rm(root, { recursive: true })
  return found
}

/** The texts of all messages in the code of the model: second arguments of `report`, and properties `message`. */
async function templates(): Promise<string[]> {
  const folder = join(catalogRoot, 'model')
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts') && !name.includes('.test'))
  const found = await Promise.all(
    names.map(async (name) => {
      const file = ts.createSourceFile(name, await readFile(join(folder, name), 'utf8'), ts.ScriptTarget.Latest, true)
      return messagesIn(file, file)
    }),
  )
  return [...new Set(found.flat())]
}

function messagesIn(node: ts.Node, file: ts.SourceFile): string[] {
  const own: string[] = []
  if (ts.isCallExpression(node) && /(^|\.)report$/.test(node.expression.getText(file)))
    own.push(...textsOf(node.arguments[1]))
  if (ts.isPropertyAssignment(node) && node.name.getText(file) === 'message') own.push(...textsOf(node.initializer))
  // What is wrong with an example is put together from parts.
  if (ts.isReturnStatement(node) && file.fileName === 'check-example.ts') own.push(...textsOf(node.expression))
  const below: string[] = []
  ts.forEachChild(node, (child) => {
    below.push(...messagesIn(child, file))
  })
  return [...own, ...below]
}

/** `…` for every part that is put in. */
function textsOf(node: ts.Expression | undefined): string[] {
  if (!node) return []
  if (ts.isConditionalExpression(node)) return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)]
  if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) return [node.text]
  if (!ts.isTemplateExpression(node)) return []
  return [node.head.text + node.templateSpans.map(({ literal }) => `…${literal.text}`).join('')]
}

function matches(template: string, message: string): boolean {
  const pattern = template.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(pattern.join('.*')).test(message)
}
