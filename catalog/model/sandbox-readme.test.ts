import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { BillSchema } from './sandbox-bill.ts'
import { GatewayErrorsSchema } from './sandbox-errors.ts'
import { ResourceRuleSchema } from './sandbox-resource.ts'
import { SandboxRuleSchema } from './sandbox-rule.ts'

/** Keys of a schema's objects, at any depth. */
function keysOf(schema: unknown, seen = new Set<unknown>()): string[] {
  if (typeof schema !== 'object' || schema === null || seen.has(schema)) return []
  seen.add(schema)
  const entries = 'type' in schema && schema.type === 'strict_object' && 'entries' in schema ? schema.entries : {}
  return [...Object.keys(entries as object), ...Object.values(schema).flatMap((inner) => keysOf(inner, seen))]
}

it('every key of the sandbox’s language stands in its README', async () => {
  const readme = await readFile(new URL('../resources/README.md', import.meta.url), 'utf8')
  const code = [...readme.matchAll(/`([^`]+)`/g)].map(([, text]) => text).join(' ')
  const schemas = [SandboxRuleSchema, ResourceRuleSchema, GatewayErrorsSchema, BillSchema]
  const keys = new Set(schemas.flatMap((schema) => keysOf(schema)))
  expect(keys.size).toBeGreaterThan(100)
  expect([...keys].filter((key) => !new RegExp(`\\b${key}\\b`).test(code)).sort()).toEqual([])
})
