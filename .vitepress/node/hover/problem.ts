/** One thing wrong with a block: where it stands in the markdown (or its catalog file) and what the compiler says. */
export interface HoverProblem {
  /** The page as collected. */
  file: string
  /** Line in `file`, from 1. */
  line: number
  column: number
  /** The catalog file a generated page comes from. */
  source?: string
  /** `TS2322`, or `directive` for a directive that makes no sense. */
  code: string
  message: string
}

function formatHoverProblem({ file, line, column, source, code, message }: HoverProblem): string {
  const at = `${file}:${line}:${column}`
  return `${source ? `${source}  (${at})` : at}  ${code}: ${message.replaceAll('\n', '\n      ')}`
}

/** Every type error of every block of the site, in one error. */
export class HoverError extends Error {
  readonly code = 'HOVER_TYPES'
  readonly hint = 'mend the sample, or the catalog file it is derived from'

  constructor(readonly problems: HoverProblem[]) {
    super(
      `${problems.length} problem(s) in twoslash blocks:\n${problems.map((one) => `  ${formatHoverProblem(one)}`).join('\n')}`,
    )
    this.name = 'HoverError'
  }
}
