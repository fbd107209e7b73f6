/** What a request was refused with, in v3's terms. */
import type { Any } from './story.ts'

export interface Refusal {
  status: number
  code: string
  message: string
}

/** What a call is refused with; fails if it is not. */
export async function refusalOf(call: Promise<unknown>): Promise<Refusal> {
  const { status, data } = await call.then((done) => {
    throw new Error(`not refused: ${JSON.stringify((done as Any)?.data)}`)
  }, answerOf)
  return { status, code: data.code, message: data.message }
}

/** A v2 answer as its fields, also where `result_code` is FAIL and the SDK makes an error of it. */
export async function fieldsOf(call: Promise<Any>): Promise<Record<string, string>> {
  const { data } = await call.catch(answerOf)
  return data instanceof Error ? (data as Any).response.data : data
}

/** The answer that an SDK's error carries; what is no answer stays an error. */
function answerOf(error: Any): Any {
  if (error.response === undefined) throw error
  return error.response
}
