import { execFile } from 'node:child_process'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Sample } from '../../catalog/derive/samples/index.ts'
import type { Programs, Toolchain } from '../support/toolchains.ts'

const exec = promisify(execFile)
const root = join(import.meta.dirname, '../..')

/** A receiver and the port it listens on. */
export interface Placed {
  /** Letters and digits, usable as a name in every language. */
  name: string
  code: string
  port: number
}

/** What to start, in `folder`. */
export interface Command {
  file: string
  args: string[]
}

interface Options {
  folder: string
  programs: Programs
}

/** How the receivers of a language are run. */
export interface Language {
  group: Sample['group']
  needs: Toolchain[]
  /** One receiver as its page says, with the shared file beside it; it reads its port from `PORT`. PHP has no such program. */
  alone?(code: string, options: Options): Promise<Command>
  /** Many receivers in one process, each on a port of its own: a process has but one `PORT`, so the number takes its place. */
  together(receivers: readonly Placed[], options: Options): Promise<Command>
  /** Where a receiver answers, if not at its port. */
  address?(receiver: Placed, all: readonly Placed[]): string
}

async function save(folder: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), text)
  }
}

/** The shared file of a language, as it stands on the site. */
function readShared(name: string): Promise<string> {
  return readFile(join(root, 'docs/public/samples', name), 'utf8')
}

/** Puts the number where the code reads the variable, and refuses code that reads it in another way. */
function withPort({ code, port }: Placed, expression: string, number = String(port)): string {
  if (!code.includes(expression)) throw new Error(`the receiver does not read its port as ${expression}`)
  return code.replace(expression, number)
}

const node: Language = {
  group: 'node',
  needs: [],
  async alone(code, { folder }) {
    await save(folder, { 'receiver.mjs': code })
    return { file: process.execPath, args: ['receiver.mjs'] }
  },
  async together(receivers, { folder }) {
    const files = receivers.map((one) => [`${one.name}.mjs`, withPort(one, 'process.env.PORT ?? 8080')])
    await save(folder, Object.fromEntries(files))
    await save(folder, { 'all.mjs': receivers.map(({ name }) => `import './${name}.mjs'\n`).join('') })
    return { file: process.execPath, args: ['all.mjs'] }
  },
}

const python: Language = {
  group: 'python',
  needs: ['python'],
  async alone(code, { folder, programs }) {
    await save(folder, { 'receiver.py': code, 'notification.py': await readShared('notification.py') })
    return { file: programs.python ?? '', args: ['receiver.py'] }
  },
  async together(receivers, { folder, programs }) {
    const expression = "int(os.environ.get('PORT', 8080))"
    await save(folder, Object.fromEntries(receivers.map((one) => [`${one.name}.py`, withPort(one, expression)])))
    const threads = receivers.map(({ name }) => `Thread(target=import_module, args=['${name}']).start()\n`)
    await save(folder, {
      'all.py': `from importlib import import_module\nfrom threading import Thread\n\n${threads.join('')}`,
      'notification.py': await readShared('notification.py'),
    })
    return { file: programs.python ?? '', args: ['all.py'] }
  },
}

const go: Language = {
  group: 'go',
  needs: ['go'],
  async alone(code, { folder, programs }) {
    await save(folder, { 'receiver.go': code, 'notification.go': await readShared('notification.go') })
    await exec(programs.go ?? '', ['build', '-o', 'receiver', 'receiver.go', 'notification.go'], goOptions(folder))
    return { file: join(folder, 'receiver'), args: [] }
  },
  async together(receivers, { folder, programs }) {
    const helper = await readShared('notification.go')
    await save(folder, {
      'go.mod': 'module receivers\n\ngo 1.19\n',
      'main.go': goProgram(receivers),
      'shared/notification.go': helper.replace('\npackage main\n', '\npackage shared\n'),
    })
    await save(folder, Object.fromEntries(receivers.map((one) => [`${one.name}/receiver.go`, goPackage(one)])))
    await exec(programs.go ?? '', ['build', '-o', 'all', '.'], goOptions(folder))
    return { file: join(folder, 'all'), args: [] }
  },
}

/** A receiver as a package of its own, the shared file as another that it imports. */
function goPackage(receiver: Placed): string {
  return withPort(receiver, 'os.Getenv("PORT")', `"${receiver.port}"`)
    .replace('package main\n', `package ${receiver.name}\n`)
    .replace('func main()', 'func Main()')
    .replace('\t"os"\n', '\t. "receivers/shared"\n')
}

function goProgram(receivers: readonly Placed[]): string {
  const imports = receivers.map(({ name }) => `\t"receivers/${name}"`)
  const calls = receivers.map(({ name }) => `\tgo ${name}.Main()`)
  const main = `func main() {\n${calls.join('\n')}\n\tselect {}\n}\n`
  return `package main\n\nimport (\n${imports.join('\n')}\n)\n\n${main}`
}

/** The cache outlives the test: the next run compiles only what has changed. */
function goOptions(cwd: string) {
  const GOCACHE = join(root, 'node_modules/.cache/go-build')
  return { cwd, env: { ...process.env, GOCACHE, GOFLAGS: '-mod=mod', GOPROXY: 'off', GOTOOLCHAIN: 'local' } }
}

const java: Language = {
  group: 'java',
  needs: ['javac', 'java'],
  async alone(code, { folder, programs }) {
    await save(folder, { 'Receiver.java': code, 'wechatpay/Notification.java': await readShared('Notification.java') })
    await compileJava(programs.javac, ['Receiver.java'], folder)
    return { file: programs.java ?? '', args: ['Receiver'] }
  },
  async together(receivers, { folder, programs }) {
    const calls = receivers.map(({ name }) => `    ${name}.Receiver.main(args);\n`)
    const main = `  public static void main(String[] args) throws Exception {\n${calls.join('')}  }\n`
    const classes = receivers.map((one): [string, string] => [`${one.name}/Receiver.java`, javaPackage(one)])
    const files: Record<string, string> = {
      'All.java': `class All {\n${main}}\n`,
      'wechatpay/Notification.java': await readShared('Notification.java'),
      ...Object.fromEntries(classes),
    }
    await save(folder, files)
    await compileJava(programs.javac, Object.keys(files), folder)
    return { file: programs.java ?? '', args: ['All'] }
  },
}

function javaPackage(receiver: Placed): string {
  const code = withPort(receiver, 'System.getenv().getOrDefault("PORT", "8080")', `"${receiver.port}"`)
  return `package ${receiver.name};\n${code}`
}

async function compileJava(javac = '', files: string[], folder: string): Promise<void> {
  await exec(javac, ['-encoding', 'UTF-8', '-d', '.', ...files], { cwd: folder })
}

const php: Language = {
  group: 'php',
  needs: ['php'],
  together: phpServer,
  address: ({ name }, [first]) => `http://127.0.0.1:${first?.port}/${name}.php`,
}

/** The scripts under PHP's own web server; a stand-in has the functions of `wechatpay-php` that they call. */
async function phpServer(receivers: readonly Placed[], { folder, programs }: Options): Promise<Command> {
  for (const { name, code } of receivers) {
    await save(folder, { [`${name}.php`]: code })
    await exec(programs.php ?? '', ['-l', `${name}.php`], { cwd: folder })
  }
  const library = await readFile(join(import.meta.dirname, 'wechatpay.php'), 'utf8')
  await save(folder, { 'vendor/autoload.php': library })
  return { file: programs.php ?? '', args: ['-S', `127.0.0.1:${receivers[0]?.port}`] }
}

export const LANGUAGES: Record<string, Language> = {
  'Node.js': node,
  PHP: php,
  Python: python,
  Go: go,
  Java: java,
}
