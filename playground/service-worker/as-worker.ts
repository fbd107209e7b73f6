import type { WorkerAnswer, WorkerRequest } from '../protocol/worker/index.ts'
import type { BrowserGateway } from './gateway.ts'

/** Answers requests that come as messages, each by its number. Whatever goes wrong is an answer, too. */
export function answerMessages(worker: DedicatedWorkerGlobalScope, gateway: BrowserGateway): void {
  worker.addEventListener('message', ({ data }: MessageEvent<WorkerRequest>) => {
    void answer(data, gateway)
      .then((message) => worker.postMessage(message, message.ok ? [message.body] : []))
      // what is not written now is written with the next request
      .then(() => gateway.settled().catch(() => undefined))
  })
}

async function answer(
  { id, url, method, headers, body }: WorkerRequest,
  gateway: BrowserGateway,
): Promise<WorkerAnswer> {
  try {
    const answered = await gateway.fetch(new Request(url, { method, headers, body: body ?? null }))
    if (answered.type === 'error') throw new TypeError('沙箱断开了连接')
    const { status, statusText } = answered
    return { id, ok: true, status, statusText, headers: [...answered.headers], body: await answered.arrayBuffer() }
  } catch (error) {
    return { id, ok: false, message: error instanceof Error ? error.message : String(error) }
  }
}
