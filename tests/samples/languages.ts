import { execFile } from 'node:child_process'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Toolchain } from '../support/toolchains.ts'
import type { Job, Outcome } from './jobs.ts'

const exec = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const shared = join(root, 'docs/public/samples')

/** Absolute paths of the toolchains of a language. */
export type Programs = Record<string, string>

/** How the samples of a language are run: all of them in one program. */
export interface Language {
  /** The id of its sample. */
  sample: string
  needs: Toolchain[]
  /** @returns an outcome for each job, in their order */
  run(jobs: readonly Job[], options: { folder: string; programs: Programs }): Promise<Outcome[]>
}

const python: Language = {
  sample: 'python',
  needs: ['python'],
  async run(jobs, { folder, programs }) {
    await copyFile(join(shared, 'wechatpay.py'), join(folder, 'wechatpay.py'))
    await copyFile(join(import.meta.dirname, 'driver.py'), join(folder, 'driver.py'))
    await writeFile(join(folder, 'jobs.json'), JSON.stringify(jobs))
    return start(programs.python, ['driver.py', 'jobs.json'], folder)
  },
}

export const LANGUAGES: Record<string, Language> = { Python: python }

/** Starts a driver, which prints its outcomes as lines of JSON. Nothing of this process's environment but the search path goes in. */
async function start(program = '', args: string[], folder: string): Promise<Outcome[]> {
  await mkdir(join(folder, 'home'), { recursive: true })
  const { stdout } = await exec(program, args, {
    cwd: folder,
    env: { PATH: process.env.PATH ?? '', HOME: join(folder, 'home'), no_proxy: '*', PYTHONDONTWRITEBYTECODE: '1' },
    maxBuffer: 64 * 1024 * 1024,
  })
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Outcome)
}
