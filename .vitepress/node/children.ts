import { type ChildProcess, fork, spawn } from 'node:child_process'
import { SiteError } from './site-error.ts'

/** Programs of Node that a build starts, none of which outlives it. */
export interface Children {
  /** Runs one to its end; what it prints is printed. Rejects when it fails. */
  run(name: string, args: string[], options?: ChildOptions): Promise<void>
  /** Starts one, sends it a message, and gives the one that it answers. Rejects when it ends without. */
  ask(name: string, args: string[], options: AskOptions): Promise<unknown>
  /** Ends those that still run. */
  end(): void
}

interface ChildOptions {
  cwd?: string
}

interface AskOptions {
  message: unknown
  /** Options of Node. */
  execArgv?: string[]
}

export function createChildren(): Children {
  const running = new Set<ChildProcess>()

  /** Resolves with how it ended. */
  function ended(child: ChildProcess): Promise<string | number> {
    running.add(child)
    return new Promise((resolve, reject) => {
      child.on('error', reject)
      child.on('exit', (code, signal) => {
        running.delete(child)
        resolve(code ?? signal ?? '')
      })
    })
  }

  return {
    async run(name, args, { cwd } = {}) {
      const code = await ended(spawn(process.execPath, args, { cwd, stdio: 'inherit' }))
      if (code !== 0) throw failed(name, code)
    },
    async ask(name, [file = '', ...args], { message, execArgv = [] }) {
      const child = fork(file, args, { execArgv })
      let answer: { value: unknown } | undefined
      child.on('message', (value) => {
        answer = { value }
      })
      child.send(message as never)
      const code = await ended(child)
      if (!answer) throw failed(name, code)
      return answer.value
    },
    end() {
      for (const child of running) child.kill()
    },
  }
}

function failed(name: string, code: string | number): SiteError {
  return new SiteError('CHILD', `ended with ${code}`, { hint: 'what it printed above says why', where: name })
}
