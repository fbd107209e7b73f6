import { describe, expect, it } from 'vitest'
import { keyPairs } from '../../catalog/derive/behaviour/index.ts'
import { keyNames } from '../../catalog/model/keys.ts'
import { type Exchange, exchange } from './found/exchange.ts'
import { differences, freeLeaves, varied } from './found/leaves.ts'
import { objectOf } from './found/object.ts'
import { anewOf, type Creating, type Named, naming, type Reader, readersOf } from './found/readers.ts'
import type { JsonObject } from './kit/client.ts'
import { type Client, createKit } from './kit/index.ts'

const kit = await createKit()
const { operations, resources, identity } = kit.behaviour
const identities = new Set<string>(Object.values(identity).flat())

const pairs = operations
  .filter((one): one is Creating => one.rule?.action === 'create' && !/multipart/.test(one.body?.mediaType ?? ''))
  .map((creating) => ({ creating, readers: readersOf(creating.rule.resource, operations) }))
  .filter(({ readers }) => readers.length > 0)
const names = [...new Set(pairs.map(({ creating }) => creating.rule.resource))]

/** `reader path`, and why it need not be what the creation said. */
const OTHERWISE: Record<string, string> = {}

let leaves = 0

// nothing is listed by hand: what is compared follows from the schemas, what need not be the same from the rules
describe('what a creation said and answered, whoever finds it says likewise, however deep', () => {
  it('v2 and v3 are both among them', () => {
    const of = (protocol: string) => pairs.filter(({ creating }) => creating.protocol === protocol).length
    expect(of('v3')).toBeGreaterThan(120)
    expect(of('v2')).toBeGreaterThan(15)
  })

  it.each(names)('%s', { timeout: 60_000 }, async (resource) => {
    // one number may exist for the merchant and for each of its sub-merchants: a reader finds what its own kind created
    const best = new Map<string, string[]>()
    for (const { creating, readers } of pairs.filter((one) => one.creating.rule.resource === resource)) {
      for (const [reader, faults] of await faultsOf(creating, readers)) {
        const known = best.get(reader)
        if (!known || faults.length < known.length) best.set(reader, faults)
      }
    }
    expect([...best.values()].flat()).toEqual([])
  })

  it('that is a good many values which are no examples', () => {
    expect(leaves).toBeGreaterThan(500)
  })
})

async function faultsOf(creating: Creating, readers: Reader[]): Promise<Map<string, string[]>> {
  const client = await kit.register()
  const made = await create(creating, { client, readers })
  expect(made.ok, `${creating.id} ${made.shown}`).toBe(true)
  const object = await objectOf(creating, { client, made, identities })
  const found = new Map<string, string[]>()
  for (const reader of readers) {
    const asked = naming(reader, object)
    if (asked) found.set(reader.operation.id, await compared(asked, { creating, client, made, object }))
  }
  return found
}

/** Creates with other values than the examples', as far as the rules let them be others. */
async function create(
  creating: Creating,
  { client, readers }: { client: Client; readers: Reader[] },
): Promise<Exchange> {
  const { rule } = creating
  // who it is for is no number that could be a new one
  const fresh = !keyPairs(rule.key).some(([field]) => identities.has(field))
  const send = (paths: string[]): Promise<Exchange> =>
    exchange(creating, { kit, client, fresh, change: (body) => varied(body, new Set(paths)) })
  const refs = Object.values(rule.refs ?? {}).flatMap(({ by }) => keyNames(by))
  const kept = new Set([...identities, ...keyNames(rule.key), ...(rule.fresh ?? []), ...refs])
  const replies = readers.map(({ operation }) => operation.reply.fields)
  const free = freeLeaves(creating.body?.fields ?? [], replies).filter(
    (path) => !path.split('.').some((name) => kept.has(name)),
  )
  const paths = await acceptable(free, async (some) => (await send(some)).ok)
  const made = await send(paths)
  leaves += paths.length
  return made.ok ? made : send([])
}

/** As many of these as are accepted together; those that are refused are found by halves. */
async function acceptable(paths: string[], accepts: (some: string[]) => Promise<boolean>): Promise<string[]> {
  if (paths.length === 0 || (await accepts(paths))) return paths
  if (paths.length === 1) return []
  const middle = Math.ceil(paths.length / 2)
  const [first, second] = [
    await acceptable(paths.slice(0, middle), accepts),
    await acceptable(paths.slice(middle), accepts),
  ]
  const both = [...first, ...second]
  return first.length === 0 || second.length === 0 || (await accepts(both)) ? both : first
}

interface Told {
  creating: Creating
  client: Client
  made: Exchange
  object: JsonObject
}

async function compared({ operation: reader, numbers }: Named, told: Told): Promise<string[]> {
  const { creating, client, made, object } = told
  const { resource } = creating.rule
  let got = await exchange(reader, { kit, client, numbers })
  // a contract is there when its user has signed it: whoever plays the user does that first
  for (const [name, control] of Object.entries(resources[resource]?.controls ?? {})) {
    if (got.ok) break
    const [field = ''] = resources[resource]?.key ?? []
    const first = Object.keys(control.cases ?? {})[0]
    const body = control.by !== undefined && control.default === undefined && first ? { [control.by]: first } : {}
    await client.control('POST', `/${resource}/${encodeURIComponent(String(object[field]))}/${name}`, body)
    got = await exchange(reader, { kit, client, numbers })
  }
  if (!got.ok) return [`${reader.id}: ${got.shown}`]
  const rule = resources[resource]
  const anew = rule ? anewOf(creating, { reader, resource: rule }) : []
  const to = reader.reply.fields
  const found = [
    ...differences(made.said, got.value, { from: creating.body?.fields ?? [], to }),
    ...differences(made.value, got.value, { from: creating.reply.fields, to }),
  ]
  const excused = ({ path }: { path: string }): boolean =>
    OTHERWISE[`${reader.id} ${path}`] !== undefined ||
    path.split('.').some((name) => identities.has(name)) ||
    Object.hasOwn(got.said, path) ||
    anew.some((one) => path === one || path.startsWith(`${one}.`) || one.startsWith(`${path}.`))
  return found.filter((one) => !excused(one)).map(({ path, text }) => `${reader.id}: ${path} ${text} (${creating.id})`)
}
