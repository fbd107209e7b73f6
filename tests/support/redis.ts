import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PROGRAM = 'redis-server'

/** Whether a Redis server is installed here. */
export function hasRedis(): boolean {
  return spawnSync(PROGRAM, ['--version'], { stdio: 'ignore' }).status === 0
}

/** `REQUIRE_REDIS=1`: without a Redis server the tests of its store fail instead of being listed. */
export const redisRequired = process.env.REQUIRE_REDIS === '1'

export interface Redis {
  url: string
  /** Ends it and starts it again with nothing in it. */
  restart(): Promise<void>
  close(): Promise<void>
}

/** A Redis server of one's own on a loopback port, with nothing in it. Rejects if it ends instead of listening. */
export async function startRedis(port: number): Promise<Redis> {
  const folder = await mkdtemp(join(tmpdir(), 'redis-'))
  let child = await start(port, folder)
  return {
    url: `redis://127.0.0.1:${port}/0`,
    async restart() {
      await stop(child)
      child = await start(port, folder)
    },
    async close() {
      await stop(child)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function start(port: number, folder: string): Promise<ChildProcess> {
  const args = ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no']
  const child = spawn(PROGRAM, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  const ended = new Promise<never>((_, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`redis-server ended with ${code}: ${said}`)))
  })
  ended.catch(() => undefined)
  const listening = new Promise<void>((resolve) => {
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      said += text
      if (said.includes('Ready to accept connections')) resolve()
    })
  })
  await Promise.race([listening, ended])
  return child
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  child.kill()
  await ended
}
