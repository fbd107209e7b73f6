import { FRAME_LIMITS, type FromFrame, type Shown } from '../../protocol/frames/index.ts'
import { PlaygroundError, toPlaygroundError } from '../error.ts'
import { openFrame, type RunnerFrame } from './frame.ts'
import { createRunChannel, type RunChannel, type RunEnd, type RunHooks } from './run.ts'
import type { RunnerScripts } from './scripts.ts'
import { buildWorkerSource, type Program } from './source.ts'

export type { CallReply, RunEnd, RunEvent, RunHooks } from './run.ts'
export type { RunnerScripts } from './scripts.ts'
export type { Program } from './source.ts'
export { type Position, readSourceMap, type ToOriginal } from './source-map.ts'

/** Milliseconds after which a program that has not ended is ended. */
const TIME_LIMIT = 60_000

export interface Runner {
  /**
   * Runs a program; a running one is stopped first. Resolves when it has ended, never rejects: a runner that cannot
   * start ends as `dead`, and says why.
   */
  run(
    program: Program,
    hooks: Omit<RunHooks, 'onEnd'>,
  ): Promise<{ end: RunEnd; value?: Shown; error?: PlaygroundError }>
  stop(): void
  dispose(): void
}

interface Current {
  id: number
  channel: RunChannel
}

/** One frame, made when it is first needed and made anew after it died; one program at a time. */
export function createRunner(scripts: RunnerScripts, { timeLimit = TIME_LIMIT }: { timeLimit?: number } = {}): Runner {
  let frame: Promise<RunnerFrame> | undefined
  let current: Current | undefined
  let last = 0
  /** The run that is to go on; one that was stopped while its frame still opened is not. */
  let wanted: number | undefined

  const onMessage = (message: FromFrame): void => {
    if ('run' in message && message.run !== current?.id) return
    current?.channel.fromFrame(message)
  }
  const onDead = (): void => {
    frame = undefined
    current?.channel.end('dead')
  }

  function stop(): void {
    wanted = undefined
    current?.channel.end('stopped')
  }

  async function execute(program: Program, hooks: Omit<RunHooks, 'onEnd'>): Promise<{ end: RunEnd; value?: Shown }> {
    const id = ++last
    wanted = id
    frame ??= openFrame({ scripts, onMessage, onDead })
    const opened = await frame
    if (wanted !== id) return { end: 'stopped' }
    const source = buildWorkerSource(scripts.runtime, program)
    return new Promise((resolve) => {
      const timer = setTimeout(() => channel.end('time-limit'), timeLimit)
      const onEnd: RunHooks['onEnd'] = (end, value) => {
        clearTimeout(timer)
        if (current?.id === id) current = undefined
        if (end !== 'dead') opened.stop(id)
        resolve(value ? { end, value } : { end })
      }
      const channel = createRunChannel(source, { ...hooks, onEnd })
      current = { id, channel }
      opened.start(id, source.text, channel.port)
    })
  }

  return {
    async run(program, hooks) {
      stop()
      if (program.code.length > FRAME_LIMITS.program) {
        return { end: 'failed', error: new PlaygroundError('runner', '程序太长', { hint: '最多 256 KiB' }) }
      }
      try {
        return await execute(program, hooks)
      } catch (error) {
        frame = undefined
        return { end: 'dead', error: toPlaygroundError(error, 'runner') }
      }
    },
    stop,
    dispose() {
      stop()
      frame?.then((opened) => opened.dispose()).catch(() => {})
      frame = undefined
    },
  }
}
