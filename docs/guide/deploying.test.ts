import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { siteAddress } from '../../.vitepress/node/address.ts'
import { BODY_LIMITS } from '../../playground/protocol/gateway/index.ts'
import { DEFAULT_RATE } from '../../playground/proxy/rate.ts'
import { DEFAULT_LIMITS } from '../../playground/sandbox/options.ts'
import { readSettings } from '../../playground/server/settings.node.ts'

const page = await readFile(new URL('deploying.md', import.meta.url), 'utf8')

it('states the defaults that the server has', () => {
  const { port, sandboxPort, host, base, live } = readSettings({})
  for (const [name, value] of Object.entries({
    PORT: port,
    SANDBOX_PORT: sandboxPort,
    HOST: host,
    BASE: `\`${base}\``,
  }))
    expect(page).toContain(`| \`${name}\` | ${value} |`)
  expect(live).toBe(false)
  expect(page).toContain('| `LIVE` | 不启用 |')
})

it('explains every variable that server and build read, and no other', () => {
  const read = new Set<string>()
  const env = new Proxy<Record<string, undefined>>({}, { get: (_, name) => void read.add(String(name)) })
  readSettings(env)
  siteAddress(env, '/')
  const explained = [...page.matchAll(/^\| `([A-Z_]+)` \|/gm)].map(([, name = '']) => name)
  expect(explained.sort()).toEqual([...read].sort())
})

it('is what the README says of variables in short', async () => {
  const readme = await readFile(new URL('../../README.md', import.meta.url), 'utf8')
  const named = [...readme.matchAll(/`([A-Z][A-Z_]+)(?:=1)?`/g)].map(([, name]) => name)
  expect(named.length).toBeGreaterThan(5)
  for (const name of named) expect(page).toContain(`| \`${name}\` |`)
  for (const [, name, value] of readme.matchAll(/`([A-Z_]+)` \(`?([^`)\s]+)`?\)/g)) {
    expect(page).toMatch(new RegExp(`\\| \`${name}\` \\| \`?${value}\`? \\|`))
  }
})

it('states the limits that proxy and sandbox have', () => {
  expect(page).toContain(`每秒 ${DEFAULT_RATE.perSecond} 次，突发 ${DEFAULT_RATE.burst} 次`)
  const { merchants, idleDays, objects, allObjects, uploads, allUploads, notifications, traces, allTraces } =
    DEFAULT_LIMITS
  for (const [name, value] of Object.entries({
    MERCHANTS: merchants,
    IDLE_DAYS: idleDays,
    OBJECTS: objects,
    ALL_OBJECTS: allObjects,
    UPLOADS: uploads,
    ALL_UPLOADS: allUploads,
    NOTIFICATIONS: notifications,
    TRACES: traces,
    ALL_TRACES: allTraces,
  }))
    expect(page).toContain(`| \`SANDBOX_${name}\` | ${value} |`)
  expect(page).toContain(`最大 ${BODY_LIMITS.file / 1024 / 1024} MiB`)
  const megabytes = Number(/client_max_body_size (\d+)m;/.exec(page)?.[1])
  expect(megabytes * 1024 * 1024).toBeGreaterThan(BODY_LIMITS.form)
})

it('has the proxy pass addresses on as they came', () => {
  const passes = [...page.matchAll(/^\s*proxy_pass (.*);/gm)].map(([, address]) => address)
  expect(passes).toEqual(['http://127.0.0.1:4173', 'http://127.0.0.1:4173', 'http://127.0.0.1:4174'])
  expect(page.match(/proxy_set_header Host \$http_host;/g)).toHaveLength(passes.length)
})
