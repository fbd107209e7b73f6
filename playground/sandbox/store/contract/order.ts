import { type ContractCase, keysOf, same } from './case.ts'

/** The order in which entries are listed and trimmed: by first put, or by the age of another entry. */
export const orderCases: ContractCase[] = [
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
]
