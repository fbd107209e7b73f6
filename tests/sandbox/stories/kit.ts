/** What the stories share: a merchant with the real SDK, its payer, its clock and its notifications. */
import { Wechatpay } from 'wechatpay-axios-plugin'
import type { MerchantAnswer } from '../../../playground/protocol/gateway/index.ts'
import { type Gateway, startGateway } from '../../sdk/gateway.ts'

export type { Gateway }
export { startGateway }

// biome-ignore lint/suspicious/noExplicitAny: the chain is a Proxy, and answers are read field by field
type Any = any

/** A request that was refused: what the product says, in v3's terms. */
export interface Refused {
  status: number
  code: string
  message: string
}

export interface Story {
  merchant: MerchantAnswer
  /** The SDK as everybody uses it. */
  wxpay: Any
  gateway: Gateway
  /** A control call; fails unless it is answered with 2xx. */
  control(path: string, body?: object): Promise<Any>
  /** A control call that may be refused. */
  try(path: string, body?: object): Promise<{ status: number; body: Any }>
  get(path: string): Promise<Any>
  advance(duration: string): Promise<void>
  /** RFC 3339, business time. */
  now(): Promise<string>
  /** Decrypted contents of everything that was notified, the oldest first. */
  notified(): Promise<{ event: string; content: Any; text: string }[]>
}

export async function createStory(gateway: Gateway): Promise<Story> {
  const merchant = await gateway.register()
  const { platform } = merchant
  const wxpay = new Wechatpay({
    mchid: merchant.mchid,
    serial: merchant.serial_no,
    privateKey: merchant.private_key ?? '',
    certs: { [platform.serial_no]: platform.certificate },
    secret: merchant.apiv2_key,
    baseURL: gateway.url,
    proxy: false,
  } as never)
  const call = async (method: string, path: string, body?: object): Promise<{ status: number; body: Any }> => {
    const answer = await gateway.control(merchant, method, path, body)
    return { status: answer.status, body: await answer.json() }
  }
  const must = async (method: string, path: string, body?: object): Promise<Any> => {
    const answer = await call(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  return {
    merchant,
    wxpay,
    gateway,
    control: (path, body) => must('POST', path, body),
    try: (path, body) => call('POST', path, body),
    get: (path) => must('GET', path),
    async advance(duration) {
      await must('POST', '/clock', { advance: duration })
    },
    async now() {
      return (await must('GET', '/clock')).now
    },
    async notified() {
      await gateway.sandbox.settled()
      const { data } = await must('GET', '/notifications')
      return [...data].reverse().map(({ event, plaintext, body }: Any) => ({
        event,
        text: plaintext === '' ? body : plaintext,
        content: plaintext.startsWith('{') ? JSON.parse(plaintext) : undefined,
      }))
    },
  }
}

/** What a refused request was refused with; fails if it was not. */
export async function refused(request: Promise<unknown>): Promise<Refused> {
  const answer = await request.then(
    (value) => {
      throw new Error(`not refused: ${JSON.stringify((value as Any)?.data)}`)
    },
    (error: Any) => error.response ?? Promise.reject(error),
  )
  return { status: answer.status, code: answer.data.code, message: answer.data.message }
}

/** A v2 answer as its fields, also where `result_code` is FAIL and the SDK makes an error of it. */
export async function fieldsOf(request: Promise<Any>): Promise<Record<string, string>> {
  const answer = await request.catch((error: Any) => error.response ?? Promise.reject(error))
  return answer.data instanceof Error ? (answer.data as Any).response.data : answer.data
}
