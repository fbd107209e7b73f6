import { type Ref, ref, shallowRef } from 'vue'
import { type Call, FRAME_LIMITS, type Shown } from '../../protocol/frames/index.ts'
import type { Problem } from '../editor/index.ts'
import type { PlaygroundError } from '../error.ts'
import type { Identity } from '../identity/index.ts'
import type { CallReply, Program, RunEnd, RunEvent } from '../runner/index.ts'
import { createTransport, type Exchange, type Outcome } from '../transport/index.ts'
import type { PlaygroundContext } from './context.ts'

/** One line of the console. */
export interface ConsoleLine {
  key: number
  event: RunEvent
}

/** One program from its start to its end, as the panels show it. */
export interface RunState {
  running: Readonly<Ref<boolean>>
  end: Readonly<Ref<RunEnd | undefined>>
  error: Readonly<Ref<PlaygroundError | undefined>>
  value: Readonly<Ref<Shown | undefined>>
  lines: Readonly<Ref<ConsoleLine[]>>
  dropped: Readonly<Ref<number>>
  exchanges: Readonly<Ref<Exchange[]>>
  run(program: Program, identity: Identity): Promise<void>
  /** The code does not compile: a run that ended before it began. */
  refuse(problems: Problem[]): void
  stop(): void
  /** Ends what runs and forgets what it said. */
  reset(): void
}

interface RunOptions {
  /** The gateway answered 401: perhaps it has lost the merchant. */
  onUnauthorized(): void
}

export function useRun({ runner, addresses, gateway }: PlaygroundContext, { onUnauthorized }: RunOptions): RunState {
  const running = ref(false)
  const end = ref<RunEnd>()
  const error = shallowRef<PlaygroundError>()
  const value = shallowRef<Shown>()
  const lines = shallowRef<ConsoleLine[]>([])
  const dropped = ref(0)
  const exchanges = shallowRef<Exchange[]>([])
  let last = 0

  function addEvent(event: RunEvent): void {
    if (event.kind === 'dropped') dropped.value = event.count
    else if (lines.value.length < FRAME_LIMITS.lines) lines.value = [...lines.value, { key: lines.value.length, event }]
    else dropped.value++
  }

  function addExchange(exchange: Exchange): void {
    const others = exchanges.value.filter(({ id }) => id !== exchange.id)
    exchanges.value = [...others, exchange].sort((one, other) => one.id - other.id)
  }

  function clear(): void {
    end.value = undefined
    error.value = undefined
    value.value = undefined
    lines.value = []
    dropped.value = 0
    exchanges.value = []
  }

  async function run(program: Program, identity: Identity): Promise<void> {
    clear()
    const own = ++last
    running.value = true
    const send = createTransport({
      identity,
      addresses,
      request: gateway.send,
      onExchange: (exchange) => own === last && addExchange(exchange),
    })
    const { platform } = identity
    const ended = await runner.run(program, {
      platform: { key: platform.certificate, serial: platform.serial_no },
      onEvent: (event) => own === last && addEvent(event),
      onCall: async (call: Call, signal) => toReply(await send(call, signal)),
    })
    if (own !== last) return
    running.value = false
    end.value = ended.end
    error.value = ended.error
    value.value = ended.value
    if (exchanges.value.some(({ outcome }) => outcome?.kind === 'sent' && outcome.answer.status === 401))
      onUnauthorized()
  }

  function refuse(problems: Problem[]): void {
    clear()
    for (const { message, line, column } of problems) {
      addEvent({
        kind: 'thrown',
        origin: 'script',
        value: { kind: 'error', text: message },
        place: { line, column },
        stack: [],
      })
    }
    end.value = 'failed'
  }

  function reset(): void {
    last += 1
    runner.stop()
    running.value = false
    clear()
  }

  return { running, refuse, reset, end, error, value, lines, dropped, exchanges, run, stop: () => runner.stop() }
}

function toReply(outcome: Outcome): CallReply {
  if (outcome.kind !== 'sent') {
    return { outcome: outcome.kind, message: outcome.hint ? `${outcome.message}（${outcome.hint}）` : outcome.message }
  }
  const { answer, verdict, unsigned, fields } = outcome
  const { status, statusText, headers, bytes } = answer
  return {
    status,
    statusText,
    headers,
    body: bytes,
    ...(fields !== undefined && { data: fields }),
    verdict: verdict.ok || unsigned ? { ok: true } : { ok: false, message: verdict.message },
  }
}
