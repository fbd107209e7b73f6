/** The unedited samples of operations, ready to be sent. */
import type { Behaviour, OperationBehaviour, Shape } from '../../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../../catalog/model/types.ts'
import { randomNonce } from '../../../playground/signature/index.ts'
import type { Client, JsonObject, Sent } from './client.ts'
import type { SentXml } from './client-v2.ts'
import { fillExample, type SampleOptions } from './example.ts'

/** The unedited sample of an operation, as the playground sends it. */
export async function sampleOf(
  operation: OperationBehaviour,
  client: Client,
  behaviour: Behaviour,
  options: SampleOptions = {},
): Promise<Sent> {
  const { merchant } = client
  const { path, query, body } = fillExample(operation, client, behaviour, options)
  const sent: Sent = { method: operation.method.toUpperCase(), url: addressOf(operation, path, query) }
  if (!body || !operation.body) return sent
  const encrypted = await encryptAll(body, operation.body.fields, client)
  const isForm = operation.body.mediaType === 'multipart/form-data'
  return {
    ...sent,
    ...(isForm ? toForm(body, operation.body.fields) : { body }),
    ...(encrypted && { headers: { 'Wechatpay-Serial': merchant.platform.serial_no } }),
  }
}

/** The same of a v2 operation: what the page signs, so without `sign`, and with a nonce and a merchant in any case. */
export async function sampleXmlOf(
  operation: OperationBehaviour,
  client: Client,
  behaviour: Behaviour,
  options: SampleOptions = {},
): Promise<SentXml> {
  const { path, query, body = {} } = fillExample(operation, client, behaviour, options)
  const isGet = operation.method === 'get'
  await encryptAll(body, operation.body?.fields ?? [], client)
  const { sign: _, ...own } = isGet ? query : body
  const given = Object.fromEntries(
    Object.entries(own).flatMap(([name, value]) => {
      const file = operation.body?.fields.some((field) => field.name === name && field.type === 'binary')
      return file ? [] : [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]]
    }),
  )
  const named = ['mch_id', 'mchid', 'combine_mch_id'].some((name) => Object.hasOwn(given, name))
  const { form } =
    operation.body?.mediaType === 'multipart/form-data' ? toForm(fileParts(operation, body), operation.body.fields) : {}
  return {
    method: operation.method.toUpperCase(),
    url: addressOf(operation, path, isGet ? {} : query),
    fields: {
      ...(!named && { mch_id: client.merchant.mchid }),
      ...(!operation.nonceless && { nonce_str: randomNonce() }),
      ...given,
    },
    ...(form && { form }),
  }
}

function fileParts({ body }: OperationBehaviour, value: JsonObject): JsonObject {
  const files = (body?.fields ?? []).filter(({ type }) => type === 'binary')
  return Object.fromEntries(files.flatMap(({ name }) => (value[name] === undefined ? [] : [[name, value[name]]])))
}

/** Path and query; a list is a repeated name, an object its JSON. */
function addressOf({ segments }: OperationBehaviour, path: JsonObject, query: JsonObject): string {
  const filled = segments.map((segment) =>
    segment.startsWith('{') ? encodeURIComponent(String(path[segment.slice(1, -1)])) : segment,
  )
  const text = (value: Json): string => (typeof value === 'object' ? JSON.stringify(value) : String(value))
  const pairs = Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => [name, text(one)]))
  const search = new URLSearchParams(pairs).toString()
  return `/${filled.join('/')}${search ? `?${search}` : ''}`
}

function toForm(body: JsonObject, fields: Shape[]): Pick<Sent, 'form' | 'tamper'> {
  const form = new FormData()
  let signedBody = ''
  for (const { name, type } of fields) {
    const value = body[name]
    if (value === undefined) continue
    if (type === 'binary') {
      const bytes = Uint8Array.from(atob(String(value)), (char) => char.charCodeAt(0))
      form.append(name, new Blob([bytes], { type: 'image/png' }), 'pixel.png')
    } else {
      signedBody = JSON.stringify(value)
      form.append(name, signedBody)
    }
  }
  return { form, tamper: { signedBody } }
}

/** Encrypts the fields that are sent encrypted; tells whether there was one. */
export async function encryptAll(value: JsonObject, shapes: Shape[], client: Client): Promise<boolean> {
  let found = false
  for (const shape of shapes) {
    const item = value[shape.name]
    if (item === undefined) continue
    if (shape.encrypted && typeof item === 'string') {
      value[shape.name] = await client.encrypt(item)
      found = true
    }
    for (const inner of shape.fields ? [item].flat() : []) {
      if (typeof inner === 'object' && inner !== null && !Array.isArray(inner))
        found = (await encryptAll(inner, shape.fields ?? [], client)) || found
    }
  }
  return found
}
