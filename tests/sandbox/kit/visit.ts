/** The sandbox's pages as a browser gets them. */
import { expect } from 'vitest'
import { randomNonce } from '../../../playground/signature/index.ts'
import type { JsonObject } from './client.ts'
import { type Client, createKit, type Kit } from './index.ts'
import { orderBody } from './order.ts'

export const kit = await createKit()
const HTML = /<main[\s\S]*<\/main>/

interface Shown {
  status: number
  text: string
  headers: Headers
}

/** What a browser gets; `form` as a person sends it from the page itself. */
export async function visit(
  address: string,
  {
    form,
    headers = {},
    own = kit,
  }: { form?: Record<string, string>; headers?: Record<string, string>; own?: Kit } = {},
): Promise<Shown> {
  const init = form
    ? { method: 'POST', body: new URLSearchParams(form), headers: { Origin: 'http://sandbox.test', ...headers } }
    : { headers }
  const answer = await own.sandbox.fetch(new Request(`http://sandbox.test/_sandbox/pages${address}`, init))
  const location = answer.headers.get('Location')
  if (answer.status === 303 && location !== null) {
    const next = new URL(location, `http://sandbox.test/_sandbox/pages${address}`)
    return visit(next.href.slice('http://sandbox.test/_sandbox/pages'.length), { own })
  }
  const text = await answer.text()
  return { status: answer.status, text: HTML.exec(text)?.[0] ?? text, headers: answer.headers }
}

export const ticketOf = (ticket: unknown): string => `?ticket=${encodeURIComponent(String(ticket))}`
/** An order over 1234.50 yuan, and the address of its cashier. */
export async function order(
  client: Client,
  more: JsonObject = {},
  kind = 'native',
): Promise<{ number: string; ticket: string }> {
  const number = `PAGE${randomNonce().slice(0, 12)}`
  const body = orderBody(client, number, { amount: { total: 123450 }, ...more })
  const { json, status, text } = await client.send({ method: 'POST', url: `/v3/pay/transactions/${kind}`, body })
  expect(status, text).toBe(200)
  return { number, ticket: ticketOf(json.code_url ?? json.prepay_id) }
}

export const stateOf = async (client: Client, number: string) =>
  (await client.control('GET', `/transactions/${number}`)).json.state
