/** Messages between a page and the gateway in a Worker, for browsers that give the page no Service Worker. */

export interface WorkerRequest {
  id: number
  /** Absolute, of the page's own origin. */
  url: string
  method: string
  headers: [name: string, value: string][]
  body?: ArrayBuffer
}

export type WorkerAnswer =
  | {
      id: number
      ok: true
      status: number
      statusText: string
      headers: [name: string, value: string][]
      body: ArrayBuffer
    }
  | { id: number; ok: false; message: string }

/** Where the built site has what an operation checks and answers, below its base; braces and all as in the path. */
export function operationFile(id: string): string {
  const [method = '', path = ''] = id.split(' ')
  return `sandbox-data/${method}${path.replace(/\/$/, '/{empty}')}.json`
}
