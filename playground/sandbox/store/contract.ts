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
]

function same(got: unknown, wanted: unknown): void {
  if (JSON.stringify(got) !== JSON.stringify(wanted)) {
    throw new Error(`wanted ${JSON.stringify(wanted)}, got ${JSON.stringify(got)}`)
  }
}
