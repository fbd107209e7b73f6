import { describe, expect, it } from 'vitest'
import { keyPairs, OF_MERCHANT, type OperationBehaviour, valueAt } from '../../catalog/derive/behaviour/index.ts'
import type { SandboxRule } from '../../catalog/model/sandbox.ts'
import type { Json } from '../../catalog/model/types.ts'
import { type Client, createKit, type Got, sampleOf } from './kit/index.ts'

type JsonObject = { [name: string]: Json }
type RuleOf<A extends SandboxRule['action']> = Extract<SandboxRule, { action: A }>
type Ruled<A extends SandboxRule['action']> = OperationBehaviour & { rule: RuleOf<A> }

const kit = await createKit()
const { operations, resources, identity } = kit.behaviour
const identities = new Set<string>(Object.values(identity).flat())
const examples = new Set<Json>(Object.values(kit.behaviour.exampleIdentities).flat())
const json = operations.filter(({ protocol, body }) => protocol === 'v3' && !/multipart/.test(body?.mediaType ?? ''))

/** `reader field`, and why it need not be what the creation said. */
const OTHERWISE: Record<string, string> = {
  'get /v3/recharge/bank-transfer-recharges/out-recharge-no/{out_recharge_no} recharge_scene':
    'the example of the request is a scene that the documented answer does not know',
}

const made = Object.keys(resources).flatMap((resource) =>
  of('create', resource).length > 0 && of('read', resource).length + of('list', resource).length > 0 ? [resource] : [],
)

// nothing is listed by hand: resources, keys, filters and error codes come from the rules
describe('what one operation creates, the others of its resource find', () => {
  it('the rules name a good many resources', () => {
    expect(made.length).toBeGreaterThan(120)
  })

  it.each(made)('%s', { timeout: 60_000 }, async (resource) => {
    // one number may exist for the merchant and for each of its sub-merchants: a reader finds what its own kind created
    const best = new Map<string, string[]>()
    for (const creating of of('create', resource)) {
      for (const [reader, faults] of await faultsOf(creating, resource)) {
        const known = best.get(reader)
        if (!known || faults.length < known.length) best.set(reader, faults)
      }
    }
    expect([...best.values()].flat()).toEqual([])
  })
})

/** Of each operation that can find what this one created. */
async function faultsOf(creating: Ruled<'create'>, resource: string): Promise<Map<string, string[]>> {
  const client = await kit.register()
  const stranger = await kit.register()
  const { said, object } = await create(creating, client, resource)
  const found = new Map<string, string[]>()
  for (const reader of of('read', resource).filter((one) => canName(one, object))) {
    const faults = await readFaults(reader, { client, resource, object, said })
    if (hasOwnNumber(reader, object)) {
      faults.push(...(await missingFaults(reader, { client, object: unknown(reader, object), what: 'unknown' })))
      faults.push(...(await missingFaults(reader, { client: stranger, object, what: 'a stranger' })))
    }
    found.set(reader.id, faults)
  }
  for (const lister of of('list', resource)) found.set(lister.id, await listFaults(lister, { client, object }))
  for (const remover of of('remove', resource).filter((one) => canName(one, object))) {
    found.set(remover.id, await removeFaults(remover, { client, object, resource }))
  }
  return found
}

function of<A extends SandboxRule['action']>(action: A, resource: string): Ruled<A>[] {
  return json.filter(
    (one): one is Ruled<A> => one.rule?.action === action && 'resource' in one.rule && one.rule.resource === resource,
  )
}

/** Creates by the example with a fresh number; the object as the sandbox keeps it. */
async function create(
  creating: Ruled<'create'>,
  client: Client,
  resource: string,
): Promise<{ said: JsonObject; object: JsonObject }> {
  // who it is for is no number that could be a new one
  const fresh = !keyPairs(creating.rule.key).some(([field]) => identities.has(field))
  const sent = await sampleOf(creating, client, kit.behaviour, { fresh })
  const got = await client.send(sent)
  expect(`${got.status} ${got.status === creating.reply.status ? '' : got.text}`).toBe(`${creating.reply.status} `)
  const said = typeof sent.body === 'object' && sent.body !== null && !Array.isArray(sent.body) ? sent.body : {}
  const { json } = await client.control('GET', `/${resource}?limit=100`)
  const held = ((json.data ?? []) as JsonObject[]).map((one) => one.object as JsonObject)
  const keys = keyPairs(creating.rule.key).filter(
    ([field]) => typeof said[field] === 'string' && !identities.has(field),
  )
  const object = held.find((one) => keys.every(([field]) => String(one[field]) === String(said[field]))) ?? held[0]
  if (!object) throw new Error(`${creating.id} made no object`)
  const secret = new Set((creating.body?.fields ?? []).flatMap(({ name, encrypted }) => (encrypted ? [name] : [])))
  return { said: Object.fromEntries(Object.entries(said).filter(([name]) => !secret.has(name))), object }
}

/** Whether the request can say what the rule finds the object by. */
function canName({ rule }: Ruled<'read'> | Ruled<'remove'>, object: JsonObject): boolean {
  return keyPairs(rule.key).every(([field, from]) => from.startsWith(OF_MERCHANT) || isPlain(valueAt(object, field)))
}

/** Whether a new number names it, rather than who the merchant is or an example, which everybody finds. */
function hasOwnNumber({ rule, example }: Ruled<'read'>, object: JsonObject): boolean {
  const given: JsonObject = { ...example.body, ...example.query, ...example.path }
  return keyPairs(rule.key).some(
    ([field, from]) =>
      !from.startsWith(OF_MERCHANT) && !identities.has(field) && String(given[from]) !== String(valueAt(object, field)),
  )
}

interface Told {
  client: Client
  object: JsonObject
}

async function readFaults(
  reader: Ruled<'read'>,
  told: Told & { resource: string; said: JsonObject },
): Promise<string[]> {
  let got = await ask(reader, told)
  // a contract is there when its user has signed it: whoever plays the user does that first
  for (const [name, control] of Object.entries(resources[told.resource]?.controls ?? {})) {
    if (got.status === reader.reply.status) break
    const [field = ''] = resources[told.resource]?.key ?? []
    const first = Object.keys(control.cases ?? {})[0]
    const body = control.by !== undefined && control.default === undefined && first ? { [control.by]: first } : {}
    await told.client.control(
      'POST',
      `/${told.resource}/${encodeURIComponent(String(told.object[field]))}/${name}`,
      body,
    )
    got = await ask(reader, told)
  }
  if (got.status !== reader.reply.status) return [`${reader.id}: ${got.status} ${got.text}`]
  // a number that says who it is for is the merchant's own in a sample: this was another object
  if (keyPairs(reader.rule.key).every(([field]) => identities.has(field))) return []
  return reader.reply.fields.flatMap(({ name, encrypted }) => {
    const wanted = told.said[name]
    const answered = got.json[name]
    if (wanted === undefined || answered === undefined || encrypted || !isPlain(wanted)) return []
    // who it is for is the merchant's own, whatever the example is called
    if (identities.has(name) || examples.has(wanted) || OTHERWISE[`${reader.id} ${name}`] !== undefined) return []
    return String(answered) === String(wanted) ? [] : [`${reader.id}: ${name} ${answered}, not ${wanted}`]
  })
}

async function missingFaults(reader: Ruled<'read'>, { what, ...told }: Told & { what: string }): Promise<string[]> {
  const got = await ask(reader, told)
  const code = reader.rule.missing?.code
  if (got.status >= 400 && got.status < 500 && (code === undefined || got.json.code === code)) return []
  return [`${reader.id} (${what}): ${got.status} ${got.text}, not ${code}`]
}

async function listFaults(lister: Ruled<'list'>, { client, object }: Told): Promise<string[]> {
  const { rule } = lister
  const enumOf = (from: string): unknown[] | undefined =>
    [...lister.parameters.query, ...lister.parameters.path].find(({ name }) => name === from)?.enum
  const where = Object.entries(rule.where ?? {}).filter(([field, from]) => {
    const value = valueAt(object, field)
    return isPlain(value) && enumOf(from)?.includes(value as string) !== false
  })
  const asked = patched(lister, {
    values: where.map(([field, from]) => [from, valueAt(object, field) as Json]),
    left: Object.values(rule.where ?? {}).filter((from) => !where.some(([, one]) => one === from)),
    paging: rule.page,
  })
  const got = await send(asked, client)
  if (got.status !== lister.reply.status) return [`${lister.id}: ${got.status} ${got.text}`]
  const own = idOf(lister, object)
  if (!own) return []
  const has = (answer: Got): boolean => {
    const items = valueAt(answer.json, rule.list)
    return Array.isArray(items) && items.some((item) => String((item as JsonObject)[own]) === String(object[own]))
  }
  const faults = has(got) || rule.if !== undefined ? [] : [`${lister.id}: does not list it`]
  for (const [field, from] of where) {
    const shape = [...lister.parameters.query, ...lister.parameters.path].find(({ name }) => name === from)
    if (identities.has(field) || !shape || shape.type !== 'string' || shape.constraints) continue
    const other = shape.enum?.find((value) => String(value) !== String(valueAt(object, field))) ?? 'another'
    if (shape.enum && other === 'another') continue
    const elsewhere = await send(patched(asked, { values: [[from, other]], left: [] }), client)
    if (elsewhere.status === lister.reply.status && has(elsewhere)) faults.push(`${lister.id}: ignores ${from}`)
  }
  return faults
}

/** A field of the list's items that tells this object from others. */
function idOf(lister: Ruled<'list'>, object: JsonObject): string | undefined {
  const fields = lister.reply.fields.find(({ name }) => name === lister.rule.list)?.fields ?? []
  const key = resources[lister.rule.resource]?.key ?? []
  return fields
    .map(({ name }) => name)
    .find((name) => key.includes(name) && isPlain(object[name]) && !identities.has(name))
}

async function removeFaults(remover: Ruled<'remove'>, told: Told & { resource: string }): Promise<string[]> {
  const got = await ask(remover, told)
  if (got.status !== remover.reply.status) return [`${remover.id}: ${got.status} ${got.text}`]
  const reader = of('read', told.resource).find((one) => canName(one, told.object))
  return reader ? missingFaults(reader, { ...told, what: 'removed' }) : []
}

/** The operation's example with the object's numbers in it. */
async function ask(operation: Ruled<'read'> | Ruled<'remove'>, { client, object }: Told): Promise<Got> {
  const values = keyPairs(operation.rule.key)
    .filter(([, from]) => !from.startsWith(OF_MERCHANT))
    .map(([field, from]): [string, Json] => [from, valueAt(object, field) as Json])
  return send(patched(operation, { values, left: [] }), client)
}

async function send(operation: OperationBehaviour, client: Client): Promise<Got> {
  return client.send(await sampleOf(operation, client, kit.behaviour))
}

function patched(
  operation: OperationBehaviour,
  { values, left, paging = {} }: { values: [string, Json][]; left: string[]; paging?: RuleOf<'list'>['page'] },
): OperationBehaviour {
  const example = structuredClone(operation.example)
  for (const [from, value] of values) {
    const kind = (['path', 'query', 'body'] as const).find((one) => example[one] && Object.hasOwn(example[one], from))
    const place = kind ?? (operation.body ? 'body' : 'query')
    const number = typeof example[place]?.[from] === 'number'
    example[place] = { ...example[place], [from]: number && !Number.isNaN(Number(value)) ? Number(value) : value }
  }
  for (const from of left) delete example.query[from]
  const required = new Set(operation.parameters.query.filter((one) => one.required).map(({ name }) => name))
  // from the first on, as many as the example asks for
  if (paging.offset !== undefined && Object.hasOwn(example.query, paging.offset)) example.query[paging.offset] = 0
  if (paging.page !== undefined && Object.hasOwn(example.query, paging.page))
    example.query[paging.page] = paging.first ?? 1
  const query = Object.fromEntries(
    Object.entries(example.query).filter(([name]) => required.has(name) || values.some(([from]) => from === name)),
  )
  return { ...operation, example: { ...example, ...(operation.rule?.action === 'list' && { query }) } }
}

/** The same object under numbers that nobody has. */
function unknown({ rule }: Ruled<'read'>, object: JsonObject): JsonObject {
  const next = { ...object }
  for (const [field, from] of keyPairs(rule.key)) {
    const value = next[field]
    if (from.startsWith(OF_MERCHANT) || identities.has(field)) continue
    next[field] = typeof value === 'number' ? 987_654_321 : String(value).replace(/[0-8]/g, '9').replace(/[a-y]/gi, 'z')
  }
  return next
}

function isPlain(value: Json | undefined): boolean {
  return typeof value === 'string' ? value !== '' : typeof value === 'number'
}
