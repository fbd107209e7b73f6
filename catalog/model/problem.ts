import type { Source } from './types.ts'

/** One thing that is wrong in a catalog file: where it stands, what it is and what to write instead. */
export interface Problem extends Source {
  message: string
  hint: string
}

/** Takes problems as they are found; nothing throws before every file has been read. */
export type Report = (source: Source, message: string, hint: string) => void

/** Where a part of an operation or a webhook is written. */
export type Place = (of: { id: string; source: Source }, path: (string | number)[]) => Source

export interface ProblemList {
  report: Report
  /** Without repetitions (a shared schema is read by many files), ordered by file and line. */
  list(): Problem[]
}

export function createProblemList(): ProblemList {
  const found = new Map<string, Problem>()
  return {
    report({ file, line }, message, hint) {
      found.set(`${file}:${line}:${message}`, { file, line, message, hint })
    },
    list: () => sortProblems([...found.values()]),
  }
}

/** By file and line. */
export function sortProblems(problems: Problem[]): Problem[] {
  return problems.sort((a, b) => compareText(a.file, b.file) || a.line - b.line)
}

/** Code unit order: the same on every machine, whatever its locale. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** `file:line  message — hint`, one line a problem. */
export function formatProblem({ file, line, message, hint }: Problem): string {
  return `${file}:${line}  ${message} — ${hint}`
}

/** The catalog cannot be used; `problems` lists everything that is wrong with it. */
export class CatalogError extends Error {
  readonly code = 'CATALOG_INVALID'
  readonly hint = 'Correct every line above, then run `tsx catalog/model/check.node.ts`.'
  readonly where: string
  readonly problems: Problem[]

  constructor(problems: Problem[]) {
    const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
    super(`The catalog has ${count}:\n${problems.map(formatProblem).join('\n')}`)
    this.name = 'CatalogError'
    this.problems = problems
    this.where = [...new Set(problems.map((problem) => problem.file))].join(', ')
  }
}
