import type { Context } from 'hono'

export type ProblemStatus = 400 | 401 | 403 | 404 | 409 | 410 | 413 | 422 | 429 | 500 | 501

/** RFC 9457: `code` for programs, `detail` (Chinese: what, why, what to do) for people. */
export interface Problem {
  type: 'about:blank'
  title: string
  status: number
  code: string
  detail: string
}

/** An error of the control interface, `application/problem+json`; `code` is SCREAMING_SNAKE_CASE. */
export function problem(
  c: Context,
  status: ProblemStatus,
  { code, detail, headers = {} }: { code: string; detail: string; headers?: Record<string, string> },
): Response {
  const body: Problem = { type: 'about:blank', title: code, status, code, detail }
  return c.body(JSON.stringify(body), status, {
    'Content-Type': 'application/problem+json; charset=utf-8',
    'Cache-Control': 'no-store',
    ...headers,
  })
}
