/** One operation asked in its own protocol, and what the merchant reads in the answer. */
import type { OperationBehaviour } from '../../../catalog/derive/behaviour/index.ts'
import type { JsonObject } from '../kit/client.ts'
import { type Filled, fillExample } from '../kit/example.ts'
import { type Client, type Kit, sampleOf, sampleXmlOf } from '../kit/index.ts'
import { plain, readXml, typed } from '../validity.ts'

export interface Exchange {
  ok: boolean
  /** HTTP status and text as they came. */
  shown: string
  /** Of a refusal. */
  code?: string
  /** What the request said, in plain text. */
  said: JsonObject
  /** Plain values: decrypted, and JSON texts as what they carry. */
  value: JsonObject
}

export interface Asked {
  kit: Pick<Kit, 'behaviour'>
  client: Client
  fresh?: boolean
  /** Numbers that the request says, whatever the example has in their fields. */
  numbers?: JsonObject
  /** Changes what the request says, before it is encrypted and signed. */
  change?: (body: JsonObject) => JsonObject
}

/** The identities are in the example already; a number that the merchant was given stays as it is. */
const FILLED = { exampleIdentity: true }

/** Sends an operation's example; `fresh` puts a new number into the key fields of a creation. */
export async function exchange(
  operation: OperationBehaviour,
  { kit, client, fresh = false, numbers = {}, change }: Asked,
): Promise<Exchange> {
  const filled = fillExample(operation, client, kit.behaviour, { fresh })
  const example = { ...filled, ...(change && filled.body && { body: change(filled.body) }) }
  for (const [name, value] of Object.entries(numbers)) placeOf(name, operation, example)[name] = value
  const { body = {}, query, path } = structuredClone(example)
  const said = { ...body, ...query, ...path }
  const asked = { ...operation, example }
  const answered =
    operation.protocol === 'v3' ? await askV3(asked, { kit, client }) : await askV2(asked, { kit, client })
  return { ...answered, said }
}

/** Path, query or body: where the example has a field, else where the operation takes it. */
function placeOf(name: string, { parameters }: OperationBehaviour, { path, query, body }: Filled): JsonObject {
  const place = [path, query, body ?? {}].find((one) => Object.hasOwn(one, name))
  return place ?? (parameters.query.some((one) => one.name === name) ? query : (body ?? {}))
}

async function askV3(operation: OperationBehaviour, { kit, client }: Asked): Promise<Omit<Exchange, 'said'>> {
  const { reply } = operation
  const got = await client.send(await sampleOf(operation, client, kit.behaviour, FILLED))
  const ok = got.status === reply.status
  return {
    ok,
    shown: `${got.status} ${got.text}`,
    ...(!ok && { code: String(got.json.code) }),
    value: ok ? await plain(got.json, reply.fields) : {},
  }
}

async function askV2(operation: OperationBehaviour, { kit, client }: Asked): Promise<Omit<Exchange, 'said'>> {
  const { reply } = operation
  const got = await client.sendXml(await sampleXmlOf(operation, client, kit.behaviour, FILLED))
  if (reply.status >= 300) return { ok: got.status === reply.status, shown: `${got.status}`, value: {} }
  const message = readXml(got.text)
  const ok = got.status === reply.status && message.return_code === 'SUCCESS' && message.result_code !== 'FAIL'
  const value = ok ? await plain(typed(message, reply.fields), reply.fields) : {}
  return { ok, shown: `${got.status} ${got.text}`, ...(!ok && { code: String(message.err_code) }), value }
}
