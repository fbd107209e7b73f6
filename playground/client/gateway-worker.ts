import type { WorkerAnswer, WorkerRequest } from '../protocol/worker/index.ts'
import { PlaygroundError } from './error.ts'

interface Waiting {
  resolve(answer: Response): void
  reject(error: unknown): void
}

const HEALTH_TIMEOUT = 10_000

/**
 * The gateway of `sw.js` in a Worker of this page, for browsers that give the page no Service Worker controller: a
 * function to be used in the place of `fetch`, for the gateway's addresses only. Its state is the same (IndexedDB);
 * with several tabs open each has a worker of its own over it.
 *
 * @param script absolute address of `sw.js`
 * @throws PlaygroundError `unreachable` if the script does not load
 */
export async function createWorkerGateway(script: string, health: string): Promise<typeof fetch> {
  const worker = new Worker(script)
  const waiting = new Map<number, Waiting>()
  let last = 0

  worker.addEventListener('message', ({ data }: MessageEvent<WorkerAnswer>) => {
    const entry = waiting.get(data.id)
    waiting.delete(data.id)
    if (data.ok) entry?.resolve(toResponse(data))
    else entry?.reject(new TypeError(data.message))
  })
  worker.addEventListener('error', (event) => {
    event.preventDefault()
    for (const { reject } of waiting.values()) reject(new TypeError('浏览器里的沙箱出错'))
    waiting.clear()
  })

  async function send(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const request = new Request(input, init)
    const body = request.body ? await request.arrayBuffer() : undefined
    request.signal.throwIfAborted()
    const id = ++last
    const { url, method, headers } = request
    const message: WorkerRequest = { id, url, method, headers: [...headers], ...(body ? { body } : {}) }
    return new Promise((resolve, reject) => {
      waiting.set(id, { resolve, reject })
      request.signal.addEventListener('abort', () => {
        waiting.delete(id)
        reject(request.signal.reason)
      })
      worker.postMessage(message, body ? [body] : [])
    })
  }

  try {
    const answer = await send(health, { signal: AbortSignal.timeout(HEALTH_TIMEOUT) })
    if (!answer.ok) throw new TypeError(`状态码 ${answer.status}`)
    return send
  } catch (cause) {
    worker.terminate()
    throw new PlaygroundError('unreachable', '浏览器里的沙箱没有启动', {
      where: script,
      hint: '刷新页面再试；仍然不行的话，在本机运行 npm run dev',
      cause,
    })
  }
}

function toResponse({ status, statusText, headers, body }: Extract<WorkerAnswer, { ok: true }>): Response {
  return new Response(status === 204 || status === 304 ? null : body, { status, statusText, headers })
}
