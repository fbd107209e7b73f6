import type { ToWorker } from '../../../protocol/frames/index.ts'
import { createActivity } from './activity.ts'
import { createClient } from './client.ts'
import { createConsole } from './console.ts'
import { createLink, type Link } from './link.ts'
import { lockdown } from './lockdown.ts'
import { Multipart } from './multipart.ts'
import { Hash, Rsa } from './rsa.ts'
import { show } from './show.ts'

/** The compiled program of the user, as one async function. */
type Program = () => Promise<unknown>
type Begin = Extract<ToWorker, { kind: 'begin' }>

/**
 * Entry of the worker. Waits for the port that the frame hands over as its first message, then for the page's word to
 * begin; only then does user code run, in a scope without network, storage, workers and messages.
 */
export function start(program: Program): void {
  const scope = globalThis
  const listen = (event: MessageEvent): void => {
    const [port] = event.ports
    if (!port) return
    scope.removeEventListener('message', listen)
    const link = createLink(port, (begin) => run(program, { link, begin, scope }))
    link.post({ kind: 'ready' })
  }
  scope.addEventListener('message', listen)
}

interface RunOptions {
  link: Link
  begin: Begin
  scope: typeof globalThis
}

function run(program: Program, { link, begin, scope }: RunOptions): void {
  let result: unknown
  const activity = createActivity(scope, () => {
    link.post(result === undefined ? { kind: 'idle' } : { kind: 'idle', value: showOne(result) })
  })
  reportErrors(scope, link)
  provide(scope, globals({ link: counted(link, activity), begin }))
  lockdown(scope)
  activity.begin()
  program()
    .then((value) => {
      result = value
    })
    .catch((error: unknown) => thrown(link, 'program', error))
    .finally(activity.end)
}

/** Requests keep a program alive that does not await them. */
function counted(link: Link, activity: { begin(): void; end(): void }): Link {
  return {
    post: link.post,
    call: (call, signal) => {
      activity.begin()
      return link.call(call, signal).finally(activity.end)
    },
  }
}

function globals({ link, begin }: { link: Link; begin: Begin }): Record<string, unknown> {
  const wxpay = createClient(link)
  return {
    wxpay,
    Rsa,
    Hash,
    Multipart,
    FormData: Multipart,
    platformPublicKey: begin.platformKey,
    platformSerial: begin.platformSerial,
    console: createConsole(link.post),
  }
}

function provide(scope: object, values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values))
    Object.defineProperty(scope, name, { value, configurable: false, writable: false })
}

function reportErrors(scope: typeof globalThis, link: Link): void {
  scope.addEventListener('error', (event: ErrorEvent) => {
    event.preventDefault()
    thrown(link, 'event', event.error ?? event.message)
  })
  scope.addEventListener('unhandledrejection', (event: PromiseRejectionEvent) => {
    event.preventDefault()
    thrown(link, 'rejection', event.reason)
  })
}

function thrown(link: Link, origin: 'program' | 'rejection' | 'event', error: unknown): void {
  const stack = error instanceof Error && typeof error.stack === 'string' ? error.stack.slice(0, 8000) : ''
  link.post({ kind: 'thrown', origin, value: showOne(error), stack })
}

function showOne(value: unknown): ReturnType<typeof show>[number] {
  return show([value])[0] ?? { kind: 'undefined', text: 'undefined' }
}
