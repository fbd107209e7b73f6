import type { Store } from './store.ts'

export interface ContractCase {
  name: string
  /** Rejects if the store behaves otherwise. */
  run(store: Store): Promise<void>
}

/** What every store has to do; free of any test runner, so that a page can run it too. Give each case a fresh store. */
export const storeContract: ContractCase[] = [
  {
    name: 'finds what was put, and nothing else',
    async run(store) {
      await store.put('a', 'k', { value: { n: 1, list: ['汉', null] } })
      same((await store.get('a', 'k'))?.value, { n: 1, list: ['汉', null] })
      same(await store.get('a', 'other'), undefined)
      same(await store.get('b', 'k'), undefined)
    },
  },
  {
    name: 'hands out copies',
    async run(store) {
      const value = { n: 1 }
      await store.put('a', 'k', { value })
      value.n = 2
      const read = (await store.get('a', 'k'))?.value as { n: number }
      read.n = 3
      same((await store.get('a', 'k'))?.value, { n: 1 })
    },
  },
  {
    name: 'creates once, however many try',
    async run(store) {
      const tries = Array.from({ length: 20 }, (_, value) => store.put('a', 'k', { value, expected: 0 }))
      same((await Promise.all(tries)).filter(Boolean).length, 1)
    },
  },
  {
    name: 'writes only over the expected version',
    async run(store) {
      await store.put('a', 'k', { value: 1 })
      const first = await store.get('a', 'k')
      same(await store.put('a', 'k', { value: 2, expected: first?.version }), true)
      same(await store.put('a', 'k', { value: 3, expected: first?.version }), false)
      same((await store.get('a', 'k'))?.value, 2)
    },
  },
  {
    name: 'loses no increment of many at once',
    async run(store) {
      await store.put('a', 'k', { value: 0 })
      const increment = async (): Promise<void> => {
        const entry = await store.get('a', 'k')
        const done = await store.put('a', 'k', { value: Number(entry?.value) + 1, expected: entry?.version })
        if (!done) await increment()
      }
      await Promise.all(Array.from({ length: 12 }, increment))
      same((await store.get('a', 'k'))?.value, 12)
    },
  },
  {
    name: 'lists the newest first, by first put',
    async run(store) {
      for (const key of ['x', 'z', 'y']) await store.put('a', key, { value: key })
      await store.put('a', 'x', { value: 'again' })
      await store.put('b', 'other', { value: 1 })
      same(
        (await store.list('a', { limit: 10 })).map(({ key }) => key),
        ['y', 'z', 'x'],
      )
      same(
        (await store.list('a', { limit: 2 })).map(({ key }) => key),
        ['y', 'z'],
      )
    },
  },
  {
    name: 'trims the oldest of one space',
    async run(store) {
      for (const key of ['x', 'z', 'y']) await store.put('a', key, { value: key })
      await store.put('b', 'x', { value: 1 })
      same(await store.trim('a', 2), ['x'])
      same(await store.trim('a', 2), [])
      same(
        (await store.list('a', { limit: 9 })).map(({ key }) => key),
        ['y', 'z'],
      )
      same((await store.get('b', 'x'))?.value, 1)
    },
  },
  {
    name: 'removes one entry and drops one space',
    async run(store) {
      for (const space of ['a', 'ab']) for (const key of ['x', 'y']) await store.put(space, key, { value: 1 })
      await store.remove('a', 'x')
      same((await store.list('a', { limit: 9 })).length, 1)
      await store.drop('a')
      same(await store.list('a', { limit: 9 }), [])
      same((await store.list('ab', { limit: 9 })).length, 2)
    },
  },
  {
    name: 'lists what is older than an entry',
    async run(store) {
      for (const key of ['x', 'z', 'y', 'w']) await store.put('a', key, { value: key })
      same(keysOf(await store.list('a', { limit: 2, after: 'w' })), ['y', 'z'])
      same(keysOf(await store.list('a', { limit: 9, after: 'z' })), ['x'])
      same(await store.list('a', { limit: 9, after: 'x' }), [])
      same(await store.list('a', { limit: 9, after: 'never' }), [])
      await store.remove('a', 'y')
      same(keysOf(await store.list('a', { limit: 9, after: 'w' })), ['z', 'x'])
    },
  },
  {
    name: 'lists a page somewhere in a space',
    async run(store) {
      for (const key of ['x', 'z', 'y', 'w', 'v']) await store.put('a', key, { value: key })
      same(keysOf(await store.list('a', { limit: 2, skip: 1 })), ['w', 'y'])
      same(keysOf(await store.list('a', { limit: 9, skip: 3 })), ['z', 'x'])
      same(keysOf(await store.list('a', { limit: 2, skip: 1, after: 'w' })), ['z', 'x'])
      same(await store.list('a', { limit: 9, skip: 5 }), [])
      same(await store.list('a', { limit: 9, skip: 1_000_000 }), [])
    },
  },
  {
    name: 'takes the age of an entry from another space',
    async run(store) {
      for (const key of ['v', 'w', 'x', 'y', 'z']) await store.put('a', key, { value: 1 })
      for (const key of ['x', 'z', 'w', 'y', 'v']) await store.put('b', key, { value: 1, ageOf: 'a' })
      same(keysOf(await store.list('b', { limit: 9 })), ['z', 'y', 'x', 'w', 'v'])
      await store.remove('b', 'y')
      await store.remove('b', 'v')
      await store.put('b', 'v', { value: 2, ageOf: 'a' })
      same(keysOf(await store.list('b', { limit: 9 })), ['z', 'x', 'w', 'v'])
      same(keysOf(await store.list('b', { limit: 9, after: 'x' })), ['w', 'v'])
      same(await store.trim('b', 2), ['v', 'w'])
      // made by the same commit, or nowhere: the newest
      const made = { value: 1 }
      await store.commit([
        { space: 'a', key: 'n', ...made },
        { space: 'b', key: 'n', ...made, ageOf: 'a' },
        { space: 'b', key: 'o', ...made, ageOf: 'nowhere' },
        { space: 'b', key: 'w', ...made, ageOf: 'a' },
      ])
      same(keysOf(await store.list('b', { limit: 9 })), ['o', 'n', 'z', 'x', 'w'])
      const [first] = await store.list('a', { limit: 1 })
      same((await store.get('b', 'n'))?.order, first?.order)
      await store.drop('b')
      await store.put('b', 'w', { value: 1, ageOf: 'a' })
      same(keysOf(await store.list('b', { limit: 9 })), ['w'])
    },
  },
  {
    name: 'commits all writes together',
    async run(store) {
      await store.put('a', 'old', { value: 1 })
      const old = await store.get('a', 'old')
      const done = await store.commit([
        { space: 'a', key: 'k', value: { n: 1 }, expected: 0 },
        { space: 'b', key: 'k', value: null },
        { space: 'a', key: 'old', expected: old?.version },
      ])
      same(done, true)
      same((await store.get('a', 'k'))?.value, { n: 1 })
      same((await store.get('b', 'k'))?.value, null)
      same(await store.get('a', 'old'), undefined)
      same(await store.commit([]), true)
    },
  },
  {
    name: 'commits nothing where one version is another',
    async run(store) {
      await store.put('a', 'k', { value: 1 })
      const first = await store.get('a', 'k')
      await store.put('a', 'k', { value: 2 })
      const stale = { space: 'a', key: 'k', expected: first?.version }
      for (const write of [stale, { ...stale, value: 3 }, { ...stale, expected: 0 }, { ...stale, key: 'none' }]) {
        same(await store.commit([{ space: 'b', key: 'n', value: 1, score: 1 }, write]), false)
      }
      same((await store.get('a', 'k'))?.value, 2)
      same(await store.get('b', 'n'), undefined)
      same(await store.size('b'), 0)
      same(await store.due('b', { until: 9, limit: 9 }), [])
    },
  },
  {
    name: 'gives every write a version that was never there',
    async run(store) {
      const seen = new Set<number | undefined>()
      for (let n = 0; n < 3; n++) {
        await store.put('a', 'k', { value: n })
        seen.add((await store.get('a', 'k'))?.version)
        if (n === 0) await store.remove('a', 'k')
        if (n === 1) await store.drop('a')
      }
      same(seen.size, 3)
    },
  },
  {
    name: 'conserves a sum that many move at once',
    async run(store) {
      const accounts = ['a', 'b', 'c']
      for (const key of accounts) await store.put(key, 'money', { value: 100 })
      const move = async (from: string, to: string, amount: number): Promise<void> => {
        const [source, target] = await Promise.all([store.get(from, 'money'), store.get(to, 'money')])
        const done = await store.commit([
          { space: from, key: 'money', value: Number(source?.value) - amount, expected: source?.version },
          { space: to, key: 'money', value: Number(target?.value) + amount, expected: target?.version },
        ])
        if (!done) await move(from, to, amount)
      }
      const moves = Array.from({ length: 18 }, (_, n) => move(accounts[n % 3] ?? '', accounts[(n + 1) % 3] ?? '', n))
      await Promise.all(moves)
      const sums = await Promise.all(accounts.map(async (key) => Number((await store.get(key, 'money'))?.value)))
      // each third account gave 0+3+…+15, 1+4+…+16, 2+5+…+17 to the next one
      same(sums, [112, 94, 94])
    },
  },
  {
    name: 'tells what is due, the lowest score first',
    async run(store) {
      const scores = { late: 30, first: 10, again: 10, soon: 10.5, negative: -1 }
      for (const [key, score] of Object.entries(scores)) await store.put('a', key, { value: key, score })
      await store.put('a', 'never', { value: 1 })
      await store.put('b', 'other', { value: 1, score: 1 })
      const due = await store.due('a', { until: 29, limit: 9 })
      same(keysOf(due), ['negative', 'first', 'again', 'soon'])
      same(
        due.map(({ score }) => score),
        [-1, 10, 10, 10.5],
      )
      same(due[1]?.value, 'first')
      same(due[1]?.version, (await store.get('a', 'first'))?.version)
      same(keysOf(await store.due('a', { until: 30, limit: 9 })).length, 5)
      same(keysOf(await store.due('a', { until: 30, limit: 2 })), ['negative', 'first'])
      same(await store.due('a', { until: -2, limit: 9 }), [])
      same(await store.due('c', { until: 9, limit: 9 }), [])
    },
  },
  {
    name: 'forgets a score that was overwritten, removed, trimmed or dropped',
    async run(store) {
      const dueIn = async (space: string): Promise<string[]> =>
        keysOf(await store.due(space, { until: Number.MAX_SAFE_INTEGER, limit: 9 }))
      for (const key of ['x', 'y', 'z']) await store.put('a', key, { value: 1, score: 1_900_000_000_000 })
      await store.put('a', 'x', { value: 2, score: 2_000_000_000_000 })
      same(await dueIn('a'), ['y', 'z', 'x'])
      // a write without a score has none
      await store.put('a', 'y', { value: 2 })
      same(await dueIn('a'), ['z', 'x'])
      await store.put('a', 'y', { value: 3, score: 1 })
      same(await dueIn('a'), ['y', 'z', 'x'])
      await store.remove('a', 'z')
      same(await dueIn('a'), ['y', 'x'])
      await store.trim('a', 1)
      same(await dueIn('a'), ['y'])
      await store.drop('a')
      same(await dueIn('a'), [])
    },
  },
  {
    name: 'counts the entries of a space',
    async run(store) {
      same(await store.size('a'), 0)
      for (const key of ['x', 'y', 'z', 'x']) await store.put('a', key, { value: 1 })
      await store.put('ab', 'x', { value: 1 })
      same(await store.size('a'), 3)
      await store.remove('a', 'x')
      await store.remove('a', 'x')
      same(await store.size('a'), 2)
      await store.trim('a', 1)
      same(await store.size('a'), 1)
      await store.drop('a')
      same(await store.size('a'), 0)
      same(await store.size('ab'), 1)
    },
  },
  {
    name: 'keeps keys apart that look like one',
    async run(store) {
      const pairs = [
        ['a', 'b:c'],
        ['a:b', 'c'],
        ['a', ''],
        ['', 'a'],
        ['汉 {x}\n*', '"\\\u0000'],
      ] as const
      for (const [n, [space, key]] of pairs.entries()) await store.put(space, key, { value: n, score: n })
      for (const [n, [space, key]] of pairs.entries()) {
        same((await store.get(space, key))?.value, n)
        same(
          (await store.due(space, { until: n, limit: 9 })).some((entry) => entry.key === key),
          true,
        )
      }
    },
  },
]

function keysOf(entries: { key: string }[]): string[] {
  return entries.map(({ key }) => key)
}

function same(got: unknown, wanted: unknown): void {
  if (JSON.stringify(got) !== JSON.stringify(wanted)) {
    throw new Error(`wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`)
  }
}
