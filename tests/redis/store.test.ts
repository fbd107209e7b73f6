import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { storeContract } from '../../playground/sandbox/index.ts'
import { openRedisStore, type RedisStore } from '../../playground/server/redis.node.ts'
import { freePorts } from '../receivers/ports.ts'
import { hasRedis, type Redis, redisRequired, startRedis } from '../support/redis.ts'

const listed = !hasRedis() && !redisRequired
if (listed) console.warn('not run: the store in Redis, for want of redis-server')

it('a Redis that is not there is told by its address and the variable, without the password', async () => {
  const [port] = await freePorts(1)
  await expect(openRedisStore({ url: `redis://:secret@127.0.0.1:${port}` })).rejects.toMatchObject({
    code: 'redis',
    where: 'REDIS_URL',
    message: expect.stringMatching(new RegExp(`^(?!.*secret).*127\\.0\\.0\\.1:${port}.*`)),
    hint: expect.stringContaining('REDIS_URL'),
  })
})

describe.skipIf(listed)('the store in Redis', () => {
  let redis: Redis
  let store: RedisStore
  let prefix = 0

  beforeAll(async () => {
    const [port = 0] = await freePorts(1)
    redis = await startRedis(port)
  })
  afterAll(() => redis?.close())
  beforeEach(async () => {
    store = await openRedisStore({ url: redis.url, prefix: `case-${prefix++}` })
    return () => store.close()
  })

  it.each(storeContract.map(({ name, run }) => [name, run] as const))('%s', async (_, run) => {
    await run(store)
  })

  it('is one for several processes', async () => {
    const own = { url: redis.url, prefix: `case-${prefix++}` }
    const stores = await Promise.all([openRedisStore(own), openRedisStore(own), openRedisStore(own)])
    const [first] = stores
    if (!first) throw new Error('no store')
    await first.put('a', 'sum', { value: 0 })
    const add = async (one: RedisStore): Promise<void> => {
      const entry = await one.get('a', 'sum')
      const done = await one.put('a', 'sum', { value: Number(entry?.value) + 1, expected: entry?.version })
      if (!done) await add(one)
    }
    await Promise.all(stores.flatMap((one) => Array.from({ length: 20 }, () => add(one))))
    expect((await first.get('a', 'sum'))?.value).toBe(60)
    await Promise.all(stores.map((one) => one.close()))
  })

  it('is apart from others with another prefix', async () => {
    await store.put('a', 'k', { value: 1 })
    const other = await openRedisStore({ url: redis.url, prefix: 'another' })
    expect(await other.get('a', 'k')).toBeUndefined()
    await other.close()
  })

  it('trims and lists many', async () => {
    const writes = Array.from({ length: 1500 }, (_, n) => ({ space: 'a', key: `k${n}`, value: n, score: n }))
    await store.commit(writes)
    expect(await store.trim('a', 3)).toHaveLength(1497)
    expect((await store.list('a', { limit: 9 })).map(({ value }) => value)).toEqual([1499, 1498, 1497])
    expect(await store.due('a', { until: 1496, limit: 9 })).toEqual([])
  })

  it('goes on after Redis was started again, and says that it was gone', async () => {
    const reports: string[] = []
    const own = await openRedisStore({ url: redis.url, prefix: 'again', report: (text) => reports.push(text) })
    await own.put('a', 'k', { value: 1 })
    await redis.restart()
    await vi.waitFor(() => own.put('a', 'k', { value: 2 }), { timeout: 10_000 })
    expect((await own.get('a', 'k'))?.value).toBe(2)
    expect(reports).toHaveLength(1)
    await own.close()
  })
})
