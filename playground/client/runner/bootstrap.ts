import * as v from 'valibot'
import { type FromFrame, portSchema, type ToFrame, toFrameSchema } from '../../protocol/frames/index.ts'

/**
 * Script of the runner's frame, the only one its policy lets run. It starts and ends workers and answers the page's
 * heartbeat; user code never runs in it, so it answers while a program loops.
 */
interface Running {
  run: number
  worker: Worker
  strays: number
}

function open(port: MessagePort): void {
  let running: Running | undefined
  const post = (message: FromFrame): void => port.postMessage(message)

  function stop(): void {
    running?.worker.terminate()
    running = undefined
  }

  function start(run: number, source: string, programPort: MessagePort): void {
    stop()
    const address = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
    const current: Running = { run, worker: new Worker(address), strays: 0 }
    URL.revokeObjectURL(address)
    running = current
    current.worker.onerror = (event) => {
      event.preventDefault()
      post({
        kind: 'worker-error',
        run,
        message: `${event.message}`.slice(0, 4000),
        line: event.lineno ?? 0,
        column: event.colno ?? 0,
      })
    }
    current.worker.onmessage = () => {
      current.strays++
      if (Number.isInteger(Math.log10(current.strays))) post({ kind: 'stray', run, count: current.strays })
    }
    current.worker.postMessage('port', [programPort])
  }

  function receive(message: ToFrame, [programPort]: readonly MessagePort[]): void {
    if (message.kind === 'ping') post({ kind: 'pong', beat: message.beat })
    else if (message.kind === 'start' && programPort) start(message.run, message.source, programPort)
    else if (message.kind === 'stop' && running?.run === message.run) stop()
  }

  port.onmessage = (event) => {
    const parsed = v.safeParse(toFrameSchema, event.data)
    if (parsed.success) receive(parsed.output, event.ports)
    else post({ kind: 'invalid', message: '页面发来的消息不符合约定，已丢弃' })
  }
}

function shakeHands(event: MessageEvent): void {
  const [port] = event.ports
  if (event.source !== parent || !port || !v.is(portSchema, event.data)) return
  removeEventListener('message', shakeHands)
  open(port)
}

addEventListener('message', shakeHands)
parent.postMessage({ kind: 'playground-frame-hello' }, '*')
