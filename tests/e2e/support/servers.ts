import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createHttpServer, listen } from '../../../playground/server/listen.node.ts'
import { createSite } from '../../../playground/server/site.node.ts'

const root = fileURLToPath(new URL('../../..', import.meta.url))
const tsx = join(root, 'node_modules/.bin/tsx')
const run = 'run.mjs'

/** A site under test: where it is, and how to end it. */
export interface Site {
  /** With the base and its closing slash. */
  url: string
  /** The gateway for SDKs, where there is a server. */
  sandbox?: string
  close(): Promise<void>
}

interface CommandOptions {
  /** Where the project is, if not here. */
  folder?: string
  args?: string[]
  env?: Record<string, string>
}

/** A server of ours as the user starts it, in a process of its own, on free ports. */
export async function startCommand(
  script: 'dev' | 'start' | 'sandbox',
  { folder = root, args = [], env = {} }: CommandOptions = {},
): Promise<Site> {
  const mode = script === 'dev' ? 'development' : 'production'
  const [command, ...first] = script === 'dev' ? [process.execPath, join(folder, run)] : [tsx]
  const child = spawn(command, [...first, join(folder, `playground/server/${script}.node.ts`), ...args], {
    cwd: folder,
    env: { ...process.env, ...env, PORT: '0', SANDBOX_PORT: '0', NODE_ENV: mode },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const sandbox = /沙箱网关\s+(http:\S+)/
  const site = script === 'sandbox' ? sandbox : /站点\s+(http:\S+)/
  const text = await printed(child, [site, sandbox])
  return {
    url: site.exec(text)?.[1] ?? '',
    sandbox: sandbox.exec(text)?.[1] ?? '',
    close: () => end(child),
  }
}

/** Resolves with what a process has printed once it has printed all of it. */
function printed(child: ChildProcess, patterns: RegExp[]): Promise<string> {
  let text = ''
  return new Promise((resolve, reject) => {
    const onData = (chunk: Buffer): void => {
      text += chunk.toString()
      if (patterns.every((pattern) => pattern.test(text))) resolve(text)
    }
    child.stdout?.on('data', onData)
    child.stderr?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    child.on('exit', (code) => reject(new Error(`the server ended with ${code} before it was ready:\n${text}`)))
    child.on('error', reject)
  })
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.on('exit', () => resolve())
    child.kill('SIGTERM')
  })
}

/** A plain file server for a built site: no proxy, no sandbox, nothing else. */
export async function startFiles(folder: string, base: string): Promise<Site> {
  if (!existsSync(join(folder, 'index.html'))) throw new Error(`no site in ${folder}: run npm run build first`)
  const server = createHttpServer()
  server.on('request', createSite({ root: folder, base }))
  const listening = await listen(server, 0, { host: '127.0.0.1', name: 'PORT' })
  return { url: `${listening.origin}${base}`, close: () => listening.close() }
}

/** Builds the site once more, with other settings (`BASE`, `CATALOG_ROOT`), into a folder of its own. */
export async function buildInto(folder: string, settings: Record<string, string>): Promise<void> {
  const env = { ...process.env, ...settings, NODE_ENV: 'production' }
  await command(process.execPath, [join(root, run), join(root, '.vitepress/node/build.node.ts'), folder], env)
}

function command(file: string, args: string[], env: NodeJS.ProcessEnv): Promise<void> {
  let text = ''
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
    }
    child.on('error', reject)
    child.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`${file} ${args.join(' ')} failed:\n${text}`)),
    )
  })
}
