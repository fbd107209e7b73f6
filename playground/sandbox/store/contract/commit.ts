import { type ContractCase, same } from './case.ts'

/** Several writes at once: all of them or none. */
export const commitCases: ContractCase[] = [
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
]
