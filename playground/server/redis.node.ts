import { createClient } from '@redis/client'
import type { Json } from '../../catalog/model/types.ts'
import type { Entry, Store, Write } from '../sandbox/index.ts'
import { SCRIPTS } from './redis-scripts.node.ts'
import { ServerError } from './server-error.node.ts'

export interface RedisStore extends Store {
  close(): Promise<void>
}

export interface RedisOptions {
  url: string
  /** Begins every key; several sandboxes may share one database. */
  prefix?: string
  /** Hears of a connection that was lost, and that it is there again. */
  report?: (message: string) => void
}

const CONNECT_TIME = 5000

type Script = keyof typeof SCRIPTS

/**
 * Keeps everything in Redis: several processes share it, and it outlives them. Every call is one script, so that it
 * happens at once or not at all.
 *
 * @throws ServerError `redis` where Redis cannot be reached
 */
export async function openRedisStore({ url, prefix = 'wechatpay-sandbox', report }: RedisOptions): Promise<RedisStore> {
  const client = clientOf(url)
  let isLost = true
  client.on('error', (error: Error) => {
    if (!isLost) report?.(`与 Redis 的连接断了：${error.message}`)
    isLost = true
  })
  client.on('ready', () => {
    isLost = false
  })
  await connect(client, url)
  const hashes = new Map<Script, string>()
  for (const name of Object.keys(SCRIPTS) as Script[]) hashes.set(name, await client.scriptLoad(SCRIPTS[name]))

  const run = async (name: Script, keys: string[], args: (string | number)[]): Promise<unknown> => {
    const options = { keys, arguments: args.map(String) }
    try {
      return await client.evalSha(hashes.get(name) ?? '', options)
    } catch (error) {
      // a server that was restarted has forgotten its scripts
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error
      return client.eval(SCRIPTS[name], options)
    }
  }
  return { ...createCalls(run, prefix), close: async () => client.destroy() }
}

function clientOf(url: string) {
  return createClient({
    url,
    socket: { connectTimeout: CONNECT_TIME, reconnectStrategy: (tries) => Math.min(100 * 2 ** tries, 5000) },
    // a request that waits for Redis to come back is worse than one that fails
    disableOfflineQueue: true,
  })
}

async function connect(client: ReturnType<typeof clientOf>, url: string): Promise<void> {
  let last: Error | undefined
  const note = (error: Error): void => {
    last = error
  }
  client.on('error', note)
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(last ?? new Error(`${CONNECT_TIME / 1000} 秒内没有应答`)), CONNECT_TIME)
  })
  try {
    await Promise.race([client.connect(), late])
  } catch (cause) {
    client.destroy()
    const { host } = new URL(url)
    const message = cause instanceof Error ? cause.message : String(cause)
    throw new ServerError('redis', `连不上 REDIS_URL 里的 Redis（${host}）：${message}`, {
      hint: '请检查 Redis 是否已经启动、地址和密码是否正确；不需要 Redis 时去掉环境变量 REDIS_URL，数据就保存在内存里。',
      where: 'REDIS_URL',
      cause,
    })
  } finally {
    clearTimeout(timer)
    client.off('error', note)
  }
}

type Run = (name: Script, keys: string[], args: (string | number)[]) => Promise<unknown>

/** The store over the scripts. Of a space `s` there are a hash of rows, and two sorted sets: by age and by score. */
function createCalls(run: Run, prefix: string): Store {
  // braces: on a cluster everything is in one slot, where one script can reach it
  const keysOf = (space: string): string[] => ['row', 'age', 'due'].map((kind) => `{${prefix}}${kind}:${space}`)
  const counter = `{${prefix}}counter`
  const commit = async (writes: Write[]): Promise<boolean> => {
    if (writes.length === 0) return true
    const keys = writes.flatMap(({ space, ageOf = space }) => [...keysOf(space), ...keysOf(ageOf).slice(0, 1)])
    const args = writes.flatMap(({ key, value, score, expected }) => [
      key,
      value === undefined ? '' : JSON.stringify(value),
      score ?? '',
      expected ?? '',
    ])
    return (await run('commit', [counter, ...keys], args)) === 1
  }

  return {
    commit,
    put: (space, key, options) => commit([{ space, key, ...options }]),
    async remove(space, key) {
      await commit([{ space, key }])
    },
    async get(space, key) {
      const row = await run('get', keysOf(space), [key])
      return typeof row === 'string' ? toEntry(key, row) : undefined
    },
    async list(space, { limit, after, skip = 0 }) {
      return toEntries(await run('list', keysOf(space), [limit, skip, ...(after === undefined ? [] : [after])]))
    },
    async due(space, { until, limit }) {
      const found = (await run('due', keysOf(space), [until, limit])) as string[]
      const due: (Entry & { score: number })[] = []
      for (let at = 0; at < found.length; at += 3) {
        const [key = '', row = '', score = ''] = found.slice(at, at + 3)
        due.push({ ...toEntry(key, row), score: Number(score) })
      }
      return due
    },
    async size(space) {
      return Number(await run('size', keysOf(space), []))
    },
    async trim(space, keep) {
      const removed: string[] = []
      for (;;) {
        const some = (await run('trim', keysOf(space), [keep])) as string[]
        removed.push(...some)
        if (some.length === 0) return removed
      }
    },
    async drop(space) {
      await run('drop', keysOf(space), [])
    },
  }
}

function toEntries(found: unknown): Entry[] {
  const texts = found as string[]
  return texts.flatMap((key, at) => (at % 2 === 0 ? [toEntry(key, texts[at + 1] ?? '')] : []))
}

/** A row is `version order json`. */
function toEntry(key: string, row: string): Entry {
  const version = row.indexOf(' ')
  const order = row.indexOf(' ', version + 1)
  return {
    key,
    version: Number(row.slice(0, version)),
    order: Number(row.slice(version + 1, order)),
    value: JSON.parse(row.slice(order + 1)) as Json,
  }
}
