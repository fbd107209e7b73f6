import 'fake-indexeddb/auto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ResourceBehaviour } from '../../../catalog/derive/behaviour/index.ts'
import type { JsonObject } from '../input.ts'
import { createIndexedDbStore } from '../store/indexed-db.ts'
import { createMemoryStore } from '../store/memory.ts'
import type { Store } from '../store/store.ts'
import { objectsSpace, type StoredObject } from './objects.ts'
import type { Selection } from './select.ts'
import { createUnit, type Unit } from './unit.ts'

const MCHID = '1'
const THINGS: ResourceBehaviour = {
  key: ['no'],
  scope: [],
  lookups: [['no'], ['owner']],
  indexes: [['kind'], ['owner'], ['kind', 'size'], ['at@day'], ['marks.name']],
}
const LIMIT = 9

function unitOver(store: Store, limit = LIMIT): Unit {
  const scope = { roots: {}, now: 0 }
  return createUnit({ store, mchid: MCHID, resources: { things: THINGS }, limit, wall: () => 0, scope })
}

function thing(data: JsonObject): StoredObject {
  return { resource: 'things', scope: '', data, fingerprint: '', seed: false, publicKeyMode: false, created: 0 }
}

const few = <T>(...values: T[]) => fc.constantFrom(...values)
const fields = fc.record(
  {
    kind: few('a', 'b', 'a b', '["a"]', ''),
    owner: few('x', 'y'),
    size: few<number | string>(1, '1', 2),
    // one day in Beijing, two days in London
    at: few('2026-01-31T23:30:00+08:00', '2026-02-01T00:30:00+08:00', '20260201120000', 'never'),
    marks: fc.array(fc.record({ name: few('p', 'q') }), { maxLength: 2 }),
  },
  { requiredKeys: [] },
)
const step = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constant('add' as const), fields }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('change' as const), at: fc.nat(), fields }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), at: fc.nat() }) },
)
const texts = (...values: string[]) => fc.uniqueArray(few(...values), { minLength: 1, maxLength: 2 })
const terms = {
  kind: texts('a', 'b', 'a b', ''),
  owner: texts('x', 'y'),
  size: texts('1', '2'),
  'at@day': texts('2026-01-31', '2026-02-01'),
  'marks.name': texts('p', 'q'),
}
// what an index has exactly, and anything else
const wanted: fc.Arbitrary<{ [term in keyof typeof terms]?: string[] }> = fc.oneof(
  fc.record({ owner: few(['x'], ['y']) }),
  fc.record({ 'at@day': few(['2026-02-01']) }),
  fc.record({ kind: few(['a'], ['b']), size: few(['1']) }),
  fc.record(terms, { requiredKeys: [] }),
)
const question = fc.record({
  wanted,
  odd: few(false, false, true),
  offset: few(0, 0, 0, 1, 2, 4),
  limit: fc.integer({ min: 1, max: 4 }),
  oldest: fc.boolean(),
})
type Question = typeof question extends fc.Arbitrary<infer T> ? T : never
const story = fc.array(
  fc.record({
    steps: fc.array(step, { minLength: 1, maxLength: 5 }),
    asked: fc.array(question, { minLength: 1, maxLength: 4 }),
    fails: few(false, false, true),
  }),
  {
    minLength: 2,
    maxLength: 6,
  },
)

/** What there is, the oldest first: the scan of everything that a selection must agree with. */
interface Scan {
  things: JsonObject[]
}

const DAYS: Record<string, string> = {
  '2026-01-31T23:30:00+08:00': '2026-01-31',
  '2026-02-01T00:30:00+08:00': '2026-02-01',
  '20260201120000': '2026-02-01',
}

function scan({ things }: Scan, { wanted, odd }: Pick<Question, 'wanted' | 'odd'>): string[] {
  const has = (data: JsonObject, term: string): string[] => {
    if (term === 'at@day') return [DAYS[String(data.at)] ?? []].flat()
    if (term === 'marks.name') return ((data.marks ?? []) as { name: string }[]).map(({ name }) => name)
    return data[term] === undefined || data[term] === '' ? [] : [String(data[term])]
  }
  const found = things.filter((data) =>
    Object.entries(wanted).every(([term, values = []]) => {
      const own = has(data, term)
      return own.length === 0 ? values.includes('') : own.some((one) => values.includes(one))
    }),
  )
  return found
    .filter(({ no }) => !odd || Number(no) % 2 === 1)
    .map(({ no }) => String(no))
    .reverse()
}

function selectionOf({ wanted, odd }: Question): Selection {
  const all = Object.entries(wanted).filter((pair): pair is [string, string[]] => pair[1] !== undefined)
  return {
    resource: 'things',
    wanted: Object.fromEntries(all),
    ...(odd && { keep: ({ data }: StoredObject) => Number(data.no) % 2 === 1 }),
  }
}

async function check(unit: Unit, now: Scan, asked: Question): Promise<void> {
  const numbers = (handles: { key: string }[]): string[] => handles.map(({ key }) => key)
  const selection = selectionOf(asked)
  const all = scan(now, asked)
  expect(numbers(await unit.select(selection))).toEqual(all)
  const { offset, limit, oldest } = asked
  const { handles, total } = await unit.page(selection, { offset, limit, oldest })
  const ordered = oldest ? [...all].reverse() : all
  expect({ page: numbers(handles), total }).toEqual({ page: ordered.slice(offset, offset + limit), total: all.length })
}

/** Does it in the store and in the scan. */
async function play(
  unit: Unit,
  now: Scan,
  one: typeof step extends fc.Arbitrary<infer T> ? T : never,
  next: () => string,
) {
  if (one.do === 'add') {
    const data: JsonObject = { no: next(), ...one.fields }
    await unit.add(thing(data))
    now.things = [...now.things, data]
    return
  }
  const data = now.things[one.at % Math.max(1, now.things.length)]
  const handle = data && (await unit.load('things', String(data.no)))
  if (!data || !handle) return
  if (one.do === 'remove') {
    handle.removed = true
    now.things = now.things.filter((other) => other !== data)
  } else {
    const changed: JsonObject = { no: data.no ?? '', ...one.fields }
    handle.object = { ...handle.object, data: changed }
    now.things = now.things.map((other) => (other === data ? changed : other))
  }
}

describe.each([
  ['memory', () => createMemoryStore(), 300],
  ['IndexedDB', () => createIndexedDbStore(crypto.randomUUID()), 40],
] as const)('a selection by index from %s', (_, create, numRuns) => {
  it('is what a look at everything finds, in the unit that changes and afterwards', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(story, async (units) => {
        const store = watched(create())
        let kept: Scan = { things: [] }
        let count = 0
        for (const { steps, asked, fails } of units) {
          const unit = unitOver(store)
          const now: Scan = { things: kept.things }
          for (const one of steps) await play(unit, now, one, () => String(++count))
          for (const one of asked) await check(unit, now, one)
          if (fails) continue
          expect(await unit.commit()).toBe(true)
          kept = { things: now.things.slice(-LIMIT) }
          for (const one of asked) await check(unitOver(store), kept, one)
        }
        // what is gone leaves nothing behind
        const last = unitOver(store)
        for (const { no } of kept.things) {
          const handle = await last.load('things', String(no))
          if (handle) handle.removed = true
        }
        await last.commit()
        expect(await store.left()).toEqual([])
      }),
      { numRuns },
    )
  })
})

/** A store that tells what it has. */
function watched(inner: Store): Store & { left(): Promise<string[]> } {
  const spaces = new Set<string>()
  return {
    ...inner,
    commit(writes) {
      for (const { space } of writes) spaces.add(space)
      return inner.commit(writes)
    },
    async left() {
      const sizes = await Promise.all([...spaces].map(async (space) => [space, await inner.size(space)] as const))
      return sizes.flatMap(([space, size]) => (size > 0 ? [space] : []))
    },
  }
}

it('a name that several have means the last, also when an earlier one goes', async () => {
  const store = createMemoryStore()
  const fields = { owner: 'x' }
  const find = async () => (await unitOver(store).find({ resource: 'things', scope: '', fields }))?.key
  for (const no of ['1', '2']) {
    const unit = unitOver(store)
    await unit.add(thing({ no, ...fields }))
    await unit.commit()
  }
  expect(await find()).toBe('2')
  const unit = unitOver(store)
  const first = await unit.load('things', '1')
  if (first) first.removed = true
  await unit.commit()
  expect(await find()).toBe('2')
})

it('does not write what another has changed, and leaves the index as that one did', async () => {
  const store = createMemoryStore()
  const made = unitOver(store)
  await made.add(thing({ no: '1', kind: 'a' }))
  await made.commit()
  const [one, other] = [unitOver(store), unitOver(store)]
  for (const [unit, kind] of [
    [one, 'b'],
    [other, 'c'],
  ] as const) {
    const handle = await unit.load('things', '1')
    if (handle) handle.object = { ...handle.object, data: { no: '1', kind } }
  }
  expect([await one.commit(), await other.commit()]).toEqual([true, false])
  const found = async (kind: string) =>
    (await unitOver(store).select({ resource: 'things', wanted: { kind: [kind] } })).length
  expect([await found('a'), await found('b'), await found('c')]).toEqual([0, 1, 0])
  expect((await store.get(objectsSpace(MCHID, 'things'), '1'))?.value).toMatchObject({ data: { kind: 'b' } })
})
