import type { RunEnd } from '../runner/index.ts'
import type { Exchange } from '../transport/index.ts'

export type Tone = 'good' | 'bad' | 'warn' | 'muted'

const OUTCOMES = { 'refused-locally': '未发出', 'transport-failed': '没有送达', 'timed-out': '超时' } as const

/** What became of a request, in a word. */
export function summarise({ outcome }: Exchange): { text: string; tone: Tone } {
  if (!outcome) return { text: '请求中…', tone: 'muted' }
  if (outcome.kind !== 'sent') return { text: OUTCOMES[outcome.kind], tone: 'bad' }
  const { status, proxyError } = outcome.answer
  if (proxyError) return { text: '代理拒绝', tone: 'bad' }
  return { text: String(status), tone: status < 300 ? 'good' : status < 500 ? 'warn' : 'bad' }
}

/** How a run ended, and what that means. */
export const ENDS: Record<RunEnd, { title: string; detail: string; tone: 'info' | 'warn' | 'error' }> = {
  finished: { title: '运行结束', detail: '', tone: 'info' },
  stopped: { title: '已停止', detail: '程序和还没有应答的请求都已结束', tone: 'warn' },
  'time-limit': {
    title: '超过时间限制，已停止',
    detail: '一次运行最多 60 秒；检查有没有不会结束的循环或等待',
    tone: 'warn',
  },
  flooded: { title: '消息太多，已停止', detail: '程序在短时间里发出了太多消息；减少循环里的输出和请求', tone: 'warn' },
  dead: {
    title: '运行环境没有响应，已经移除',
    detail: '多半是程序用尽了内存；页面不受影响，再次运行会用新的运行环境',
    tone: 'error',
  },
  failed: { title: '程序没有运行', detail: '代码有语法错误，详见控制台', tone: 'error' },
}

const STATUS_TEXTS: Record<number, string> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Content Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}

/** HTTP/2 and Service Workers leave the reason phrase out. */
export function statusText(status: number, given: string): string {
  return given || STATUS_TEXTS[status] || ''
}

export function formatBytes(bytes: number): string {
  return bytes < 1024 ? `${bytes} 字节` : `${(bytes / 1024).toFixed(1)} KiB`
}
