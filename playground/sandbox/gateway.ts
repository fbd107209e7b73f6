import type { OperationBehaviour } from '../../catalog/derive/behaviour/index.ts'
import { GATEWAY_HEADERS, PUBLIC_KEY_ID_PREFIX } from '../protocol/gateway/index.ts'
import { readBody } from './body.ts'
import { listCertificates } from './certificates.ts'
import { decryptBody } from './decrypt.ts'
import type { Engine } from './engine.ts'
import { assign } from './expression.ts'
import { type Input, type JsonObject, readInput } from './input.ts'
import type { Merchant } from './merchants.ts'
import { Refusal } from './refusal.ts'
import { type Context, requestOf, scopeFor } from './remember/context.ts'
import { type Remembered, remember } from './remember/index.ts'
import { answer, encryptAnswer, project, refusalAnswer } from './respond.ts'
import { notifyOf, transition } from './transition.ts'
import { checkEnvelope, verifyRequest, withoutMount } from './verify.ts'

export type Gateway = (request: Request, target: string) => Promise<Response>

/** The gateway itself: match → verify → validate → remember → respond → notify. */
export function createGateway(engine: Engine): Gateway {
  const { log } = engine.options
  return async (request, target) => {
    const trace: Trace = {}
    const [path = ''] = withoutMount(target).split('?', 1)
    let refusal: Refusal | undefined
    const response = await handle(engine, { request, target, path, trace }).catch((error: unknown) => {
      if (!(error instanceof Refusal)) trace.error = String(error)
      refusal = error instanceof Refusal ? error : engine.refusalsFor(path)('internal')
      return refusalAnswer(refusal.answer)
    })
    const { method } = request
    log?.({
      method,
      path,
      status: response.status,
      ...trace,
      ...(refusal && { refusal: refusal.answer.code ?? refusal.check }),
    })
    return response
  }
}

interface Exchange {
  request: Request
  target: string
  path: string
  trace: Trace
}

/** Filled as soon as it is known, so that any later failure can be told of it. */
interface Trace {
  operation?: string
  error?: string
}

async function handle(engine: Engine, { request, target, path, trace }: Exchange): Promise<Response> {
  const refuse = engine.refusalsFor(path)
  const { headers, method } = request
  const matched = engine.match(method, path, refuse)
  const { operation } = matched
  trace.operation = operation.id
  if (operation.protocol !== 'v3') throw refuse('protocol-unserved')
  const { behaviour, userAgent = true } = engine.options
  checkEnvelope(headers, path, { refuse, template: behaviour.errors['headers-missing'], userAgent })
  const body = await readBody(request, refuse)
  const now = engine.now()
  const merchant = await verifyRequest(
    { method, headers, target, signed: body.signed, now: Math.floor(now / 1000) },
    { refuse, findMerchant: engine.merchants.find },
  )
  const query = target.includes('?') ? target.slice(target.indexOf('?') + 1) : ''
  const input = readInput(operation, { path: matched.path, query, body }, refuse)
  await decryptAndValidate(engine, { operation, input, headers, path })
  const publicKeyMode = headers.get(GATEWAY_HEADERS.serial)?.startsWith(PUBLIC_KEY_ID_PREFIX) === true
  const { identities } = engine
  const objects = engine.objectsOf(merchant.record.mchid)
  const context = {
    behaviour,
    operation,
    merchant,
    objects,
    identities,
    input,
    request: requestOf(input),
    refuse,
    now,
    publicKeyMode,
  }
  const outcome = await remember(context)
  const response = await respond(engine, context, outcome)
  goOn(engine, merchant, outcome)
  return response
}

async function decryptAndValidate(
  engine: Engine,
  { operation, input, headers, path }: { operation: OperationBehaviour; input: Input; headers: Headers; path: string },
): Promise<void> {
  const refuse = engine.refusalsFor(path)
  const { body } = input
  if (body)
    await decryptBody(body, operation.body?.fields ?? [], { headers, platform: await engine.platform(), refuse })
  engine.validate(operation, input, refuse)
}

async function respond(engine: Engine, context: Context, { object, roots }: Remembered): Promise<Response> {
  const { operation, merchant, request, identities, publicKeyMode, now } = context
  const { reply, rule } = operation
  const platform = await engine.platform()
  const made = rule && 'reply' in rule ? assign(object, rule.reply, scopeFor(context, roots)) : object
  const certificates: JsonObject =
    rule?.action === 'certificates' ? { [rule.list]: await listCertificates(platform, merchant) } : {}
  const value = project(reply.fields, { ...made, ...certificates }, { request, identities, merchant })
  await encryptAnswer(value, reply.fields, merchant.encrypting)
  const key = publicKeyMode ? platform.publicKey : platform.certificateKey
  return answer(reply, value, { key, now })
}

/** What happens after the answer: the notification of a change, and the transition that follows a creation. */
function goOn(engine: Engine, merchant: Merchant, { moved, follow }: Remembered): void {
  if (moved) engine.background(notifyOf(engine, merchant, moved))
  if (follow) engine.background(transition(engine, merchant, follow))
}
