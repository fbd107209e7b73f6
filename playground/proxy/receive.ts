import { readAll } from './body.ts'
import { ProxyError } from './errors.ts'
import type { Limits } from './limits.ts'

/**
 * Reads the request body to its end before anything is forwarded: a body that is too large, or whose sender dies
 * half-way, never reaches an upstream.
 *
 * @returns `undefined` for a request without a body
 * @throws ProxyError `body_*`
 */
export async function receiveBody(request: Request, limits: Limits): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (request.headers.has('content-encoding')) throw encoded()
  if (request.method === 'GET' || !request.body) return undefined
  const limit = isForm(request) ? limits.formBytes : limits.textBytes
  if (Number(request.headers.get('content-length') ?? 0) > limit) throw tooLarge(limit)
  const timer = new AbortController()
  const timeout = setTimeout(() => timer.abort(new Error('request body timeout')), limits.requestMs)
  try {
    const read = await readAll(request.body, limit, { signal: timer.signal })
    if (read.ok) return read.bytes
    if (read.reason === 'too-large') throw tooLarge(limit)
    throw read.reason === 'aborted' ? late(limits) : incomplete()
  } finally {
    clearTimeout(timeout)
  }
}

function isForm(request: Request): boolean {
  return /^multipart\/form-data\b/i.test(request.headers.get('content-type') ?? '')
}

function encoded(): ProxyError {
  return new ProxyError('body_encoded', '请求正文经过压缩', {
    hint: '签名针对未压缩的正文，请去掉 Content-Encoding。',
    where: 'Content-Encoding',
  })
}

function tooLarge(limit: number): ProxyError {
  return new ProxyError('body_too_large', `请求正文超过 ${limit} 字节`, {
    hint: 'JSON 正文最多 1 MiB；上传的文件最多 5 MiB。',
    where: 'body',
  })
}

function late({ requestMs }: Limits): ProxyError {
  return new ProxyError('body_timeout', `请求正文在 ${requestMs / 1000} 秒内没有传完`, {
    hint: '没有转发任何内容，可以重发。',
    where: 'body',
  })
}

function incomplete(): ProxyError {
  return new ProxyError('body_incomplete', '请求正文没有传完就断开了', {
    hint: '没有转发任何内容，可以重发。',
    where: 'body',
  })
}
