import * as v from 'valibot'
import { plusDuration } from '../clock/duration.ts'

/** An answer that waits longer than this outlives the sender. */
const LONGEST = 2 * 60 * 1000
const MOST = 1000

const delay = v.pipe(
  v.string(),
  v.check((text) => {
    const milliseconds = toMilliseconds(text)
    return milliseconds !== undefined && milliseconds <= LONGEST
  }, 'delay 应为 ISO 8601 时长，最长 PT2M，例如 PT3S'),
)

/** Body of `POST /_sandbox/faults`. */
export const FaultSchema = v.strictObject({
  operation: v.string(),
  code: v.optional(v.pipe(v.string(), v.regex(/^[A-Z][A-Z0-9_]{0,63}$/, 'code 应为大写的错误码，例如 SYSTEM_ERROR'))),
  status: v.optional(v.pipe(v.number(), v.integer(), v.minValue(400), v.maxValue(599))),
  message: v.optional(v.pipe(v.string(), v.maxLength(256))),
  times: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MOST)), 1),
  delay: v.optional(delay),
  drop: v.optional(v.union([v.boolean(), v.picklist(['request', 'answer'])])),
})
export type FaultRequest = v.InferOutput<typeof FaultSchema>

/** Codes of answers that say by their status alone what is the matter. */
const BY_STATUS: Record<number, string> = {
  429: 'FREQUENCY_LIMITED',
  500: 'SYSTEM_ERROR',
  502: 'SERVICE_UNAVAILABLE',
  503: 'SERVICE_UNAVAILABLE',
}

export function codeOf({ code, status }: Pick<FaultRequest, 'code' | 'status'>): string | undefined {
  return code ?? (status === undefined ? undefined : BY_STATUS[status])
}

/** What is wrong with a fault, in Chinese; `documented` are the error codes of the operation that it names, or of all. */
export function problemOf(request: FaultRequest, documented: readonly string[]): string | undefined {
  const { code, status, delay, drop } = request
  if (code === undefined && status === undefined && !delay && !drop) {
    return '要有 code、status、delay、drop 中的一个：返回什么错误，等多久，或断开连接'
  }
  if (status !== undefined && codeOf(request) === undefined) return `status ${status} 要同时写明 code`
  if (code === undefined || status !== undefined || documented.includes(code)) return undefined
  if (request.operation === '*') return `没有接口的文档里有错误码 ${code}，它永远不会发生；要返回它，请写明 status`
  const known = documented.join('、')
  return `${request.operation} 的文档里没有错误码 ${code}；要返回它，请写明 status。文档里有：${known || '无'}`
}

export function toMilliseconds(duration: string): number | undefined {
  return plusDuration(0, duration)
}
