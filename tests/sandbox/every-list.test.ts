import { describe, expect, it } from 'vitest'
import { boundsOf, type OperationBehaviour, valueAt } from '../../catalog/derive/behaviour/index.ts'
import type { SandboxRule } from '../../catalog/model/sandbox.ts'
import type { Json } from '../../catalog/model/types.ts'
import { type Client, createKit, sampleOf } from './kit/index.ts'

type JsonObject = { [name: string]: Json }
type ListRule = Extract<SandboxRule, { action: 'list' }>
type Lister = OperationBehaviour & { rule: ListRule & { page: NonNullable<ListRule['page']> } }

const MADE = 3
const SIZE = 2
const END = '1000000'

const kit = await createKit()
const { operations, resources } = kit.behaviour
const listers = operations.filter(
  (one): one is Lister => one.protocol === 'v3' && one.rule?.action === 'list' && one.rule.page !== undefined,
)

// nothing is listed by hand: lists, their paging and what makes their objects come from the rules
describe('a list is the same by its pages as at once', () => {
  const known = listers.filter(({ rule }) => makersOf(rule.resource).length > 0 || resources[rule.resource]?.arrive)

  it('the rules name a good many lists', () => {
    expect(known.length).toBeGreaterThan(25)
  })

  it.each(known.map((lister) => [lister.id, lister] as const))('%s', { timeout: 30_000 }, async (_, lister) => {
    const client = await kit.register()
    const made = await make(client, lister.rule.resource)
    const asked = wanted(lister, made)
    const all = await page(client, lister, { ...asked, size: limitOf(lister, 100), at: 0 })
    // those that only a request of their own names, as the items of a batch, are listed one by one
    expect(all.items.length).toBeGreaterThanOrEqual(asked.isCommon && lister.rule.if === undefined ? MADE : 0)
    const size = limitOf(lister, SIZE)
    const items: Json[] = []
    let at = 0
    let next: JsonObject = {}
    for (; items.length < all.items.length; at++) {
      const some = await page(client, lister, { ...asked, size, at, next })
      expect(some.items.length).toBe(Math.min(size, all.items.length - items.length))
      expect(some.total).toBe(all.total)
      items.push(...some.items)
      next = some.answer
    }
    expect(items).toEqual(all.items)
    expect((await page(client, lister, { ...asked, size, at, next })).items).toEqual([])
    if (lister.rule.total !== undefined) expect(Number(all.total)).toBe(all.items.length)
  })
})

function makersOf(resource: string): OperationBehaviour[] {
  return operations.filter(
    ({ rule, protocol }) => protocol === 'v3' && rule?.action === 'create' && rule.resource === resource,
  )
}

/** Three objects of a resource, by the first operation or control call that makes some. */
async function make(client: Client, resource: string): Promise<JsonObject[]> {
  const [maker] = makersOf(resource)
  for (let count = 0; count < MADE; count++) {
    if (maker) await client.send(await sampleOf(maker, client, kit.behaviour, { fresh: true }))
    else await client.control('POST', `/${resource}`, {})
  }
  const { json } = await client.control('GET', `/${resource}?limit=100`)
  return ((json.data ?? []) as JsonObject[]).map((one) => one.object as JsonObject)
}

interface Asked {
  values: [from: string, value: Json][]
  left: string[]
  isCommon: boolean
}

/** What the list's request can say of all that were made. */
function wanted({ rule, parameters }: Lister, made: JsonObject[]): Asked {
  const required = new Set(
    [...parameters.path, ...parameters.query.filter((one) => one.required)].map(({ name }) => name),
  )
  const enumOf = (from: string) => [...parameters.query, ...parameters.path].find(({ name }) => name === from)?.enum
  const pairs = Object.entries(rule.where ?? {}).map(([field, from]) => {
    const values = made.map((one) => valueAt(one, field))
    const [value] = values
    const isSaid = value !== undefined && (enumOf(from)?.includes(value as string) ?? true)
    return { from, value, isCommon: isSaid && values.every((one) => one === value) }
  })
  return {
    values: pairs.flatMap(({ from, value, isCommon }): [string, Json][] =>
      isCommon || (required.has(from) && value !== undefined) ? [[from, value as Json]] : [],
    ),
    left: pairs.flatMap(({ from, isCommon }) => (isCommon || required.has(from) ? [] : [from])),
    isCommon: made.length >= MADE && pairs.every(({ from, isCommon }) => isCommon || !required.has(from)),
  }
}

/** What the request takes for a page's size. */
function limitOf({ rule, parameters, body }: Lister, size: number): number {
  const shape = [...parameters.query, ...(body?.fields ?? [])].find(({ name }) => name === rule.page.limit)
  const { minimum = size, maximum = size } = shape ? boundsOf(shape) : {}
  return Math.max(minimum, Math.min(maximum, size))
}

async function page(
  client: Client,
  lister: Lister,
  { values, left, size, at, next }: Asked & { size: number; at: number; next?: JsonObject },
): Promise<{ items: Json[]; total: Json | undefined; answer: JsonObject }> {
  const { rule, parameters } = lister
  const { limit, offset, page: number, first = 1, token, next: field = '' } = rule.page
  const paging: [string | undefined, Json][] = [
    [limit, size],
    [offset, at * size],
    [number, first + at],
    // what the page before has named; after the last one nothing comes
    [at > 0 ? token : undefined, valueAt(next ?? {}, field) ?? END],
  ]
  const said = [...values, ...paging.filter((one): one is [string, Json] => one[0] !== undefined)]
  const example = structuredClone(lister.example)
  for (const [from, value] of said) {
    const place = Object.hasOwn(example.path, from) ? example.path : example.query
    const isText = parameters.query.find(({ name }) => name === from)?.type === 'string'
    place[from] = isText ? String(value) : value
  }
  const required = new Set(parameters.query.filter((one) => one.required).map(({ name }) => name))
  for (const name of Object.keys(example.query))
    if (left.includes(name) || (!required.has(name) && !said.some(([from]) => from === name)))
      delete example.query[name]
  const got = await client.send(await sampleOf({ ...lister, example }, client, kit.behaviour))
  expect(`${got.status} ${got.status === 200 ? '' : got.text}`).toBe('200 ')
  const items = valueAt(got.json, rule.list)
  const total = rule.total === undefined ? undefined : valueAt(got.json, rule.total)
  return { items: Array.isArray(items) ? items.map(legible) : [], total, answer: got.json }
}

/** Without what is encrypted anew each time. */
function legible(item: Json): Json {
  return JSON.parse(JSON.stringify(item).replace(/"[\w+/]{342}=="/g, '"…"')) as Json
}
