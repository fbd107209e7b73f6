import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Absolute path of the repository, with a closing slash. */
export const root = fileURLToPath(new URL('../..', import.meta.url))

/** What a step found: tests that passed and failed. A step that is not a test runner counts as one. */
export interface Tally {
  passed: number
  failed: number
}

export interface Step {
  name: string
  command: string[]
  /** The machine-readable report to count from; without it the exit code is the result. */
  report?: 'vitest' | 'playwright'
  env?: Record<string, string>
}

/** Steps of `npm run check`, quickest first. */
export const checkSteps: Step[] = [
  { name: 'format and lint', command: ['biome', 'check', '--diagnostic-level=error', '.'] },
  { name: 'catalog format', command: ['tsx', 'catalog/format/format.node.ts', '--check'] },
  { name: 'catalog', command: ['tsx', 'catalog/model/check.node.ts'] },
  { name: 'types', command: ['vue-tsc', '-b'] },
  { name: 'unit tests', command: vitest('unit'), report: 'vitest' },
]

/** Steps of `npm test` after those of `check`. */
export const testSteps: Step[] = [
  { name: 'toolchains', command: ['tsx', 'tests/run/toolchains.node.ts'] },
  { name: 'samples', command: vitest('samples'), report: 'vitest' },
  { name: 'redis server', command: ['tsx', 'tests/run/redis.node.ts'] },
  { name: 'redis', command: vitest('redis'), report: 'vitest' },
  { name: 'build', command: ['npm', 'run', '--silent', 'build'] },
  { name: 'budgets', command: vitest('budgets'), report: 'vitest' },
  { name: 'quality', command: vitest('quality'), report: 'vitest' },
  {
    name: 'end to end',
    command: ['playwright', 'test', '--config', 'tests/playwright.config.ts'],
    report: 'playwright',
    env: { E2E_BUILT: '1' },
  },
]

/**
 * Runs the steps one after the other and prints `N passed, N failed` as the last line. A failed step does not hide
 * what the next ones say, but for a failed build, after which there is nothing to test.
 *
 * @returns the exit code: 0 if nothing failed
 */
export async function runSteps(steps: Step[]): Promise<number> {
  const total: Tally = { passed: 0, failed: 0 }
  for (const step of steps) {
    console.log(`\n── ${step.name}`)
    const tally = await runStep(step)
    total.passed += tally.passed
    total.failed += tally.failed
    if (tally.failed > 0 && step.name === 'build') break
  }
  console.log(`\n${total.passed} passed, ${total.failed} failed`)
  return total.failed === 0 ? 0 : 1
}

async function runStep(step: Step): Promise<Tally> {
  const folder = await mkdtemp(join(tmpdir(), 'wechatpay-live-docs-'))
  const file = join(folder, 'report.json')
  try {
    const code = await run(step, file)
    return await tallyOf(step, { file, code })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function run(step: Step, report: string): Promise<number> {
  const [command = '', ...args] = step.command
  if (step.report === 'vitest') args.push('--reporter=default', '--reporter=json', `--outputFile.json=${report}`)
  const env = {
    ...process.env,
    ...step.env,
    PATH: `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH ?? ''}`,
    PLAYWRIGHT_JSON_OUTPUT_FILE: report,
  }
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', env })
    child.on('error', (error) => {
      console.error(`${step.name}: ${error.message}`)
      resolve(1)
    })
    child.on('exit', (code) => resolve(code ?? 1))
  })
}

async function tallyOf(step: Step, outcome: { file: string; code: number }): Promise<Tally> {
  const single = outcome.code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 }
  if (!step.report) return single
  const text = await readFile(outcome.file, 'utf8').catch(() => undefined)
  if (text === undefined) return { passed: 0, failed: 1 }
  const tally = step.report === 'vitest' ? vitestTally(JSON.parse(text)) : playwrightTally(JSON.parse(text))
  // A runner may fail outside of any test: an unhandled error, a file that does not load, no test at all.
  if (tally.failed === 0 && (outcome.code !== 0 || tally.passed === 0)) tally.failed = 1
  return tally
}

function vitestTally(report: { numPassedTests: number; numFailedTests: number }): Tally {
  return { passed: report.numPassedTests, failed: report.numFailedTests }
}

/** A skipped test counts as failed: nothing is left out in silence. */
function playwrightTally(report: {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
}): Tally {
  const { expected, unexpected, flaky, skipped } = report.stats
  return { passed: expected, failed: unexpected + flaky + skipped }
}

function vitest(project: string): string[] {
  return ['vitest', 'run', '--config', 'tests/vitest.config.ts', '--project', project]
}
