import { webhookKind } from '../../catalog/derive/samples/webhook-kind.ts'
import { exampleOf } from '../../catalog/model/example.ts'
import type { Json, Webhook } from '../../catalog/model/types.ts'
import type { Platform } from '../../playground/sandbox/index.ts'
import { signedHeaders } from '../../playground/sandbox/respond.ts'
import {
  encryptRefundNotice,
  encryptResource,
  importApiV3Key,
  randomNonce,
  type SignTypeV2,
  signV2,
} from '../../playground/signature/index.ts'

/** A notification as it comes over the wire. */
export interface Notice {
  headers: Record<string, string>
  body: string
  /** Something that only the decrypted content holds: a receiver that prints it has read it. */
  marker: string
}

export interface NoticeOptions {
  platform: Platform
  apiv3Key: string
  apiv2Key: string
  /** Milliseconds since 1970; now by default. */
  now?: number
  signType?: SignTypeV2
  /** Instead of the example: what is encrypted in a v2 notification. */
  content?: string
}

/** The notification of an event with its example as content, signed and encrypted as the gateway does. */
export async function createNotice(webhook: Webhook, options: NoticeOptions): Promise<Notice> {
  const marker = `M${randomNonce()}`
  if (webhookKind(webhook) === 'v3') return createV3(webhook, { ...options, marker })
  const headers = { 'Content-Type': 'text/xml' }
  return { headers, body: await createV2(webhook, { ...options, marker }), marker }
}

type Marked = NoticeOptions & { marker: string }

async function createV3(webhook: Webhook, { platform, apiv3Key, marker, now = Date.now() }: Marked): Promise<Notice> {
  const text = JSON.stringify({ marker, ...exampleOf(webhook.plaintext) })
  const sealed = { nonce: randomNonce().slice(0, 12), associated_data: webhook.associatedData }
  const body = JSON.stringify({
    id: crypto.randomUUID(),
    create_time: '2026-06-08T10:34:56+08:00',
    resource_type: 'encrypt-resource',
    event_type: webhook.event,
    summary: webhook.summary,
    resource: {
      original_type: webhook.originalType,
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: await encryptResource(await importApiV3Key(apiv3Key), text, sealed),
      ...sealed,
    },
  })
  const signed = await signedHeaders(body, { key: platform.certificateKey, now })
  return { headers: { 'Content-Type': 'application/json', ...signed }, body, marker }
}

async function createV2(webhook: Webhook, options: Marked): Promise<string> {
  const { apiv2Key, apiv3Key, marker, signType = 'MD5' } = options
  const kind = webhookKind(webhook)
  const content = options.content ?? toXml({ ...texts(exampleOf(webhook.plaintext)), marker }, 'root')
  const fields: Record<string, string> = { ...texts(exampleOf(webhook.body.fields)), nonce_str: randomNonce(), a: '' }
  if (kind === 'v2-refund') return toXml({ ...fields, req_info: encryptRefundNotice(content, apiv2Key) }, 'xml')
  if (kind === 'v2') fields.attach = `${marker} & <珠海>`
  if (kind === 'v2-event') {
    const sealed = { nonce: randomNonce().slice(0, 12), associated_data: 'data' }
    Object.assign(fields, {
      event_type: webhook.event,
      event_nonce: sealed.nonce,
      event_associated_data: sealed.associated_data,
      event_ciphertext: await encryptResource(await importApiV3Key(apiv3Key), content, sealed),
    })
  }
  return toXml({ ...fields, sign: signV2(fields, apiv2Key, signType) }, 'xml')
}

/** Scalars as XML carries them. */
function texts(example: Record<string, Json>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(example).map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  )
}

function toXml(fields: Record<string, string>, root: string): string {
  const inner = Object.entries(fields).map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
  return `<${root}>${inner.join('')}</${root}>`
}

type Forgery = Pick<Notice, 'headers' | 'body'>

const ANOTHER_KEY = `${'0'.repeat(31)}1`
const SIX_MINUTES = 6 * 60_000

/** What must not be acknowledged, each told by what is wrong with it. */
export async function createForgeries(
  webhook: Webhook,
  genuine: Notice,
  options: NoticeOptions,
): Promise<[what: string, Forgery][]> {
  const { headers, body } = genuine
  const make = (more: Partial<NoticeOptions>): Promise<Notice> => createNotice(webhook, { ...options, ...more })
  const kind = webhookKind(webhook)
  if (kind === 'v2-refund') {
    return [
      ['another key', await make({ apiv2Key: ANOTHER_KEY })],
      // a wrong key now and then gives a plaintext with a right padding
      ['a content that is no XML', await make({ content: 'no XML at all' })],
    ]
  }
  const flipped: [string, Forgery] = ['a flipped byte', { headers, body: flip(body) }]
  if (kind !== 'v3') return [flipped, ['another key', await make({ apiv2Key: ANOTHER_KEY })]]
  const probe = `WECHATPAY/SIGNTEST/${headers['Wechatpay-Signature']?.slice(19)}`
  return [
    flipped,
    [
      'another serial',
      { body, headers: { ...headers, 'Wechatpay-Serial': 'PUB_KEY_ID_0114232134912410000000000000' } },
    ],
    ['six minutes ago', await make({ now: Date.now() - SIX_MINUTES })],
    ['in six minutes', await make({ now: Date.now() + SIX_MINUTES })],
    ['a probe of the platform', { body, headers: { ...headers, 'Wechatpay-Signature': probe } }],
    ['the key of another merchant', await make({ apiv3Key: ANOTHER_KEY })],
  ]
}

/** Changes one letter of the content and leaves it well-formed. */
function flip(body: string): string {
  return body.replace(
    /("create_time":"20|<nonce_str><!\[CDATA\[)(.)/,
    (_, head, char) => `${head}${char === '1' ? '2' : '1'}`,
  )
}
