import { ServerError } from './server-error.node.ts'

/** What a command started, and how to end it. */
export interface Running {
  /** Rejects when something could not be started that nobody waited for; the command then ends as if it had been waited for. */
  failed?: Promise<void>
  close(): Promise<void>
}

/**
 * Starts a command, ends it in order on SIGINT and SIGTERM (a second signal ends it at once), and prints errors that a
 * person can act on without a stack.
 */
export async function run(start: () => Promise<Running>): Promise<void> {
  try {
    const running = await start()
    endOnSignal(running)
    await running.failed
  } catch (error) {
    report(error)
    process.exit(1)
  }
}

function endOnSignal(running: Running): void {
  let ending = false
  const end = (): void => {
    if (ending) process.exit(1)
    ending = true
    running.close().then(
      () => process.exit(0),
      (error: unknown) => {
        report(error)
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', end)
  process.on('SIGTERM', end)
}

function report(error: unknown): void {
  if (error instanceof ServerError) console.error(`${error.message}\n${error.hint}`)
  else if (isCatalogError(error)) for (const line of problemLines(error)) console.error(line)
  else console.error(error)
}

interface CatalogProblem {
  file: string
  line: number
  message: string
  hint: string
}

function isCatalogError(error: unknown): error is Error & { problems: CatalogProblem[] } {
  return error instanceof Error && error.name === 'CatalogError' && 'problems' in error && Array.isArray(error.problems)
}

/** All problems of a catalog, one a line. */
export function problemLines(error: { problems: CatalogProblem[] }): string[] {
  return error.problems.map(({ file, line, message, hint }) => `${file}:${line}  ${message} — ${hint}`)
}
