/** What the sandbox's tests share: a sandbox over the real catalog and a client that signs as a merchant does. */

import type { Behaviour, OperationBehaviour, Shape } from '../../catalog/derive/behaviour/index.ts'
import { keyNames } from '../../catalog/model/keys.ts'
import type { Json } from '../../catalog/model/types.ts'
import type { MerchantAnswer } from '../../playground/protocol/gateway/index.ts'
import {
  createMemoryStore,
  createPlatform,
  createSandbox,
  type Platform,
  type Sandbox,
  type SandboxOptions,
} from '../../playground/sandbox/index.ts'
import { loadBehaviour } from '../../playground/server/behaviour.node.ts'
import {
  buildAuthorization,
  encryptField,
  importEncryptingKey,
  importSigningKey,
  importVerifyingKey,
  randomNonce,
  requestMessage,
  type SignTypeV2,
  signMessage,
  signV2,
  type Verdict,
  verifyAnswer,
} from '../../playground/signature/index.ts'
import keys from '../vectors/keys.json' with { type: 'json' }

type JsonObject = { [name: string]: Json }

/** Made once: neither the catalog nor two RSA pairs change between tests. */
const shared: Promise<{ behaviour: Behaviour; platform: Platform }> = (async () => ({
  behaviour: await loadBehaviour(process.env.CATALOG_ROOT),
  platform: await createPlatform(),
}))()

export interface Kit {
  behaviour: Behaviour
  sandbox: Sandbox
  /** With the committed test key, because making one takes long; with `ownKey: false` the sandbox makes it. */
  register(options?: { ownKey?: boolean }): Promise<Client>
}

export async function createKit(options: Partial<SandboxOptions> = {}): Promise<Kit> {
  const { behaviour, platform } = await shared
  const sandbox = createSandbox({ behaviour, platform, store: createMemoryStore(), ...options })
  return { behaviour, sandbox, register: (options) => register(sandbox, options) }
}

export interface Sent {
  method?: string
  /** Path and query as sent. */
  url: string
  body?: Json | string
  headers?: Record<string, string>
  /** Changes what is signed or sent, for requests that must fail. */
  tamper?: Partial<{
    signedUrl: string
    signedMethod: string
    signedBody: string
    nonce: string
    timestamp: string
    serialNo: string
    mchid: string
    signature: string
    authorization: string
  }>
  form?: FormData
}

export interface Got {
  status: number
  headers: Headers
  text: string
  bytes: Uint8Array<ArrayBuffer>
  json: JsonObject
  verdict: Verdict
}

/** A v2 message as a merchant sends it; `tamper` changes it after it was signed. */
export interface SentXml {
  method?: string
  url: string
  fields: Record<string, string>
  signType?: SignTypeV2
  /** Sent as it is, in the place of the XML. */
  text?: string | Uint8Array<ArrayBuffer>
  key?: string
  tamper?: Record<string, string>
  form?: FormData
}

export interface GotXml {
  status: number
  headers: Headers
  text: string
  fields: Record<string, string>
  /** Whether the answer's sign is the merchant's; `undefined` where it has none. */
  signed: boolean | undefined
}

export interface Client {
  merchant: MerchantAnswer
  send(request: Sent): Promise<Got>
  sendXml(request: SentXml): Promise<GotXml>
  /** A control call. */
  control(method: string, path: string, body?: Json): Promise<{ status: number; json: JsonObject }>
  encrypt(text: string, key?: 'certificate' | 'public_key'): Promise<string>
}

async function register(sandbox: Sandbox, { ownKey = true }: { ownKey?: boolean } = {}): Promise<Client> {
  const body = ownKey ? { body: JSON.stringify({ public_key: keys.public_key }) } : {}
  const response = await sandbox.fetch(
    new Request('http://sandbox.test/_sandbox/merchants', { method: 'POST', ...body }),
  )
  const merchant = (await response.json()) as MerchantAnswer
  const signing = await importSigningKey(merchant.private_key ?? keys.private_key)
  const platformKeys = new Map([
    [merchant.platform.serial_no, await importVerifyingKey(merchant.platform.certificate)],
    [merchant.platform.public_key_id, await importVerifyingKey(merchant.platform.public_key)],
  ])
  return {
    merchant,
    async send({ method = 'GET', url, body, headers, tamper = {}, form }) {
      const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
      const timestamp = tamper.timestamp ?? String(Math.floor(Date.now() / 1000))
      const nonce = randomNonce()
      const signed = {
        method: tamper.signedMethod ?? method,
        url: tamper.signedUrl ?? url,
        timestamp,
        nonce: tamper.nonce ?? nonce,
        body: tamper.signedBody ?? text,
      }
      const signature = tamper.signature ?? (await signMessage(signing, requestMessage(signed)))
      const { mchid, serial_no } = merchant
      const authorization = buildAuthorization({
        mchid: tamper.mchid ?? mchid,
        serialNo: tamper.serialNo ?? serial_no,
        nonce,
        timestamp,
        signature,
      })
      const request = new Request(`http://sandbox.test${url}`, {
        method,
        headers: {
          Accept: 'application/json',
          'User-Agent': 'test',
          ...(text !== '' && !form && { 'Content-Type': 'application/json' }),
          Authorization: tamper.authorization ?? authorization,
          ...headers,
        },
        ...(form ? { body: form } : text !== '' && { body: text }),
      })
      return toGot(await sandbox.fetch(request, { rawTarget: url }), platformKeys)
    },
    sendXml: (request) => sendXml(sandbox, merchant, request),
    async control(method, path, body) {
      const answer = await sandbox.fetch(
        new Request(`http://sandbox.test/_sandbox${path}`, {
          method,
          headers: { Authorization: `Bearer ${merchant.control_token}` },
          ...(body !== undefined && { body: JSON.stringify(body) }),
        }),
      )
      return { status: answer.status, json: parse(await answer.text()) }
    },
    encrypt: async (text, key = 'certificate') => encryptField(await importEncryptingKey(merchant.platform[key]), text),
  }
}

async function sendXml(sandbox: Sandbox, merchant: MerchantAnswer, request: SentXml): Promise<GotXml> {
  const { method = 'POST', url, key = merchant.apiv2_key, tamper = {}, text, form } = request
  const fields: Record<string, string> = { ...request.fields, ...(request.signType && { sign_type: request.signType }) }
  const signType = fields.sign_type === 'HMAC-SHA256' ? 'HMAC-SHA256' : 'MD5'
  const signed = { ...fields, sign: signV2(fields, key, signType), ...tamper }
  const isGet = method === 'GET'
  const target = isGet ? `${url}?${new URLSearchParams(signed)}` : url
  for (const [name, value] of form ? Object.entries(signed) : []) form?.append(name, value)
  const body = isGet ? null : (form ?? text ?? toXml(signed))
  const headers = new Headers(form ? undefined : { 'Content-Type': 'text/xml; charset=utf-8' })
  const answer = await sandbox.fetch(new Request(`http://sandbox.test${target}`, { method, headers, body }), {
    rawTarget: target,
  })
  const answered = await answer.text()
  const found = fromXml(answered)
  const { sign, ...rest } = found
  const type = sign?.length === 64 ? 'HMAC-SHA256' : 'MD5'
  return {
    status: answer.status,
    headers: answer.headers,
    text: answered,
    fields: found,
    signed: sign === undefined ? undefined : sign === signV2(rest, merchant.apiv2_key, type),
  }
}

/** The message as an SDK writes it. */
export function toXml(fields: Record<string, string>): string {
  const lines = Object.entries(fields).map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`)
  return `<xml>${lines.join('')}</xml>`
}

/** The fields of a flat message; the texts of elements inside elements are left out. */
export function fromXml(text: string): Record<string, string> {
  const found = text.matchAll(/<(\w+)>(?:<!\[CDATA\[([\s\S]*?)\]\]>|([^<]*))<\/\1>/g)
  return Object.fromEntries([...found].map(([, name, data, plain]) => [name, data ?? plain]))
}

async function toGot(response: Response, keys: Map<string, CryptoKey>): Promise<Got> {
  const bytes = new Uint8Array(await response.arrayBuffer())
  const text = new TextDecoder().decode(bytes)
  const verdict = await verifyAnswer({
    status: response.status,
    headers: response.headers,
    body: bytes,
    keys,
    now: Date.now(),
  })
  return { status: response.status, headers: response.headers, text, bytes, json: parse(text), verdict }
}

function parse(text: string): JsonObject {
  try {
    return JSON.parse(text) as JsonObject
  } catch {
    return {}
  }
}

export interface SampleOptions {
  /** Puts a fresh number into the key fields of a creation. */
  fresh?: boolean
  /** Keeps the catalog's example identities except for the merchant's number. */
  exampleIdentity?: boolean
}

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

interface Filled {
  path: JsonObject
  query: JsonObject
  body?: JsonObject
}

/** The example with this merchant's numbers in it. */
function fillExample(
  operation: OperationBehaviour,
  { merchant }: Client,
  behaviour: Behaviour,
  { fresh = false, exampleIdentity = false }: SampleOptions,
): Filled {
  const own: Record<string, string> = {}
  for (const [kind, names] of Object.entries(behaviour.identity)) {
    if (exampleIdentity && kind !== 'mchid') continue
    for (const name of names) own[name] = String(merchant[kind as 'mchid'])
  }
  const rule = operation.rule?.action === 'create' && fresh ? operation.rule : undefined
  const keys = rule ? keyNames(rule.key) : []
  const renewed = (value: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(value).map(([name, item]) => [
        name,
        keys.includes(name) ? freshNumber(item) : renew(item, rule?.fresh ?? []),
      ]),
    )
  const { path, query, body } = operation.example
  return {
    path: replace(path, own) as JsonObject,
    query: replace(query, own) as JsonObject,
    ...(body && { body: renewed(replace(body, own) as JsonObject) }),
  }
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

function replace(value: Json, own: Record<string, string>): Json {
  if (Array.isArray(value)) return value.map((item) => replace(item, own))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, own[name] ?? replace(item, own)]))
}

/** New numbers in these fields, at any depth. */
function renew(value: Json, names: string[]): Json {
  if (Array.isArray(value)) return value.map((item) => renew(item, names))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
  return Object.fromEntries(
    entries.map(([name, item]) => [name, names.includes(name) ? freshNumber(item) : renew(item, names)]),
  )
}

function freshNumber(value: Json | undefined): string {
  return `${randomNonce()}`.slice(0, Math.max(8, String(value).length)).slice(0, 32)
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
