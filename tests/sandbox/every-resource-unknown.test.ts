import { describe, expect, it } from 'vitest'
import { keyPairs, valueAt } from '../../catalog/derive/behaviour/index.ts'
import { exchange } from './found/exchange.ts'
import { objectOf } from './found/object.ts'
import { type Creating, type Named, naming, type Reader, readersOf } from './found/readers.ts'
import type { Client, JsonObject } from './kit/client.ts'
import { createKit } from './kit/index.ts'

const kit = await createKit()
const { operations, identity } = kit.behaviour
const identities = new Set<string>(Object.values(identity).flat())

const creators = operations.filter(
  (one): one is Creating => one.rule?.action === 'create' && !/multipart/.test(one.body?.mediaType ?? ''),
)
const pairs = creators.flatMap((creating) => {
  // every-resource.test.ts asks the plain readers of v3
  const readers = readersOf(creating.rule.resource, operations).filter(
    ({ operation, missing }) =>
      missing.length > 0 && (operation.protocol === 'v2' || operation.rule?.action === 'echo'),
  )
  return readers.length > 0 ? [{ name: `${creating.id} (${creating.rule.resource})`, creating, readers }] : []
})

describe('what nobody created, and what another merchant created, is refused with the code of its operation', () => {
  it('v2 is among them', () => {
    expect(pairs.filter(({ creating }) => creating.protocol === 'v2').length).toBeGreaterThan(15)
  })

  it.each(pairs)('$name', { timeout: 60_000 }, async ({ creating, readers }) => {
    const [client, stranger] = [await kit.register(), await kit.register()]
    const fresh = !keyPairs(creating.rule.key).some(([field]) => identities.has(field))
    const made = await exchange(creating, { kit, client, fresh })
    expect(made.ok, made.shown).toBe(true)
    const object = await objectOf(creating, { client, made, identities })
    const faults = await Promise.all(
      readers.map(async (reader) => [
        ...(await foundBy(reader, { client, object: renumbered(reader, object), what: 'unknown' })),
        ...(await foundBy(reader, { client: stranger, object, what: 'a stranger' })),
      ]),
    )
    expect(faults.flat()).toEqual([])
  })
})

async function foundBy(
  reader: Reader,
  { client, object, what }: { client: Client; object: JsonObject; what: string },
): Promise<string[]> {
  const named = naming(reader, object)
  if (!named || !hasOwnNumber(named)) return []
  const got = await exchange(named.operation, { kit, client, numbers: named.numbers })
  if (!got.ok && reader.missing.includes(got.code ?? '')) return []
  return [`${reader.operation.id} (${what}): ${got.shown}, not ${reader.missing.join(' or ')}`]
}

/** Whether a new number names it, rather than who the merchant is or an example, which everybody finds. */
function hasOwnNumber({ operation: { example }, numbers }: Named): boolean {
  const given: JsonObject = { ...example.body, ...example.query, ...example.path }
  return Object.entries(numbers).some(([name, value]) => !identities.has(name) && String(given[name]) !== String(value))
}

/** The same object under numbers that nobody has. */
function renumbered({ ways }: Reader, object: JsonObject): JsonObject {
  const next = { ...object }
  for (const [field] of ways.flat()) {
    const value = valueAt(object, field)
    if (value === undefined || identities.has(field)) continue
    next[field] = typeof value === 'number' ? 987_654_321 : String(value).replace(/[0-8]/g, '9').replace(/[a-y]/gi, 'z')
  }
  return next
}
