import { DEFAULT_LIMITS, type Limits } from '../sandbox/index.ts'
import { isReachEntry } from './reach.node.ts'
import { ServerError } from './server-error.node.ts'

export interface Settings {
  /** Site, proxy and `/sandbox/`. */
  port: number
  /** The gateway at its root, for SDKs. */
  sandboxPort: number
  /** The address to listen on; loopback unless `HOST` says otherwise. */
  host: string
  /** Whether `/proxy/live/` reaches the real gateway. */
  live: boolean
  /** Where the site is mounted, with both slashes. */
  base: string
  /** Where the sandbox keeps its data; without it in this process. */
  redisUrl?: string
  /** Hosts, addresses and networks beside loopback that notifications are sent to. */
  notifyAllow: string[]
  /** Whether the sandbox refuses a `nonce_str` that was used before. */
  refuseReusedNonce: boolean
  /** How much the sandbox keeps. */
  limits: Limits
}

/** Environment variable of each limit, and the largest number it takes. */
const LIMITS: [name: string, limit: keyof Limits, most: number][] = [
  ['SANDBOX_MERCHANTS', 'merchants', 1_000_000],
  ['SANDBOX_IDLE_DAYS', 'idleDays', 3650],
  ['SANDBOX_OBJECTS', 'objects', 10_000_000],
  ['SANDBOX_ALL_OBJECTS', 'allObjects', 100_000_000],
  ['SANDBOX_UPLOADS', 'uploads', 100_000],
  ['SANDBOX_ALL_UPLOADS', 'allUploads', 1_000_000],
  ['SANDBOX_NOTIFICATIONS', 'notifications', 100_000],
  ['SANDBOX_TRACES', 'traces', 100_000],
  ['SANDBOX_ALL_TRACES', 'allTraces', 10_000_000],
]

const RE_HOST = /^[0-9A-Za-z.:_-]+$/
const RE_BASE = /^\/(?:(?!\.{1,2}\/)[\w.~-]+\/)*$/

/**
 * `PORT`, `SANDBOX_PORT`, `HOST`, `LIVE`, `BASE`, `REDIS_URL`, `NOTIFY_ALLOW`, `SANDBOX_…`. A wrong value is an error, never a default: a server on another port
 * than the one that was asked for is found late.
 *
 * @throws ServerError `bad_setting`
 */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const redisUrl = readRedisUrl(env)
  const settings: Settings = {
    port: readPort(env, 'PORT', 4173),
    sandboxPort: readPort(env, 'SANDBOX_PORT', 4174),
    host: readMatch(env, 'HOST', { fallback: '127.0.0.1', pattern: RE_HOST, form: '主机名或 IP 地址，例如 0.0.0.0' }),
    live: readSwitch(env, 'LIVE'),
    base: readMatch(env, 'BASE', { fallback: '/', pattern: RE_BASE, form: '以 / 开头并以 / 结尾的路径，例如 /docs/' }),
    ...(redisUrl !== undefined && { redisUrl }),
    notifyAllow: readAllowed(env),
    refuseReusedNonce: readSwitch(env, 'SANDBOX_REFUSE_REUSED_NONCE'),
    limits: readLimits(env),
  }
  if (settings.port === settings.sandboxPort && settings.port !== 0) {
    throw badSetting('SANDBOX_PORT', String(settings.sandboxPort), '与 PORT 不同的端口')
  }
  return settings
}

function readPort(env: Record<string, string | undefined>, name: string, fallback: number): number {
  const text = env[name]
  if (text === undefined || text === '') return fallback
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) throw badSetting(name, text, '0 到 65535 的整数（0 表示任选）')
  return Number(text)
}

function readLimits(env: Record<string, string | undefined>): Limits {
  const limits = { ...DEFAULT_LIMITS }
  for (const [name, limit, most] of LIMITS) {
    const text = env[name]
    if (text === undefined || text === '') continue
    if (!/^\d{1,9}$/.test(text) || Number(text) < 1 || Number(text) > most)
      throw badSetting(name, text, `1 到 ${most} 的整数`)
    limits[limit] = Number(text)
  }
  return limits
}

/** The value may hold a password, so the message does not repeat it. */
function readRedisUrl({ REDIS_URL: text }: Record<string, string | undefined>): string | undefined {
  if (text === undefined || text === '') return undefined
  if (URL.canParse(text) && ['redis:', 'rediss:'].includes(new URL(text).protocol)) return text
  throw new ServerError('bad_setting', '环境变量 REDIS_URL 的值不是 Redis 地址', {
    hint: '应当是 redis://主机:端口/库号，例如 redis://127.0.0.1:6379/0；加密连接用 rediss://，密码写成 redis://:密码@主机:端口。',
    where: 'REDIS_URL',
  })
}

function readAllowed({ NOTIFY_ALLOW: text = '' }: Record<string, string | undefined>): string[] {
  const entries = text.split(',').flatMap((entry) => entry.trim() || [])
  for (const entry of entries) {
    if (isReachEntry(entry)) continue
    throw badSetting(
      'NOTIFY_ALLOW',
      entry,
      '用逗号分开的 IP 地址、网段或主机名，例如 10.0.0.0/8,192.168.1.5,backend.internal',
    )
  }
  return entries
}

function readSwitch(env: Record<string, string | undefined>, name: string): boolean {
  const text = env[name]
  if (text === undefined || text === '' || text === '0') return false
  if (text === '1') return true
  throw badSetting(name, text, '0 或 1')
}

function readMatch(
  env: Record<string, string | undefined>,
  name: string,
  { fallback, pattern, form }: { fallback: string; pattern: RegExp; form: string },
): string {
  const text = env[name]
  if (text === undefined || text === '') return fallback
  if (!pattern.test(text)) throw badSetting(name, text, form)
  return text
}

function badSetting(name: string, value: string, form: string): ServerError {
  return new ServerError('bad_setting', `环境变量 ${name} 的值“${value.slice(0, 80)}”不对`, {
    hint: `应当是${form}。`,
    where: name,
  })
}
