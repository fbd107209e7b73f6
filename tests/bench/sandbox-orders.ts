import type { MerchantAnswer } from '../../playground/protocol/gateway/index.ts'
import {
  buildAuthorization,
  importSigningKey,
  randomNonce,
  requestMessage,
  signMessage,
} from '../../playground/signature/index.ts'

/** One signed request. */
export interface Signed {
  url: string
  method: string
  headers: Record<string, string>
  body?: string
}

/** An order to be made and then asked for. */
export interface Order {
  number: string
  create: Signed
  query: Signed
}

/** Signed beforehand, so that a client costs little while it is measured; the merchants take turns. */
export async function createOrders(merchants: MerchantAnswer[], count: number, origin: string): Promise<Order[]> {
  const key = await importSigningKey(merchants[0]?.private_key ?? '')
  return Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const merchant = merchants[index % merchants.length]
      if (!merchant) throw new Error('no merchant')
      const number = randomNonce().slice(0, 24)
      const { mchid, appid } = merchant
      const body = JSON.stringify({
        appid,
        mchid,
        description: '测试商品',
        out_trade_no: number,
        notify_url: 'https://www.example.com/notify',
        amount: { total: 100, currency: 'CNY' },
      })
      const sign = (method: string, path: string, text?: string): Promise<Signed> =>
        signed(merchant, { key, origin, method, path, body: text })
      const [create, query] = await Promise.all([
        sign('POST', '/v3/pay/transactions/native', body),
        sign('GET', `/v3/pay/transactions/out-trade-no/${number}?mchid=${mchid}`),
      ])
      return { number, create, query }
    }),
  )
}

export interface Signing {
  key: CryptoKey
  origin: string
  method: string
  path: string
  body?: string
}

/** A request as a merchant signs it. */
export async function signed(
  { mchid, serial_no: serialNo }: MerchantAnswer,
  { key, origin, method, path, body }: Signing,
): Promise<Signed> {
  const timestamp = String(Math.floor(Date.now() / 1000))
  const nonce = randomNonce()
  const signature = await signMessage(key, requestMessage({ method, url: path, timestamp, nonce, body }))
  const authorization = buildAuthorization({ mchid, serialNo, nonce, timestamp, signature })
  const headers = { authorization, accept: 'application/json', 'user-agent': 'bench' }
  return {
    url: `${origin}${path}`,
    method,
    headers: body === undefined ? headers : { ...headers, 'content-type': 'application/json' },
    ...(body !== undefined && { body }),
  }
}

/** Runs `count` pieces of work, `concurrency` at a time. */
export async function inTurn(
  count: number,
  concurrency: number,
  work: (index: number) => Promise<void>,
): Promise<void> {
  let next = 0
  const worker = async (): Promise<void> => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: Math.min(concurrency, count) }, worker))
}
