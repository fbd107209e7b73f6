import { describe, expect, it } from 'vitest'
import { keyPairs } from '../../catalog/derive/behaviour/index.ts'
import { unknown } from './found/asking.ts'
import { listFaults, missingFaults, readFaults, removeFaults } from './found/faults.ts'
import { canName, hasOwnNumber, identities, type JsonObject, kit, of, type Ruled, resources } from './found/ruled.ts'
import { type Client, sampleOf } from './kit/index.ts'

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
