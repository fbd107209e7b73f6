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
}

const RE_HOST = /^[0-9A-Za-z.:_-]+$/
const RE_BASE = /^\/(?:(?!\.{1,2}\/)[\w.~-]+\/)*$/

/**
 * `PORT`, `SANDBOX_PORT`, `HOST`, `LIVE`, `BASE`. A wrong value is an error, never a default: a server on another port
 * than the one that was asked for is found late.
 *
 * @throws ServerError `bad_setting`
 */
export function readSettings(env: Record<string, string | undefined>): Settings {
  const settings = {
    port: readPort(env, 'PORT', 4173),
    sandboxPort: readPort(env, 'SANDBOX_PORT', 4174),
    host: readMatch(env, 'HOST', { fallback: '127.0.0.1', pattern: RE_HOST, form: '主机名或 IP 地址，例如 0.0.0.0' }),
    live: readSwitch(env, 'LIVE'),
    base: readMatch(env, 'BASE', { fallback: '/', pattern: RE_BASE, form: '以 / 开头并以 / 结尾的路径，例如 /docs/' }),
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
