import * as v from 'valibot'
import { DIAGNOSIS_HEADER, type Diagnosis, TRACE_HEADER } from '../protocol/gateway/index.ts'
import type { Addresses } from './addresses.ts'
import type { GatewayFetch } from './gateway.ts'
import type { Identity } from './identity/index.ts'
import type { Exchange } from './transport/index.ts'

const PARTS: Record<string, string> = {
  method: '请求方法',
  url: '地址',
  timestamp: '时间戳',
  nonce: '随机串',
  body: '正文',
  end: '结尾',
}

const differenceSchema = v.object({ byte: v.number(), part: v.string(), expected: v.string(), signed: v.string() })
const diagnosisSchema = v.object({
  cause: v.string(),
  causes: v.array(v.string()),
  title: v.string(),
  detail: v.string(),
  advice: v.string(),
  proven: v.boolean(),
  signed: v.exactOptional(v.string()),
  difference: v.exactOptional(differenceSchema),
}) satisfies v.GenericSchema<unknown, Diagnosis>
const traceSchema = v.object({ signature: v.object({ diagnosis: v.optional(diagnosisSchema) }) })

export interface DiagnosisOptions {
  addresses: Addresses
  ask: GatewayFetch
  identity: Identity
}

/** Why the sandbox refused the signature of an exchange; `undefined` where it did not, or has no more to say of it. Never rejects. */
export async function readDiagnosis(
  { outcome }: Exchange,
  { addresses, ask, identity }: DiagnosisOptions,
): Promise<Diagnosis | undefined> {
  if (outcome?.kind !== 'sent') return undefined
  const headers = new Headers(outcome.answer.headers)
  const id = headers.get(TRACE_HEADER)
  if (!headers.has(DIAGNOSIS_HEADER) || id === null) return undefined
  try {
    const response = await ask(addresses.trace(id), { headers: { Authorization: `Bearer ${identity.control_token}` } })
    const trace = v.safeParse(traceSchema, await response.json())
    return trace.success ? trace.output.signature.diagnosis : undefined
  } catch {
    // the refusal itself is shown either way
    return undefined
  }
}

/** Which line of what is signed differs first, and from which byte on. */
export function placeOf({ byte, part }: NonNullable<Diagnosis['difference']>): string {
  return `从第 ${byte + 1} 个字节起不同，在${PARTS[part] ?? part}处`
}
