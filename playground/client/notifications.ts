import * as v from 'valibot'
import { decryptResource, SignatureError, type Verdict, verifyAnswer } from '../signature/index.ts'
import type { Addresses } from './addresses.ts'
import { PlaygroundError } from './error.ts'
import type { GatewayFetch } from './gateway.ts'
import type { Identity } from './identity/index.ts'
import { openV2 } from './notification-v2.ts'

const entrySchema = v.object({
  id: v.string(),
  event: v.string(),
  protocol: v.picklist(['v2', 'v3']),
  status: v.picklist(['inbox', 'pending', 'delivered', 'failed']),
  url: v.string(),
  reason: v.string(),
  attempts: v.array(
    v.object({ at: v.string(), status: v.exactOptional(v.number()), error: v.exactOptional(v.string()) }),
  ),
  headers: v.record(v.string(), v.string()),
  body: v.string(),
})
const listSchema = v.object({ data: v.array(entrySchema) })
const envelopeSchema = v.object({
  resource: v.object({ ciphertext: v.string(), nonce: v.string(), associated_data: v.exactOptional(v.string(), '') }),
})

/** One entry of the in-box, verified and opened as a merchant's backend would. */
export interface Notification extends v.InferOutput<typeof entrySchema> {
  verdict: Verdict
  /** The decrypted resource, or why it cannot be decrypted. */
  plaintext: { ok: true; text: string } | { ok: false; message: string }
}

export interface InBoxOptions {
  addresses: Addresses
  ask: GatewayFetch
  identity: Identity
}

/** The merchant's notifications, newest first. Rejects with `PlaygroundError` (`unreachable`). */
export async function readNotifications({ addresses, ask, identity }: InBoxOptions): Promise<Notification[]> {
  const { notifications } = addresses
  const response = await ask(notifications, { headers: { Authorization: `Bearer ${identity.control_token}` } })
  const parsed = v.safeParse(listSchema, await response.json().catch(() => undefined))
  if (!response.ok || !parsed.success) {
    throw new PlaygroundError('unreachable', `没有取到通知（状态码 ${response.status}）`, {
      where: notifications,
      hint: '稍后再刷新',
    })
  }
  return Promise.all(
    parsed.output.data.map(async (entry) => {
      const { headers, body, protocol } = entry
      if (protocol === 'v2') {
        const keys = { apiv2: await identity.apiv2Key(), resource: identity.resourceKey }
        return { ...entry, ...(await openV2(body, keys)) }
      }
      const now = attemptTime(headers)
      const verdict = await verifyAnswer({ status: 200, headers, body, keys: identity.platformKeys, now })
      return { ...entry, verdict, plaintext: await open(body, identity.resourceKey) }
    }),
  )
}

/** A notification is verified as of its own time: it may lie in the in-box longer than a receiver would accept it. */
function attemptTime(headers: Record<string, string>): number {
  return Number(new Headers(headers).get('Wechatpay-Timestamp')) * 1000
}

async function open(body: string, key: CryptoKey): Promise<Notification['plaintext']> {
  try {
    const { resource } = v.parse(envelopeSchema, JSON.parse(body))
    return { ok: true, text: await decryptResource(key, resource) }
  } catch (error) {
    return {
      ok: false,
      message: error instanceof SignatureError ? `${error.message}：${error.hint}` : '通知里没有可以解密的资源',
    }
  }
}

/** Pays an order in the place of the payer. Resolves with what to tell the reader. */
export async function payTransaction(number: string, { addresses, ask, identity }: InBoxOptions): Promise<string> {
  const address = addresses.transaction(number, 'pay')
  const response = await ask(address, {
    method: 'POST',
    headers: { Authorization: `Bearer ${identity.control_token}` },
  })
  if (response.ok) return `订单 ${number} 已支付`
  const answer: unknown = await response.json().catch(() => undefined)
  const message =
    typeof answer === 'object' && answer !== null && 'detail' in answer
      ? String(answer.detail)
      : `状态码 ${response.status}`
  throw new PlaygroundError('unreachable', `没有付成：${message}`, {
    where: address,
    hint: '先运行下单的代码，再用同一个单号支付',
  })
}
