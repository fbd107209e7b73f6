import * as v from 'valibot'
import type { WorkerRequest } from '../protocol/worker/index.ts'

/** The gateway of a static site in a Worker of this page. */
export interface GatewayWorker {
  send(address: string, init: RequestInit): Promise<Response>
  dispose(): void
}

const answerSchema = v.variant('ok', [
  v.object({
    id: v.number(),
    ok: v.literal(true),
    status: v.number(),
    statusText: v.string(),
    headers: v.array(v.tuple([v.string(), v.string()])),
    body: v.instance(ArrayBuffer),
  }),
  v.object({ id: v.number(), ok: v.literal(false), message: v.string() }),
])
type Answer = v.InferOutput<typeof answerSchema>

interface Waiting {
  resolve(response: Response): void
  reject(error: Error): void
}

/** Statuses that a `Response` must not have a body with. */
const WITHOUT_BODY = new Set([204, 205, 304])

export function openGatewayWorker(script: string): GatewayWorker {
  const worker = new Worker(script)
  const open = new Map<number, Waiting>()
  let last = 0

  worker.onmessage = ({ data }) => {
    const parsed = v.safeParse(answerSchema, data)
    if (!parsed.success) return
    const waiting = open.get(parsed.output.id)
    open.delete(parsed.output.id)
    if (parsed.output.ok) waiting?.resolve(toResponse(parsed.output))
    else waiting?.reject(new TypeError(parsed.output.message))
  }
  worker.onerror = () => {
    for (const { reject } of open.values()) reject(new TypeError('浏览器里的沙箱没有启动'))
    open.clear()
  }

  async function send(address: string, init: RequestInit): Promise<Response> {
    const request = new Request(address, init)
    const body = request.body ? await request.arrayBuffer() : undefined
    const { url, method } = request
    const id = ++last
    const message: WorkerRequest = { id, url, method, headers: [...request.headers], ...(body ? { body } : {}) }
    return new Promise((resolve, reject) => {
      open.set(id, { resolve, reject })
      request.signal.addEventListener('abort', () => {
        open.delete(id)
        reject(request.signal.reason)
      })
      worker.postMessage(message)
    })
  }

  return { send, dispose: () => worker.terminate() }
}

function toResponse({ status, statusText, headers, body }: Extract<Answer, { ok: true }>): Response {
  return new Response(WITHOUT_BODY.has(status) ? null : body, { status, statusText, headers })
}
