import * as v from 'valibot'
import {
  type Call,
  type ConsoleLevel,
  FRAME_LIMITS,
  type FromFrame,
  type FromWorker,
  fromWorkerSchema,
  type Shown,
  type ToWorker,
} from '../../protocol/frames/index.ts'
import { readStack, type WorkerSource } from './source.ts'
import type { Position } from './source-map.ts'

/** How a run ended. */
export type RunEnd = 'finished' | 'stopped' | 'time-limit' | 'flooded' | 'dead' | 'failed'

/** What a run tells while it goes on, in order. */
export type RunEvent =
  | { kind: 'console'; level: ConsoleLevel; values: Shown[] }
  | {
      kind: 'thrown'
      origin: 'program' | 'rejection' | 'event' | 'script'
      value: Shown
      place?: Position
      stack: string[]
    }
  | { kind: 'dropped'; count: number }
  | { kind: 'note'; message: string }

/** What the page answers to one call. */
export type CallReply =
  | Omit<Extract<ToWorker, { kind: 'answer' }>, 'kind' | 'id'>
  | Omit<Extract<ToWorker, { kind: 'failure' }>, 'kind' | 'id'>

export interface RunHooks {
  platform: { key: string; serial: string }
  onEvent(event: RunEvent): void
  onCall(call: Call, signal: AbortSignal): Promise<CallReply>
  onEnd(end: RunEnd, value?: Shown): void
}

/** The page's end of one program's port, with the limits that do not rely on the worker. */
export interface RunChannel {
  port: MessagePort
  fromFrame(message: FromFrame): void
  /** Ends the run from outside; later messages are ignored. */
  end(reason: RunEnd): void
}

export function createRunChannel(source: WorkerSource, hooks: RunHooks): RunChannel {
  const { port1, port2 } = new MessageChannel()
  const open = new Map<number, AbortController>()
  let messages = 0
  let requests = 0
  let begun = false
  let ended = false
  const post = (message: ToWorker): void => port1.postMessage(message)

  function end(reason: RunEnd, value?: Shown): void {
    if (ended) return
    ended = true
    port1.close()
    for (const controller of open.values()) controller.abort()
    hooks.onEnd(reason, value)
  }

  async function call(message: Call): Promise<void> {
    const { id } = message
    if (open.has(id)) {
      note('程序发来了编号重复的请求，已丢弃')
      return
    }
    if (++requests > FRAME_LIMITS.requests || open.size >= FRAME_LIMITS.concurrent) {
      const text = `一次运行最多发 ${FRAME_LIMITS.requests} 个请求`
      post({ kind: 'failure', id, outcome: 'refused-locally', message: text })
      return
    }
    const controller = new AbortController()
    open.set(id, controller)
    const reply = await hooks.onCall(message, controller.signal)
    open.delete(id)
    if (ended) return
    post('status' in reply ? { kind: 'answer', id, ...reply } : { kind: 'failure', id, ...reply })
  }

  const note = (message: string): void => hooks.onEvent({ kind: 'note', message })

  function receive(message: FromWorker): void {
    if (message.kind === 'ready') begin()
    else if (message.kind === 'request') void call(message)
    else if (message.kind === 'cancel') open.get(message.id)?.abort()
    else if (message.kind === 'idle') end('finished', message.value)
    else if (message.kind === 'invalid') note(message.message)
    else if (message.kind === 'thrown') hooks.onEvent(toThrown(message, source))
    else hooks.onEvent(message)
  }

  function begin(): void {
    if (begun) return
    begun = true
    post({ kind: 'begin', platformKey: hooks.platform.key, platformSerial: hooks.platform.serial })
  }

  port1.onmessage = (event) => {
    if (ended) return
    const message = ++messages > FRAME_LIMITS.messages ? undefined : parse(event.data)
    if (messages > FRAME_LIMITS.messages) end('flooded')
    else if (message) receive(message)
    else note('程序发来的消息不符合约定，已丢弃')
  }

  function fromFrame(message: FromFrame): void {
    if (ended) return
    if (message.kind === 'stray') note('程序向运行环境发送了消息，已丢弃')
    else if (message.kind === 'invalid') note(message.message)
    else if (message.kind === 'worker-error') {
      hooks.onEvent(toScriptError(message, source))
      end('failed')
    }
  }

  return { port: port2, fromFrame, end }
}

function toThrown({ origin, value, stack }: Extract<FromWorker, { kind: 'thrown' }>, source: WorkerSource): RunEvent {
  const { place, lines } = readStack(stack, source.locate)
  return { kind: 'thrown', origin, value, stack: lines, ...(place ? { place } : {}) }
}

function toScriptError(error: Extract<FromFrame, { kind: 'worker-error' }>, source: WorkerSource): RunEvent {
  const place = source.locate(error)
  const text = error.message.replace(/^Uncaught /, '')
  return { kind: 'thrown', origin: 'script', value: { kind: 'error', text }, stack: [], ...(place ? { place } : {}) }
}

/** A value nested a thousandfold would overflow the parser's stack: that is an invalid message, too. */
function parse(data: unknown): FromWorker | undefined {
  try {
    const parsed = v.safeParse(fromWorkerSchema, data)
    return parsed.success ? parsed.output : undefined
  } catch {
    return undefined
  }
}
