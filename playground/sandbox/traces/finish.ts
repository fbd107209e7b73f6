import {
  DIAGNOSIS_HEADER,
  type Diagnosis,
  FIELDS_V2,
  GATEWAY_HEADERS,
  TRACE_HEADER,
} from '../../protocol/gateway/index.ts'
import { requestMessage, toBytes } from '../../signature/index.ts'
import { readLoosely } from '../diagnose/header.ts'
import { diagnose, expectedMessage, type Refused, showBytes } from '../diagnose/index.ts'
import { diagnoseV2, expectedV2 } from '../diagnose/v2.ts'
import type { Engine } from '../engine.ts'
import type { GatewayAnswer } from '../exchange.ts'
import type { Merchant } from '../merchants.ts'
import { withoutMount } from '../verify.ts'
import { isOfSignature } from './entry.ts'
import type { Trace } from './trace.ts'

/** Other merchants whose key may have been taken by mistake: those that came last. */
const NEIGHBOURS = 50
/** Longest number of a merchant; what claims to be one may be anything. */
const RE_MCHID = /^\d{1,20}$/

export type Finish = (trace: Trace, answer: GatewayAnswer) => Promise<void>

/**
 * What is done with every exchange once its answer is known: a refused signature is diagnosed, the answer is told its
 * trace, and the exchange is kept in the background. Never rejects, and never changes what the gateway says.
 */
export function createFinish(engine: Engine): Finish {
  const allowed = createAllowance(engine.now)
  return async (trace, answer) => {
    const ofSignature = trace.refusal !== undefined && isOfSignature(trace.refusal.check)
    const merchant = trace.merchant ?? (await claimedMerchant(engine, trace))
    const diagnosis = ofSignature && allowed() ? await explain(engine, trace, merchant) : undefined
    if (diagnosis) answer.headers[DIAGNOSIS_HEADER] = diagnosis.cause
    if (!merchant) return
    const id = trace.id ?? engine.traces.nextId()
    answer.headers[TRACE_HEADER] = id
    engine.traces.keep({
      id,
      trace,
      merchant,
      answer,
      milliseconds: Math.max(0, engine.now() - trace.started),
      message: () => messageOf(trace),
      ...(diagnosis && { diagnosis }),
    })
  }
}

/** The merchant whose number stands in a request that is not proven to be his. */
async function claimedMerchant({ merchants }: Engine, { headers, fields }: Trace): Promise<Merchant | undefined> {
  const header = headers.get(GATEWAY_HEADERS.authorization)
  const names = FIELDS_V2.merchant
  const mchid = header
    ? readLoosely(header.slice(0, 4096)).get('mchid')
    : fields?.get(names.find((name) => fields.has(name)) ?? '')
  if (mchid === undefined || !RE_MCHID.test(mchid)) return undefined
  return merchants.find(mchid).catch(() => undefined)
}

async function explain(engine: Engine, trace: Trace, merchant?: Merchant): Promise<Diagnosis | undefined> {
  const check = trace.refusal?.check ?? ''
  if (trace.v2) return trace.fields && diagnoseV2({ check, fields: trace.fields, ...(merchant && { merchant }) })
  const { certificateKey, publicKey } = await engine.platform()
  return diagnose(toRefused(trace, { check, now: engine.now(), ...(merchant && { merchant }) }), {
    platform: [certificateKey.serial, publicKey.serial],
    neighbours: () => engine.merchants.newest(NEIGHBOURS),
  })
}

function toRefused(
  trace: Trace,
  { check, now, merchant }: { check: string; now: number; merchant?: Merchant },
): Refused {
  const { method, headers, body } = trace
  const host = headers.get('Host')
  return {
    check,
    method,
    target: withoutMount(trace.target),
    ...(host !== null && { host }),
    ...(trace.template !== undefined && { template: trace.template }),
    authorization: headers.get(GATEWAY_HEADERS.authorization),
    signed: body?.signed ?? toBytes(''),
    whole: body?.bytes ?? toBytes(''),
    now: Math.floor(now / 1000),
    ...(merchant && { merchant }),
  }
}

/** What has to be signed, escaped and shortened; nothing where the request was refused before it was read. */
function messageOf(trace: Trace): string | undefined {
  if (trace.v2) return trace.fields && expectedV2(trace.fields)
  const { method, target, body, authorization } = trace
  if (!body) return undefined
  const message = authorization
    ? requestMessage({ ...authorization, method, url: withoutMount(target), body: body.signed })
    : expectedMessage(toRefused(trace, { check: '', now: 0 }))
  return message && showBytes(message)
}

/** So many diagnoses a second: they cost more than other refusals, and whoever asks for many learns nothing new. */
function createAllowance(now: () => number, perSecond = 50): () => boolean {
  let second = 0
  let used = 0
  return () => {
    const current = Math.floor(now() / 1000)
    if (current !== second) used = 0
    second = current
    return ++used <= perSecond
  }
}
