/** An order by Native: the shortest way to an object that other things can happen to. */
import type { Json } from '../../../catalog/model/types.ts'
import type { Client, Got, JsonObject } from './client.ts'

export const NATIVE = '/v3/pay/transactions/native'

/** The body of an order over 1 yuan; `more` goes over it. */
export function orderBody(
  { merchant: { appid, mchid } }: Client,
  out_trade_no: string,
  more: JsonObject = {},
): JsonObject {
  const amount: Json = { total: 100, currency: 'CNY' }
  return { appid, mchid, description: '图书', out_trade_no, notify_url: 'https://example.com/notify', amount, ...more }
}

export function order(client: Client, out_trade_no: string, more: JsonObject = {}): Promise<Got> {
  return client.send({ method: 'POST', url: NATIVE, body: orderBody(client, out_trade_no, more) })
}

export function query(client: Client, out_trade_no: string, mchid = client.merchant.mchid): Promise<Got> {
  return client.send({ url: `/v3/pay/transactions/out-trade-no/${out_trade_no}?mchid=${mchid}` })
}
