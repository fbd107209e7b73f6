import { execFile } from 'node:child_process'
import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type { Toolchain } from '../support/toolchains.ts'
import { runScripts } from './curl.ts'
import type { Job, Outcome } from './jobs.ts'

const exec = promisify(execFile)
const root = join(import.meta.dirname, '../..')
const shared = join(root, 'docs/public/samples')

export interface RunOptions {
  /** An empty folder of the language's own. */
  folder: string
  /** Absolute paths of the toolchains that it needs, by name. */
  programs: Record<string, string>
}

/** How the samples of a language are compiled and run: all of them in one program. */
export interface Language {
  /** The id of its sample. */
  sample: string
  needs: Toolchain[]
  /** Compiles without running. Fails with what the compiler says. */
  compile(codes: readonly string[], options: RunOptions): Promise<void>
  /** @returns an outcome for each job, in their order */
  run(jobs: readonly Job[], options: RunOptions): Promise<Outcome[]>
}

const curl: Language = {
  sample: 'curl',
  needs: [],
  async compile(codes, { folder }) {
    for (const [index, code] of codes.entries()) await writeFile(join(folder, `${index}.sh`), code)
    await start('bash', ['-c', 'set -e; for script in *.sh; do bash -n "$script"; done'], folder)
  },
  run: (jobs, { folder }) => runScripts(jobs, folder),
}

const python: Language = {
  sample: 'python',
  needs: ['python'],
  async compile(codes, { folder, programs }) {
    await writeFile(join(folder, 'codes.json'), JSON.stringify(codes))
    const check =
      'import json; [compile(code, code, "exec") for code in json.load(open("codes.json", encoding="utf-8"))]'
    await start(programs.python, ['-W', 'error', '-c', check], folder)
  },
  async run(jobs, { folder, programs }) {
    await copyFile(join(shared, 'wechatpay.py'), join(folder, 'wechatpay.py'))
    await copyFile(join(import.meta.dirname, 'driver.py'), join(folder, 'driver.py'))
    await writeFile(join(folder, 'jobs.json'), JSON.stringify(jobs))
    return readLines(await start(programs.python, ['driver.py', 'jobs.json'], folder))
  },
}

/** All samples in one package, each its `main` under another name: one compilation, one link. */
const go: Language = {
  sample: 'go',
  needs: ['go'],
  async compile(codes, { folder, programs }) {
    await copyFile(join(shared, 'wechatpay.go'), join(folder, 'wechatpay.go'))
    await copyFile(join(import.meta.dirname, 'driver.go'), join(folder, 'driver.go'))
    await writeFile(join(folder, 'go.mod'), 'module samples\n\ngo 1.19\n')
    const names = codes.map((_, index) => `sample${index}`)
    for (const [index, code] of codes.entries()) {
      await writeFile(
        join(folder, `${names[index]}.go`),
        `${code.replace('func main() {', `func ${names[index]}() {`)}\n`,
      )
    }
    await writeFile(join(folder, 'samples.go'), `package main\n\nvar samples = []func(){${names.join(', ')}}\n`)
    const untidy = await start(join(dirname(programs.go ?? ''), 'gofmt'), ['-l', '.'], folder)
    if (untidy) throw new Error(`gofmt would write these in another way: ${untidy}`)
    await start(programs.go, ['build', '-o', 'driver', '.'], folder)
  },
  async run(jobs, options) {
    const { folder } = options
    await go.compile(
      jobs.map(({ code }) => code),
      options,
    )
    await writeFile(join(folder, 'jobs.json'), JSON.stringify(jobs.map(({ id, env }) => ({ id, env }))))
    return readLines(await start(join(folder, 'driver'), ['jobs.json'], folder))
  },
}

/** All samples in one compilation and one JVM, each a class under another name. */
const java: Language = {
  sample: 'java',
  needs: ['javac', 'java'],
  async compile(codes, { folder, programs }) {
    await mkdir(join(folder, 'wechatpay'))
    await copyFile(join(shared, 'WechatPay.java'), join(folder, 'wechatpay/WechatPay.java'))
    await copyFile(join(import.meta.dirname, 'Driver.java'), join(folder, 'Driver.java'))
    const names = codes.map((_, index) => `Sample${index}`)
    for (const [index, code] of codes.entries()) {
      const program = code.replace('public class Sample {', `public class ${names[index]} {`)
      await writeFile(join(folder, `${names[index]}.java`), program)
    }
    await writeFile(join(folder, 'files'), ['Driver', ...names].map((name) => `${name}.java`).join('\n'))
    await start(programs.javac, ['-encoding', 'UTF-8', '-d', 'classes', '@files'], folder)
  },
  async run(jobs, options) {
    const { folder, programs } = options
    await java.compile(
      jobs.map(({ code }) => code),
      options,
    )
    const lines = jobs.map(({ env }, index) =>
      [`Sample${index}`, ...Object.entries(env).map((pair) => pair.join('='))].join('\t'),
    )
    await writeFile(join(folder, 'jobs.tsv'), `${lines.join('\n')}\n`)
    const printed = await start(programs.java, ['-cp', 'classes', 'Driver', 'jobs.tsv'], folder)
    return printed
      .trim()
      .split('\n')
      .map((line, index) => {
        const [, ok, output = ''] = line.split('\t')
        const text = Buffer.from(output, 'base64').toString('utf8')
        return { id: jobs[index]?.id ?? line, ok: ok === 'true', output: text }
      })
  },
}

export const LANGUAGES: Record<string, Language> = { cURL: curl, Python: python, Go: go, Java: java }

/** Runs a program in the folder; nothing of this process's environment but the search path goes in. */
export async function start(program = '', args: string[], folder: string): Promise<string> {
  await mkdir(join(folder, 'home'), { recursive: true })
  const { stdout } = await exec(program, args, {
    cwd: folder,
    env: {
      PATH: process.env.PATH ?? '',
      HOME: join(folder, 'home'),
      no_proxy: '*',
      PYTHONDONTWRITEBYTECODE: '1',
      // the compiled standard library is kept between runs; nothing is fetched
      GOCACHE: join(root, 'node_modules/.cache/go-build'),
      GOFLAGS: '-mod=mod',
      GOPROXY: 'off',
    },
    maxBuffer: 64 * 1024 * 1024,
  })
  return stdout
}

const readLines = (text: string): Outcome[] =>
  text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Outcome)
