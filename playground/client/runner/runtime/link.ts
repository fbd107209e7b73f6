import * as v from 'valibot'
import {
  type Call,
  FRAME_LIMITS,
  type FromWorker,
  type ToWorker,
  toWorkerSchema,
} from '../../../protocol/frames/index.ts'

export type Answer = Extract<ToWorker, { kind: 'answer' }>
export type Failure = Extract<ToWorker, { kind: 'failure' }>

/** The worker's end of the program port. */
export interface Link {
  post(message: FromWorker): void
  /** Resolves with the page's reply to this call; waits for its turn when too many are open. */
  call(call: Omit<Call, 'kind' | 'id'>, signal?: AbortSignal): Promise<Answer | Failure>
}

type Reply = (reply: Answer | Failure) => void

/**
 * `port` never leaves this function: what reads from it and writes to it is bound before user code can replace
 * `MessagePort.prototype.postMessage` or the `data` getter of events.
 */
export function createLink(port: MessagePort, begin: (message: Extract<ToWorker, { kind: 'begin' }>) => void): Link {
  const post = port.postMessage.bind(port) as (message: FromWorker) => void
  const readData = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data')?.get
  const apply = Reflect.apply
  const open = new Map<number, Reply>()
  const waiting: (() => void)[] = []
  let last = 0

  function receive(data: unknown): void {
    const parsed = v.safeParse(toWorkerSchema, data)
    if (!parsed.success) post({ kind: 'invalid', message: '页面发来的消息不符合约定，已丢弃' })
    else if (parsed.output.kind === 'begin') begin(parsed.output)
    else settle(parsed.output)
  }

  function settle(message: Answer | Failure): void {
    const reply = open.get(message.id)
    if (!reply) return
    open.delete(message.id)
    reply(message)
    waiting.shift()?.()
  }

  port.onmessage = (event) => receive(readData ? apply(readData, event, []) : undefined)

  return {
    post,
    call: (call, signal) =>
      new Promise((resolve) => {
        const id = ++last
        const send = (): void => {
          open.set(id, resolve)
          post({ kind: 'request', id, ...call })
        }
        signal?.addEventListener('abort', () => post({ kind: 'cancel', id }))
        if (open.size < FRAME_LIMITS.concurrent) send()
        else waiting.push(send)
      }),
  }
}
