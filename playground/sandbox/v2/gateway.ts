import type { OperationBehaviour } from '../../../catalog/derive/behaviour/index.ts'
import { FIELDS_V2 } from '../../protocol/gateway/index.ts'
import { type Fields, readFields } from '../../protocol/xml/index.ts'
import { toBytes, toText } from '../../signature/index.ts'
import { type RawBody, readBody } from '../body.ts'
import { listCertificates } from '../certificates.ts'
import { decryptFieldsV2 } from '../decrypt.ts'
import type { Engine } from '../engine.ts'
import type { GatewayAnswer, GatewayRequest } from '../exchange.ts'
import { force } from '../faults/index.ts'
import { isFile } from '../files.ts'
import { type Input, type JsonObject, readFields as readInputFields, readTexts } from '../input.ts'
import { perform } from '../perform.ts'
import { publicKeyV2 } from '../platform.ts'
import { project, withoutSecrets } from '../project.ts'
import { type Check, Refusal, type Refuse } from '../refusal.ts'
import { encryptAnswer, fileAnswer, redirect } from '../respond.ts'
import { type Context, type Outcome, requestOf } from '../rules/index.ts'
import { writePath } from '../rules/values.ts'
import type { Trace } from '../traces/index.ts'
import { failBusiness, failFile, failReturn, type Signing, succeed } from './answer.ts'
import { type Verified, verifyFields } from './verify.ts'

export interface RequestV2 {
  operation: OperationBehaviour
  request: GatewayRequest
  target: string
  /** Decoded values of the path's parameters. */
  path: Record<string, string>
  publicUrl: string
  trace: Trace
}

export interface AnswerV2 {
  response: GatewayAnswer
  /** What was refused, for the log. */
  refusal?: Refusal
}

/** v2: one XML message each way, signed with the merchant's APIv2 key. Refusals, too, are HTTP 200. */
export async function answerV2(engine: Engine, sent: RequestV2): Promise<AnswerV2> {
  const refuse = engine.refusalsFor('')
  let known: Known | undefined
  try {
    const read = await readMessage(sent, refuse)
    const { merchants } = engine
    if (read.body) sent.trace.body = read.body
    sent.trace.fields = read.fields
    const verified = await verifyFields(sent.operation, read.fields, { refuse, findMerchant: merchants.find })
    sent.trace.merchant = verified.merchant
    await engine.arrive(verified.merchant)
    const input = toInput(sent, read, refuse)
    if (input.body) {
      await decryptFieldsV2(input.body, sent.operation.body?.fields ?? [], {
        platform: await engine.platform(),
        refuse,
      })
    }
    engine.validate(sent.operation, input, refuseField(refuse))
    known = {
      context: toContext({
        operation: sent.operation,
        input,
        merchant: verified.merchant,
        refuse,
        origin: sent.publicUrl,
        now: await engine.clock.now(verified.merchant.record.mchid),
      }),
      verified,
    }
    const { operation, request, trace } = sent
    const values = known.context.request
    await force(engine, { merchant: verified.merchant, operation, request: values, trace, sender: request })
    const verifiedBy = known
    const response = await perform(engine, known.context, {
      trace,
      respond: (outcome) => respond(engine, verifiedBy, outcome),
    })
    return { response }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { answer } = error
    const fail = (to: Known): GatewayAnswer =>
      isFile(sent.operation.reply) ? failFile(answer) : failBusiness(answer, base(engine, to), signingOf(to))
    const response = known ? fail(known) : failReturn(answer)
    return { response, refusal: error }
  }
}

/** What the gateway answers when it breaks itself. */
export function brokenV2(engine: Engine): GatewayAnswer {
  return failReturn(engine.refusalsFor('')('v2-internal').answer)
}

interface Known {
  context: Context
  verified: Verified
}

interface Message {
  /** Everything that is signed. */
  fields: Fields
  query: URLSearchParams
  body?: RawBody
}

async function readMessage({ operation, request, target }: RequestV2, refuse: Refuse): Promise<Message> {
  const query = new URLSearchParams(target.includes('?') ? target.slice(target.indexOf('?') + 1) : '')
  if (operation.method === 'get') return { fields: new Map(query), query }
  const body = await readBody(request, (check, options) =>
    refuse(check === 'body-too-large' ? 'v2-body-too-large' : check, options),
  )
  if (operation.body?.mediaType === 'multipart/form-data') {
    if (!body.form) throw refuse('v2-not-form')
    const texts = body.form.filter(({ filename }) => filename === undefined)
    return { fields: new Map(texts.map(({ name, bytes }) => [name, decode(bytes, refuse)])), query, body }
  }
  if (body.bytes.length === 0) throw refuse('v2-body-empty')
  const fields = readFields(decode(body.bytes, refuse))
  if (!fields) throw refuse('v2-not-xml')
  return { fields, query, body }
}

function decode(bytes: Uint8Array, refuse: Refuse): string {
  try {
    return toText(bytes)
  } catch {
    throw refuse('v2-not-utf8')
  }
}

/** The message as values; an empty element says nothing, as in the sign. */
function toInput({ operation, path }: RequestV2, { fields, query, body }: Message, refuse: Refuse): Input {
  const { parameters } = operation
  const input: Input = {
    path: readTexts(parameters.path, (name) => (Object.hasOwn(path, name) ? [path[name] ?? ''] : [])),
    query: readTexts(parameters.query, (name) => query.getAll(name)),
    files: new Map(),
  }
  if (!operation.body) return input
  const given = new Map([...fields].filter(([, value]) => value !== ''))
  if (body?.form)
    for (const { name, bytes, filename } of body.form) if (filename !== undefined) input.files.set(name, bytes)
  const texts = readInputFields(operation.body.fields, given)
  const files = Object.fromEntries([...input.files].map(([name, bytes]) => [name, { size: bytes.length }]))
  input.body = { ...texts, ...files }
  return input
}

/** The words of v2 for what the schemas refuse. */
function refuseField(refuse: Refuse): Refuse {
  const checks: Partial<Record<Check, Check>> = {
    'field-required': 'v2-field-required',
    'field-min-length': 'v2-field-length',
    'field-max-length': 'v2-field-length',
  }
  return (check, options = {}) => {
    const [, , ...names] = String(options.values?.source ?? '').split('/')
    return refuse(checks[check] ?? 'v2-field-wrong', { values: { ...options.values, field: names.join('.') } })
  }
}

function toContext(parts: Omit<Context, 'request' | 'publicKeyMode'>): Context {
  return { ...parts, request: requestOf(parts.input), publicKeyMode: false }
}

function signingOf({ context, verified }: Known): Signing {
  return { operation: context.operation, key: verified.merchant.record.apiv2_key, signType: verified.signType }
}

/** The fields that a refusal repeats: who asked. */
function base({ identities }: Engine, known: Known): JsonObject {
  const { operation, request } = known.context
  const names = operation.reply.fields.map(({ name }) => name)
  const kept = names.filter((name) => identities.own(name, known.verified.merchant.record) !== undefined)
  return Object.fromEntries(kept.flatMap((name) => (request[name] === undefined ? [] : [[name, request[name]]])))
}

async function respond(engine: Engine, known: Known, { object, file }: Outcome): Promise<GatewayAnswer> {
  const { context } = known
  const { operation, request, merchant } = context
  const { reply, rule } = operation
  if (reply.status >= 300) return redirect(reply.status, object)
  if (reply.mediaType !== undefined && (file || isFile(reply))) return fileAnswer(reply.status, reply.mediaType, file)
  const key = rule?.action === 'public-key' ? { [rule.field]: publicKeyV2(await engine.platform()) } : {}
  const certificates =
    rule?.action === 'certificates'
      ? writePath({}, rule.list, await listCertificates(await engine.platform(), merchant))
      : {}
  const value = project(
    reply.fields,
    { ...object, ...key, ...certificates },
    {
      request: rule ? request : withoutSecrets(request, operation),
      identities: engine.identities,
      merchant,
      examples: rule === undefined,
    },
  )
  await encryptAnswer(value, reply.fields, merchant.encrypting)
  if (reply.mediaType === 'application/json') {
    return { status: reply.status, headers: { 'Content-Type': reply.mediaType }, body: toBytes(JSON.stringify(value)) }
  }
  const { signType } = known.verified
  if (Object.hasOwn(value, FIELDS_V2.signType)) value[FIELDS_V2.signType] = signType
  return succeed(value, signingOf(known))
}
