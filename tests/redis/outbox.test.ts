import { afterAll, beforeAll, describe } from 'vitest'
import { openRedisStore, type RedisStore } from '../../playground/server/redis.node.ts'
import { freePorts } from '../receivers/ports.ts'
import { outboxCases } from '../sandbox/outbox-cases.ts'
import { hasRedis, type Redis, redisRequired, startRedis } from '../support/redis.ts'

const listed = !hasRedis() && !redisRequired
if (listed) console.warn('not run: the outbox in Redis, for want of redis-server')

describe.skipIf(listed)('a process over Redis that ends right after a commit', () => {
  let redis: Redis
  const opened: RedisStore[] = []

  beforeAll(async () => {
    const [port = 0] = await freePorts(1)
    redis = await startRedis(port)
  })
  afterAll(async () => {
    await Promise.all(opened.map((store) => store.close()))
    await redis?.close()
  })

  outboxCases(async () => {
    const store = await openRedisStore({ url: redis.url, prefix: `case-${opened.length}` })
    opened.push(store)
    return store
  })
})
