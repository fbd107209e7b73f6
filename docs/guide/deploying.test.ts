import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
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
