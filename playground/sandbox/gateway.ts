import type { OperationBehaviour } from '../../catalog/derive/behaviour/index.ts'
import { GATEWAY_HEADERS, PUBLIC_KEY_ID_PREFIX } from '../protocol/gateway/index.ts'
import { readBody } from './body.ts'
import { listCertificates } from './certificates.ts'
import { decryptBody, decryptQuery } from './decrypt.ts'
import type { Engine } from './engine.ts'
import type { GatewayAnswer, GatewayRequest, RequestHeaders } from './exchange.ts'
import { force } from './faults/index.ts'
import { type Input, type JsonObject, readInput } from './input.ts'
import type { Merchant } from './merchants.ts'
import { perform } from './perform.ts'
import { project, withoutSecrets } from './project.ts'
import { Refusal, type Refuse } from './refusal.ts'
import { answer, encryptAnswer, refusalAnswer } from './respond.ts'
import { type Context, type Outcome, requestOf } from './rules/index.ts'
import { createFinish } from './traces/finish.ts'
import type { Trace } from './traces/index.ts'
import { answerV2, brokenV2 } from './v2/gateway.ts'
import { checkEnvelope, verifyRequest, withoutMount } from './verify.ts'

/** `publicUrl`: where people reach the sandbox. Without an answer the connection is to be cut. */
export type Gateway = (request: GatewayRequest, target: string, publicUrl: string) => Promise<GatewayAnswer | undefined>

/** The gateway itself: match → verify → validate → remember → respond → notify. */
export function createGateway(engine: Engine): Gateway {
  const { log } = engine.options
  const finish = createFinish(engine)
  return async (request, target, publicUrl) => {
    const { method, headers } = request
    const trace: Trace = { started: engine.now(), method, target, headers }
    const [path = ''] = withoutMount(target).split('?', 1)
    const response = await handle(engine, { request, target, path, publicUrl, trace }).catch((error: unknown) => {
      if (!(error instanceof Refusal)) trace.error = String(error)
      const { answer } = error instanceof Refusal ? error : engine.refusalsFor(path)('internal')
      trace.refusal = error instanceof Refusal ? nameOf(error) : { check: 'internal' }
      return trace.v2 ? brokenV2(engine) : refusalAnswer(answer)
    })
    const { operation, error, refusal } = trace
    log?.({
      method,
      path,
      status: response.status,
      ...(operation && { operation }),
      ...(error && { error }),
      ...(refusal && { refusal: refusal.code ?? refusal.check }),
    })
    await finish(trace, response)
    return trace.dropped ? undefined : response
  }
}

interface Exchange {
  request: GatewayRequest
  target: string
  path: string
  publicUrl: string
  trace: Trace
}

function nameOf({ answer, check }: Refusal): NonNullable<Trace['refusal']> {
  return { check, ...(answer.code !== undefined && { code: answer.code }) }
}

async function handle(engine: Engine, exchange: Exchange): Promise<GatewayAnswer> {
  const { request, path, publicUrl, trace, target } = exchange
  const matched = engine.match(request.method, path, engine.refusalsFor(path))
  trace.operation = matched.id
  const operation = await engine.operations(matched.id)
  trace.template = `/${operation.segments.join('/')}`
  if (operation.protocol === 'v3') return answerV3(engine, operation, { ...exchange, parameters: matched.path })
  trace.v2 = true
  const sent = { operation, request, target, path: matched.path, publicUrl, trace }
  const { response, refusal } = await answerV2(engine, sent)
  if (refusal) trace.refusal = nameOf(refusal)
  return response
}

async function answerV3(
  engine: Engine,
  operation: OperationBehaviour,
  {
    request: { headers, method },
    request,
    target,
    path,
    parameters,
    publicUrl,
    trace,
  }: Exchange & { parameters: Record<string, string> },
): Promise<GatewayAnswer> {
  const refuse = engine.refusalsFor(path)
  const { behaviour, userAgent = true } = engine.options
  checkEnvelope(headers, path, { refuse, template: behaviour.errors['headers-missing'], userAgent })
  const body = await readBody(request, refuse)
  trace.body = body
  const now = engine.now()
  const { merchant, authorization } = await verifyRequest(
    { method, headers, target, signed: body.signed, now: Math.floor(now / 1000) },
    { refuse, findMerchant: engine.merchants.find, rsa: engine.rsa },
  )
  trace.merchant = merchant
  trace.authorization = authorization
  await refuseReusedNonce(engine, { merchant, nonce: authorization.nonce, trace, refuse })
  await engine.arrive(merchant)
  const query = target.includes('?') ? target.slice(target.indexOf('?') + 1) : ''
  const input = readInput(operation, { path: parameters, query, body }, refuse)
  await decryptAndValidate(engine, { operation, input, headers, path })
  const wanted = headers.get(GATEWAY_HEADERS.serial)
  const publicKeyMode =
    wanted === null ? merchant.record.public_key_mode === true : wanted.startsWith(PUBLIC_KEY_ID_PREFIX)
  const context = {
    operation,
    merchant,
    input,
    request: requestOf(input),
    refuse,
    now: await engine.clock.now(merchant.record.mchid),
    publicKeyMode,
    origin: publicUrl,
  }
  await force(engine, { merchant, operation, request: context.request, trace, sender: request })
  return perform(engine, context, { trace, respond: (outcome) => respond(engine, context, outcome) })
}

/** Only where the operator wants it: whether the real gateway does is not known. */
async function refuseReusedNonce(
  { options, nonces }: Engine,
  { merchant, nonce, trace, refuse }: { merchant: Merchant; nonce: string; trace: Trace; refuse: Refuse },
): Promise<void> {
  if (!options.refuseReusedNonce) return
  trace.nonceReused = !(await nonces.use(merchant.record.mchid, nonce))
  if (trace.nonceReused) throw refuse('nonce-reused')
}

async function decryptAndValidate(
  engine: Engine,
  {
    operation,
    input,
    headers,
    path,
  }: { operation: OperationBehaviour; input: Input; headers: RequestHeaders; path: string },
): Promise<void> {
  const refuse = engine.refusalsFor(path)
  const { body, query } = input
  const platform = await engine.platform()
  await decryptQuery(query, operation.parameters.query, platform)
  if (body) await decryptBody(body, operation.body?.fields ?? [], { headers, platform, refuse })
  engine.validate(operation, input, refuse)
}

async function respond(engine: Engine, context: Context, { object, file }: Outcome): Promise<GatewayAnswer> {
  const { operation, merchant, request, publicKeyMode } = context
  const { reply, rule } = operation
  const platform = await engine.platform()
  const certificates: JsonObject =
    rule?.action === 'certificates' ? { [rule.list]: await listCertificates(platform, merchant) } : {}
  const value = project(
    reply.fields,
    { ...object, ...certificates },
    {
      request: rule ? request : withoutSecrets(request, operation),
      identities: engine.identities,
      merchant,
      examples: rule === undefined,
    },
  )
  await encryptAnswer(value, reply.fields, merchant.encrypting)
  const key = publicKeyMode ? platform.publicKey : platform.certificateKey
  return answer(reply, value, { key, now: engine.now(), rsa: engine.rsa, ...(file && { file }) })
}
