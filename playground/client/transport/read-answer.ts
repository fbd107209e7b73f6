import * as v from 'valibot'
import { concatBytes } from '../../signature/index.ts'
import type { Answer } from './outcome.ts'

/** An answer longer than this is cut off: no answer of the gateway is, and the page has to show it. */
const ANSWER_LIMIT = 8 * 1024 * 1024
const problemSchema = v.object({ title: v.optional(v.string(), ''), detail: v.optional(v.string(), '') })

/** Reads an answer to its end; throws where it breaks off or is too long. */
export async function readAnswer(response: Response): Promise<Answer> {
  const bytes = await readBytes(response)
  const { status, statusText } = response
  const answer: Answer = { status, statusText, headers: [...response.headers], bytes }
  const code = response.headers.get('x-proxy-error')
  return code ? { ...answer, proxyError: { code, message: problemText(bytes) } } : answer
}

async function readBytes(response: Response): Promise<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader()
  if (!reader) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    chunks.push(next.value)
    size += next.value.byteLength
    if (size > ANSWER_LIMIT) {
      await reader.cancel()
      throw new Error(`应答超过 ${ANSWER_LIMIT / 1024 / 1024} MiB`)
    }
  }
  return concatBytes(chunks)
}

/** RFC 9457, as the proxy writes it. */
function problemText(bytes: Uint8Array): string {
  try {
    const { title, detail } = v.parse(problemSchema, JSON.parse(new TextDecoder().decode(bytes)))
    return [title, detail].filter(Boolean).join('：')
  } catch {
    return ''
  }
}
