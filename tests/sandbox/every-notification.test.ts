import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { keyPairs, type OperationBehaviour, valueAt } from '../../catalog/derive/behaviour/index.ts'
import { catalogRoot } from '../../catalog/model/load.node.ts'
import type { Json } from '../../catalog/model/types.ts'
import type { NotificationEntry } from '../../playground/protocol/gateway/index.ts'
import { type Client, createKit, sampleOf, sampleXmlOf } from './kit/index.ts'
import { plain, readXml, schemaFaults, typed } from './validity.ts'

type JsonObject = { [name: string]: Json }

const kit = await createKit()
const { operations, resources, webhooks } = kit.behaviour

/** Events that no rule sends, and why. */
const UNSENT: Record<string, string> = {}

/** Orders in which things are tried. */
const TURNS = 40

const described = ['v2', 'v3'].flatMap((protocol) =>
  readdirSync(join(catalogRoot, 'webhooks', protocol)).map((file) => `${protocol}/${file.replace(/\.yaml$/, '')}`),
)
const wanted = described.filter((id) => UNSENT[id] === undefined)

/** Event of the catalog → what is wrong with what a run sent; an event that is not here was never sent. */
const sent = new Map<string, Set<string>>()

// nothing is listed by hand: events come from the catalog, what causes them from the rules
describe('every event of the catalog', { timeout: 300_000 }, () => {
  beforeAll(async () => {
    const notifying = Object.keys(resources).filter((name) => eventsIn(resources[name]).length > 0)
    for (const resource of notifying) await play(resource)
    const own = operations.filter(({ rule }) => eventsIn(rule).length > 0)
    for (const operation of own) {
      const client = await kit.register()
      await call(operation, client)
      await collect(client)
    }
  }, 300_000)

  it('is notified by a rule, or named as one that is not', () => {
    expect(wanted.filter((id) => webhooks[id] === undefined)).toEqual([])
    expect(Object.keys(UNSENT).filter((id) => webhooks[id] !== undefined || !described.includes(id))).toEqual([])
  })

  it.each(wanted)('%s is sent as its schema says', (id) => {
    expect([...(sent.get(id) ?? ['never sent'])]).toEqual([])
  })
})

/** Events that transitions and steps notify, however deep they stand. */
function eventsIn(value: unknown): { webhook: string; plaintext?: string }[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) => (name === 'notify' ? [inner].flat() : eventsIn(inner)))
}

/** All that can happen to an object, in one order after another until all its events were sent. */
async function play(resource: string): Promise<void> {
  const events = eventsIn(resources[resource]).map(({ webhook }) => webhook)
  const later = (client: Client) => client.control('POST', '/clock', { advance: 'PT2H' })
  const moves = [...movesOf(resource), ...changesOf(resource), later]
  const makers: ((client: Client) => Promise<unknown>)[] = operations
    .filter(({ rule }) => isOf(rule, resource))
    .map((operation) => (client) => call(operation, client))
  if (resources[resource]?.arrive) makers.push((client) => client.control('POST', `/${resource}`, arrival(resource)))
  for (let turn = 0; turn < TURNS && !(turn > 0 && events.every((id) => sent.has(id))); turn++) {
    for (const make of makers) {
      const client = await kit.register()
      await make(client)
      for (const move of shuffled(moves, turn)) await move(client)
      await client.control('POST', '/clock', { advance: 'P400D' })
      await collect(client)
    }
  }
}

/** Every other order, the same in every run. */
function shuffled<T>(all: T[], turn: number): T[] {
  let seed = turn
  const next = (): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    return seed / 2 ** 32
  }
  return [...all, ...all]
    .map((one) => ({ one, at: turn === 0 ? 0 : next() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)
}

/** An operation of the resource on every object that the merchant has of it. */
function changesOf(resource: string): ((client: Client) => Promise<void>)[] {
  const changing = operations.filter(({ rule }) => rule?.action === 'change' && rule.resource === resource)
  return changing.map((operation) => async (client: Client) => {
    for (const object of await held(client, resource)) {
      const keys = keyPairs(operation.rule?.action === 'change' ? operation.rule.key : [])
      const named = keys.map(([field, from]): [string, Json | undefined] => [from, valueAt(object, field)])
      if (named.every(([, value]) => value !== undefined)) await call(withValues(operation, named), client)
    }
  })
}

function withValues(operation: OperationBehaviour, values: [string, Json | undefined][]): OperationBehaviour {
  const example = structuredClone(operation.example)
  for (const [name, value] of values) {
    const place = (['path', 'query', 'body'] as const).find((one) => example[one] && Object.hasOwn(example[one], name))
    if (place && value !== undefined) example[place] = { ...example[place], [name]: value }
  }
  return { ...operation, example }
}

async function held(client: Client, resource: string): Promise<JsonObject[]> {
  const { json } = await client.control('GET', `/${resource}?limit=100`)
  return ((json.data ?? []) as { object: JsonObject }[]).map(({ object }) => object)
}

function isOf(rule: OperationBehaviour['rule'], resource: string): boolean {
  if (rule?.action === 'create' || rule?.action === 'change' || rule?.action === 'remove')
    return rule.resource === resource
  return rule?.action === 'echo' && JSON.stringify(rule).includes(`"${resource}"`)
}

function arrival(resource: string): JsonObject {
  const fields = Object.entries(resources[resource]?.arrive?.fields ?? {})
  return Object.fromEntries(
    fields.flatMap(([name, { example, required }]) =>
      example !== undefined ? [[name, example]] : required ? [[name, '1']] : [],
    ),
  )
}

/** Every control and case, on all that the merchant has of it. */
function movesOf(resource: string): ((client: Client) => Promise<void>)[] {
  const [field = ''] = resources[resource]?.key ?? []
  return Object.entries(resources[resource]?.controls ?? {}).flatMap(([name, { by, cases = {} }]) => {
    const bodies = by === undefined ? [{}] : Object.keys(cases).map((value) => ({ [by]: value }))
    return bodies.map((body) => async (client: Client) => {
      for (const object of await held(client, resource)) {
        const key = encodeURIComponent(String(valueAt(object, field)))
        await client.control('POST', `/${resource}/${key}/${name}`, body)
      }
    })
  })
}

async function call(operation: OperationBehaviour, client: Client): Promise<void> {
  const { rule } = operation
  const fresh = rule?.action === 'create' && keyPairs(rule.key).every(([field]) => field !== 'mchid')
  if (operation.protocol === 'v2') await client.sendXml(await sampleXmlOf(operation, client, kit.behaviour, { fresh }))
  else await client.send(await sampleOf(operation, client, kit.behaviour, { fresh }))
}

async function collect(client: Client): Promise<void> {
  await kit.sandbox.settled()
  const { json } = await client.control('GET', '/notifications')
  for (const entry of (json.data ?? []) as unknown as NotificationEntry[]) {
    const id = `${entry.protocol}/${entry.event}`
    const known = sent.get(id) ?? new Set()
    sent.set(id, known)
    for (const fault of await faultsOf(id, entry).catch((error) => [`${error} in ${entry.plaintext}`])) known.add(fault)
  }
}

/** By the event's own schema, or by that of the operation whose answer it is. */
async function faultsOf(id: string, { body, plaintext }: NotificationEntry): Promise<string[]> {
  const webhook = webhooks[id]
  if (!webhook) return ['not in the catalog']
  if (webhook.protocol === 'v2') {
    const outer = readXml(body)
    const inner = webhook.plaintext.length > 0 ? readXml(plaintext) : {}
    const both = [
      [outer, webhook.body ?? []],
      [inner, webhook.plaintext],
    ] as const
    const found = both.map(async ([value, shapes]) => schemaFaults(shapes, await plain(typed(value, shapes), shapes)))
    return (await Promise.all(found)).flat().map((fault) => `${fault} in ${body.slice(0, 1500)}`)
  }
  const told = JSON.parse(plaintext) as JsonObject
  const schemas = [webhook.plaintext, ...repliesFor(id)]
  const all = await Promise.all(schemas.map(async (shapes) => schemaFaults(shapes, await plain(told, shapes))))
  return all.some((faults) => faults.length === 0)
    ? []
    : (all[0] ?? []).map((fault) => `${fault} in ${plaintext.slice(0, 400)}`)
}

function repliesFor(id: string) {
  const rules = [...Object.values(resources), ...operations.map(({ rule }) => rule)].flatMap(eventsIn)
  const named = new Set(rules.flatMap((one) => (one.webhook === id && one.plaintext ? [one.plaintext] : [])))
  return operations.filter((one) => named.has(one.id)).map(({ reply }) => reply.fields)
}
