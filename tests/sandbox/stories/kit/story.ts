/** What the stories share: a merchant with the unchanged SDK, control calls, the clock, and what it is told. */
import { beforeAll } from 'vitest'
import type { Json } from '../../../../catalog/model/types.ts'
import type { MerchantAnswer } from '../../../../playground/protocol/gateway/index.ts'
import { createClient, type Gateway } from '../../../sdk/gateway.ts'
import { plaintextOf } from './plaintext.ts'

// biome-ignore lint/suspicious/noExplicitAny: the chain is a Proxy, and answers are read field by field
export type Any = any
export type JsonObject = { [name: string]: Json }

/** Who asks: the merchant itself, or a service provider for its sub-merchant. */
export type Mode = 'merchant' | 'partner'
export const MODES: Mode[] = ['merchant', 'partner']

/** Where notifications go that nobody waits for. */
export const NOTIFY = 'https://merchant.example.com/notify'

export interface Story {
  merchant: MerchantAnswer
  /** The SDK as everybody uses it. */
  wxpay: Any
  gateway: Gateway
  /** A control call that must succeed; its answer. */
  control(path: string, body?: object): Promise<Any>
  /** A control call that may be refused. */
  try(path: string, body?: object): Promise<{ status: number; body: Any }>
  get(path: string): Promise<Any>
  /** Moves the merchant's business time by an ISO 8601 duration. */
  advance(duration: string): Promise<void>
  /** RFC 3339, business time. */
  now(): Promise<string>
  /** Everything that was notified, decrypted by the sandbox, the oldest first. */
  notified(): Promise<{ event: string; content: Any; text: string }[]>
  /** What the SDK decrypts of the notifications of an event, the oldest first, each valid by the catalog. */
  told(event: string): Promise<JsonObject[]>
  /** A number that this merchant has not had. */
  fresh(prefix?: string): string
  /** When nothing goes on in the background any more. */
  settled(): Promise<void>
}

export async function createStory(gateway: Gateway): Promise<Story> {
  const merchant = await gateway.register()
  const call = async (method: string, path: string, body?: object): Promise<{ status: number; body: Any }> => {
    const answer = await gateway.control(merchant, method, path, body)
    return { status: answer.status, body: await answer.json() }
  }
  const must = async (method: string, path: string, body?: object): Promise<Any> => {
    const answer = await call(method, path, body)
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    return answer.body
  }
  const settled = () => gateway.sandbox.settled()
  const notifications = async (): Promise<Notified[]> => {
    await settled()
    return (await must('GET', '/notifications')).data.reverse()
  }
  return {
    merchant,
    wxpay: createClient(gateway, merchant),
    gateway,
    control: (path, body) => must('POST', path, body),
    try: (path, body) => call('POST', path, body),
    get: (path) => must('GET', path),
    async advance(duration) {
      await must('POST', '/clock', { advance: duration })
    },
    now: async () => (await must('GET', '/clock')).now,
    notified: async () => (await notifications()).map(toContent),
    async told(event) {
      const bodies = (await notifications()).filter((entry) => entry.event === event)
      return bodies.map(({ body }) => plaintextOf(body, { event, key: merchant.apiv3_key }) as JsonObject)
    },
    fresh: createNumbers(),
    settled,
  }
}

/** One story that the tests of a file tell together; empty until the first of them begins. */
export function useStory(gateway: Gateway): Story {
  const story = {} as Story
  beforeAll(async () => {
    Object.assign(story, await createStory(gateway))
  })
  return story
}

/** Goes on with another merchant, for a test that moves the clock far. */
export async function renew(story: Story): Promise<void> {
  Object.assign(story, await createStory(story.gateway))
}

interface Notified {
  event: string
  plaintext: string
  body: string
}

function toContent({ event, plaintext, body }: Notified): { event: string; content: Any; text: string } {
  const content = plaintext.startsWith('{') ? JSON.parse(plaintext) : undefined
  return { event, content, text: plaintext === '' ? body : plaintext }
}

/** Six digits behind a prefix, other ones each time. */
function createNumbers(): (prefix?: string) => string {
  let count = 0
  return (prefix = 'number') => `${prefix}${String(++count).padStart(6, '0')}`
}
