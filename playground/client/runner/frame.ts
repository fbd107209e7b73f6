import * as v from 'valibot'
import { type FromFrame, fromFrameSchema, helloSchema, type ToFrame } from '../../protocol/frames/index.ts'
import { PlaygroundError } from '../error.ts'
import { watchBeats } from './heartbeat.ts'
import type { RunnerScripts } from './scripts.ts'

export interface RunnerFrame {
  /** Starts a worker on `source`; `port` becomes its program port. */
  start(run: number, source: string, port: MessagePort): void
  stop(run: number): void
  /** Takes the frame away, and with it whatever runs in it. */
  dispose(): void
}

interface FrameOptions {
  scripts: RunnerScripts
  onMessage(message: FromFrame): void
  /** The frame has not answered for `FRAME_TIMEOUT`: it hangs, or its process is gone. It is disposed already. */
  onDead(): void
}

const HANDSHAKE_TIMEOUT = 15_000

/**
 * Opens the cage: an invisible iframe with an opaque origin, whose policy allows one script (by its hash) and workers
 * from blobs, and no connection of any kind. Workers inherit the policy. Rejects with `PlaygroundError` (`runner`).
 */
export async function openFrame({ scripts, onMessage, onDead }: FrameOptions): Promise<RunnerFrame> {
  const iframe = createIframe(scripts)
  const port = await shakeHands(iframe).catch((error: unknown) => {
    iframe.remove()
    throw error
  })
  const post = (message: ToFrame, transfer: Transferable[] = []): void => port.postMessage(message, transfer)
  const beats = watchBeats({
    ping: (beat) => post({ kind: 'ping', beat }),
    onSilence: () => {
      dispose()
      onDead()
    },
  })

  function dispose(): void {
    beats.stop()
    port.close()
    iframe.remove()
  }

  port.onmessage = (event) => {
    const parsed = v.safeParse(fromFrameSchema, event.data)
    if (!parsed.success) return onMessage({ kind: 'invalid', message: '运行环境发来的消息不符合约定，已丢弃' })
    if (parsed.output.kind === 'pong') beats.answered(parsed.output.beat)
    else onMessage(parsed.output)
  }
  return {
    start: (run, source, programPort) => post({ kind: 'start', run, source }, [programPort]),
    stop: (run) => post({ kind: 'stop', run }),
    dispose,
  }
}

function createIframe({ bootstrap, bootstrapHash }: RunnerScripts): HTMLIFrameElement {
  const policy = [
    "default-src 'none'",
    `script-src '${bootstrapHash}'`,
    'worker-src blob:',
    "connect-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const iframe = document.createElement('iframe')
  iframe.setAttribute('sandbox', 'allow-scripts')
  iframe.setAttribute('aria-hidden', 'true')
  iframe.setAttribute('allow', '')
  iframe.setAttribute('data-playground-frame', '')
  iframe.tabIndex = -1
  iframe.title = '运行环境'
  iframe.referrerPolicy = 'no-referrer'
  iframe.style.cssText = 'position:fixed;width:0;height:0;border:0;visibility:hidden'
  iframe.srcdoc = `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}"><script>${bootstrap}</script>`
  return iframe
}

/** Answers the frame's one greeting, recognised by its window, with one end of a new channel. */
function shakeHands(iframe: HTMLIFrameElement): Promise<MessagePort> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () =>
        finish(
          new PlaygroundError('runner', '运行环境没有启动', {
            hint: '浏览器可能禁止了 iframe 或 Worker；换用新版 Chrome、Edge、Firefox 或 Safari，再试一次',
          }),
        ),
      HANDSHAKE_TIMEOUT,
    )

    function finish(result: MessagePort | PlaygroundError): void {
      clearTimeout(timer)
      removeEventListener('message', listen)
      if (result instanceof MessagePort) resolve(result)
      else reject(result)
    }

    function listen(event: MessageEvent): void {
      const frame = iframe.contentWindow
      if (!frame || event.source !== frame || !v.is(helloSchema, event.data)) return
      const { port1, port2 } = new MessageChannel()
      // the frame's origin is opaque, so no target origin can name it; the message itself holds nothing secret
      frame.postMessage({ kind: 'playground-frame-port' }, '*', [port2])
      finish(port1)
    }

    addEventListener('message', listen)
    document.body.append(iframe)
  })
}
