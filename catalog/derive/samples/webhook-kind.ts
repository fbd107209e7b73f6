import type { Webhook } from '../../model/types.ts'

/**
 * How a notification is protected, which decides what its receiver does:
 * - `v3`: JSON, signed by the platform's key over time, nonce and body; the content is AES-256-GCM under the APIv3 key;
 * - `v2`: XML with a `sign` under the APIv2 key;
 * - `v2-event`: the same, and its content is AES-256-GCM under the APIv3 key;
 * - `v2-refund`: XML without a signature, its content is AES-256-ECB under the MD5 of the APIv2 key.
 */
export type WebhookKind = 'v3' | 'v2' | 'v2-event' | 'v2-refund'

/** Fields of the v2 envelope that hold a ciphertext. */
const CIPHERTEXTS: Record<string, WebhookKind> = { event_ciphertext: 'v2-event', req_info: 'v2-refund' }

/** The kind of a notification, told by its protocol and its envelope. */
export function webhookKind({ protocol, body }: Webhook): WebhookKind {
  if (protocol === 'v3') return 'v3'
  const carrier = body.fields.find(({ name }) => Object.hasOwn(CIPHERTEXTS, name))
  return (carrier && CIPHERTEXTS[carrier.name]) ?? 'v2'
}

/** The documented answers, https://pay.weixin.qq.com/doc/v3/merchant/4012791861. */
export const FAILURE_JSON = '{"code":"FAIL","message":"失败"}'
export const SUCCESS_XML =
  '<xml><return_code><![CDATA[SUCCESS]]></return_code><return_msg><![CDATA[OK]]></return_msg></xml>'
export const FAILURE_XML =
  '<xml><return_code><![CDATA[FAIL]]></return_code><return_msg><![CDATA[失败]]></return_msg></xml>'

/** The comment over the place where the merchant's own work goes. */
export const ONCE = '同一通知可能来多次：先记下再处理，处理须幂等'
