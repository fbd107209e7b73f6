import { type ChildProcess, spawn } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'

/** What a command and all processes it started cost. */
export interface Cost {
  /** Seconds by the clock. */
  wall: number
  /** Seconds of the processors, which say more where others work on the machine, too; 0 where the system has no `/proc`. */
  cpu: number
  /** Megabytes of all of them at once, at the worst moment; 0 where the system has no `/proc`. */
  peak: number
}

interface Running {
  command: string
  args: string[]
  cwd: string
  env?: NodeJS.ProcessEnv
}

const PERIOD = 250

/** Runs a command to its end. Rejects with what it printed where it fails. */
export async function runMeasured({ command, args, cwd, env = process.env }: Running): Promise<Cost> {
  const start = performance.now()
  const before = await cpuOfChildren()
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
  const peak = watchMemory(child)
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const wall = Number(((performance.now() - start) / 1000).toFixed(1))
  const cost = { wall, cpu: Number(((await cpuOfChildren()) - before).toFixed(1)), peak: peak.stop() }
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}:\n${text.slice(-4000)}`)
  return cost
}

/** Seconds that ended processes below this one have used: the 14th and 15th field behind the name, in hundredths. */
async function cpuOfChildren(): Promise<number> {
  const stat = await readFile('/proc/self/stat', 'utf8').catch(() => '')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[13] ?? 0) + Number(fields[14] ?? 0)) / 100
}

function watchMemory(child: ChildProcess): { stop(): number } {
  let peak = 0
  const timer = setInterval(async () => {
    peak = Math.max(peak, await memoryOf(child.pid ?? 0).catch(() => 0))
  }, PERIOD)
  return {
    stop() {
      clearInterval(timer)
      return Math.round(peak / 1024)
    },
  }
}

/** Kilobytes of a process and of all below it. */
async function memoryOf(root: number): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const all = new Map<number, { parent: number; memory: number }>()
  for (const pid of pids) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
    const number = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0)
    all.set(Number(pid), { parent: number('PPid'), memory: number('VmRSS') })
  }
  const isBelow = (pid: number): boolean => pid === root || (pid > 1 && isBelow(all.get(pid)?.parent ?? 0))
  return [...all].reduce((sum, [pid, { memory }]) => sum + (isBelow(pid) ? memory : 0), 0)
}
