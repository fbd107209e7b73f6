import type { Engine } from './engine.ts'
import type { GatewayAnswer } from './exchange.ts'
import { type Context, type Outcome, runOperation } from './rules/index.ts'
import type { Trace } from './traces/index.ts'

/**
 * Does what a request asks for and answers it. What follows goes on in the background; the trace notes what was changed
 * and notified, and the notifications name the trace.
 */
export async function perform(
  engine: Engine,
  context: Context,
  { trace, respond }: { trace: Trace; respond: (outcome: Outcome) => Promise<GatewayAnswer> },
): Promise<GatewayAnswer> {
  const id = engine.traces.nextId()
  trace.id = id
  const outcome = await runOperation(engine, { ...context, trace: id })
  trace.changes = outcome.changes
  trace.notifications = outcome.notifications
  const response = await respond(outcome)
  trace.following = outcome.after()
  engine.background(trace.following)
  return response
}
