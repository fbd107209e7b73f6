import { type ContractCase, keysOf, same } from './case.ts'

/** What falls due: entries by their score. */
export const dueCases: ContractCase[] = [
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
]
