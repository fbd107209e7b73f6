import { type ContractCase, same } from './case.ts'

/** What every store does with one entry at a time. */
export const entryCases: ContractCase[] = [
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
