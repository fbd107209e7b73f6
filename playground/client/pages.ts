import * as v from 'valibot'
import type { Addresses } from './addresses.ts'
import type { Opening } from './answers.ts'
import { PlaygroundError } from './error.ts'
import type { GatewayFetch } from './gateway.ts'
import type { Identity } from './identity/index.ts'

const madeSchema = v.object({ url: v.string() })

/** What the reader is offered for each kind of page. */
export const OPENING_LABELS: Record<Opening['kind'], string> = {
  cashier: '打开收银台',
  confirm: '去确认',
  review: '去审核',
}

export interface OpenOptions {
  addresses: Addresses
  ask: GatewayFetch
  identity: Identity
}

/** The address of a page that is asked for by its object's number. Rejects with `PlaygroundError` (`unreachable`). */
export async function addressOfPage(
  { resource, key, page }: Extract<Opening['by'], { key: string }>,
  { addresses, ask, identity }: OpenOptions,
): Promise<string> {
  const where = addresses.pageOf(resource, key, page)
  const response = await ask(where, {
    method: 'POST',
    headers: { Authorization: `Bearer ${identity.control_token}` },
  })
  const answer: unknown = await response.json().catch(() => undefined)
  if (response.ok && v.is(madeSchema, answer)) return addresses.ticket(answer.url)
  const detail = v.is(v.object({ detail: v.string() }), answer) ? answer.detail : `状态码 ${response.status}`
  throw new PlaygroundError('unreachable', `页面没有打开：${detail}`, { where, hint: '先运行一次，让沙箱里有这个对象' })
}
