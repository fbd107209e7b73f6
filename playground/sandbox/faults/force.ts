import type { OperationBehaviour } from '../../../catalog/derive/behaviour/index.ts'
import type { Json } from '../../../catalog/model/types.ts'
import type { Engine } from '../engine.ts'
import type { GatewayRequest } from '../exchange.ts'
import type { Merchant } from '../merchants.ts'
import { Refusal } from '../refusal.ts'
import type { Trace } from '../traces/index.ts'
import { magicCode } from './magic.ts'
import { toMilliseconds } from './schema.ts'

interface Call {
  merchant: Merchant
  operation: OperationBehaviour
  /** Path, query and body side by side. */
  request: Json
  trace: Trace
  /** Its signal ends a wait when the sender is gone; asked for then alone, because runtimes make it when it is. */
  sender?: Pick<GatewayRequest, 'signal'>
}

/** Refuses a call whose failure was asked for, by a value in it or by a fault; what it would have changed stays as it is. */
export async function force(engine: Engine, { merchant, operation, request, trace, sender }: Call): Promise<void> {
  const magic = magicCode(trace.target, request, operation.messages)
  const fault = magic === undefined ? await engine.faults.take(merchant.record.mchid, operation) : undefined
  const { code, status, message, delay, drop } = fault ?? { code: magic }
  if (magic === undefined && !fault) return
  trace.forced = fault ? 'fault' : 'magic'
  if (delay !== undefined) await pause(toMilliseconds(delay) ?? 0, engine, sender?.signal)
  if (drop) trace.dropped = drop
  if (code === undefined && drop !== 'request') return
  throw new Refusal(trace.forced, {
    status: status ?? statusOf(operation, code ?? ''),
    code: code ?? 'SYSTEM_ERROR',
    message: message ?? operation.messages[code ?? ''] ?? '沙箱按要求返回的错误',
    requestId: true,
  })
}

/** As documented; v2 refuses with 200. */
function statusOf({ protocol, statuses = {} }: OperationBehaviour, code: string): number {
  if (protocol === 'v2') return 200
  return statuses[code] ?? 400
}

async function pause(milliseconds: number, { options }: Engine, signal?: AbortSignal): Promise<void> {
  if (options.pause) return options.pause(milliseconds)
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, milliseconds)
    signal?.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
