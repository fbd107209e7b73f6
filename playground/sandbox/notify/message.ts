import { type BehaviourIndex, valueAt, type WebhookBehaviour } from '../../../catalog/derive/behaviour/index.ts'
import type { NotifyRule } from '../../../catalog/model/sandbox.ts'
import { FIELDS_V2, type NotificationEntry } from '../../protocol/gateway/index.ts'
import { writeXml } from '../../protocol/xml/index.ts'
import { encryptRefundNotice, encryptResource, randomNonce, randomText, signV2 } from '../../signature/index.ts'
import { assign, toRfc3339 } from '../expression.ts'
import type { Identities } from '../identity.ts'
import type { JsonObject } from '../input.ts'
import type { Merchant } from '../merchants.ts'
import type { Operations } from '../operations.ts'
import { project } from '../project.ts'
import { encryptAnswer } from '../respond.ts'

/** What a notification tells of: an object as it was when it moved. */
export interface Snapshot {
  data: JsonObject
  /** Whether the merchant asked for answers of public-key mode when it made the object. */
  publicKeyMode?: boolean
}

export interface Subject {
  merchant: Merchant
  object: Snapshot
  rule: NotifyRule
  /** Business time. */
  at: number
}

export type Message = Pick<NotificationEntry, 'event' | 'protocol' | 'body' | 'plaintext' | 'signed_with' | 'url'>

const DEFAULT_ADDRESS_FIELD = 'notify_url'
const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const SUCCESS = 'SUCCESS'

/** The notification that an object's move causes, encrypted but not yet signed. `id` is only shown in v3. */
export async function compose(
  id: string,
  subject: Subject,
  { behaviour, identities, operations }: { behaviour: BehaviourIndex; identities: Identities; operations: Operations },
): Promise<Message> {
  const { merchant, object, rule, at } = subject
  const webhook = behaviour.webhooks[rule.webhook] ?? UNKNOWN
  const data = assign(object.data, rule.set, { roots: { object: object.data }, now: at })
  const common = {
    event: webhook.event,
    protocol: webhook.protocol,
    url: String(valueAt(data, rule.to ?? DEFAULT_ADDRESS_FIELD) ?? ''),
  }
  const shapes = rule.plaintext === undefined ? webhook.plaintext : (await operations(rule.plaintext)).reply.fields
  const content = project(shapes, data, { identities, merchant })
  if (webhook.protocol === 'v2') {
    const fields = project(webhook.body ?? [], data, { identities, merchant })
    const plaintext = webhook.plaintext.length > 0 ? writeXml(content, 'root') : ''
    const body = await composeV2(fields, { webhook, plaintext, merchant })
    return { ...common, body, plaintext, signed_with: 'apiv2_key' }
  }
  // what an answer encrypts field by field stays so inside the encrypted resource
  await encryptAnswer(content, shapes, merchant.encrypting)
  const plaintext = JSON.stringify(content)
  const body = await composeV3(id, { webhook, plaintext, merchant, at })
  return { ...common, body, plaintext, signed_with: object.publicKeyMode ? 'public_key' : 'certificate' }
}

/** A rule whose event the catalog lacks is reported when the catalog is read. */
const UNKNOWN: WebhookBehaviour = {
  protocol: 'v3',
  event: '',
  summary: '',
  originalType: '',
  associatedData: '',
  plaintext: [],
}

interface Sealing {
  webhook: WebhookBehaviour
  plaintext: string
  merchant: Merchant
}

async function composeV3(id: string, { webhook, plaintext, merchant, at }: Sealing & { at: number }): Promise<string> {
  const sealed = { nonce: randomText(12, ALPHABET), associated_data: webhook.associatedData }
  return JSON.stringify({
    id,
    create_time: toRfc3339(at),
    resource_type: 'encrypt-resource',
    event_type: webhook.event,
    summary: webhook.summary,
    resource: {
      original_type: webhook.originalType,
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: await encryptResource(merchant.apiv3, plaintext, sealed),
      ...sealed,
    },
  })
}

/** v2: which fields there are says how it is protected. */
async function composeV2(fields: JsonObject, { webhook, plaintext, merchant }: Sealing): Promise<string> {
  const names = new Set((webhook.body ?? []).map(({ name }) => name))
  const message: JsonObject = { ...fields }
  const put = (name: string, value: string): void => {
    if (names.has(name)) message[name] = value
  }
  put(FIELDS_V2.returnCode, SUCCESS)
  put(FIELDS_V2.returnMessage, 'OK')
  put(FIELDS_V2.nonce, randomNonce())
  if (names.has(FIELDS_V2.refundInfo)) {
    put(FIELDS_V2.refundInfo, encryptRefundNotice(plaintext, merchant.record.apiv2_key))
  }
  if (names.has(FIELDS_V2.eventCiphertext)) {
    const sealed = { nonce: randomText(12, ALPHABET), associated_data: webhook.event }
    put(FIELDS_V2.eventType, webhook.event)
    put(FIELDS_V2.eventNonce, sealed.nonce)
    put(FIELDS_V2.eventData, sealed.associated_data)
    put(FIELDS_V2.eventCiphertext, await encryptResource(merchant.apiv3, plaintext, sealed))
  }
  if (names.has(FIELDS_V2.sign)) message[FIELDS_V2.sign] = signMessage(message, { webhook, merchant })
  return writeXml(message)
}

/** MD5, unless the event's own fields say HMAC-SHA256. */
function signMessage(message: JsonObject, { webhook, merchant }: Pick<Sealing, 'webhook' | 'merchant'>): string {
  const said = [FIELDS_V2.signType, FIELDS_V2.algorithm].map((name) => message[name])
  const fixed = (webhook.body ?? []).filter(({ name }) => name === FIELDS_V2.signType).flatMap((one) => one.enum ?? [])
  const isHmac = said.includes('HMAC-SHA256') || (fixed.length === 1 && fixed[0] === 'HMAC-SHA256')
  const texts = Object.entries(message).flatMap(([name, value]) =>
    name === FIELDS_V2.sign || typeof value === 'object' ? [] : [[name, String(value)]],
  )
  return signV2(Object.fromEntries(texts), merchant.record.apiv2_key, isHmac ? 'HMAC-SHA256' : 'MD5')
}
