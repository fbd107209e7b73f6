import { Validator } from '@cfworker/json-schema'
import { describe, expect, it } from 'vitest'
import { type Shape, schemaOf } from '../../catalog/derive/behaviour/index.ts'
import type { SandboxRule } from '../../catalog/model/sandbox.ts'
import type { Json } from '../../catalog/model/types.ts'
import { createKit, sampleOf } from '../../tests/sandbox/kit/index.ts'
import { loadBehaviour } from '../server/behaviour.node.ts'
import { isFile } from './files.ts'
import { isObject, type JsonObject } from './input.ts'

type CreateRule = Extract<SandboxRule, { action: 'create' }>

const { operations } = await loadBehaviour(process.env.CATALOG_ROOT)
// those that keep something; what the others answer is in tests/sandbox/every-operation.test.ts
const served = operations.filter(({ protocol, rule }) => protocol === 'v3' && rule !== undefined)
// each sample has merchants of its own; none may give way to the others
const kit = await createKit({ limits: { merchants: 10_000 } })
const together = await kit.register()

describe('the unedited sample of', () => {
  describe.each(served.map((operation) => [operation.id, operation] as const))('%s', (_, operation) => {
    const failing = operation.rule?.action === 'fail' ? operation.rule.error : undefined

    it.each([
      ['example numbers, own identity', { fresh: false }],
      ['fresh numbers, own identity', { fresh: true }],
      ['example numbers and identity', { fresh: false, exampleIdentity: true }],
      ['fresh numbers, example identity', { fresh: true, exampleIdentity: true }],
    ])('works for a new merchant: %s', async (__, options) => {
      const client = await kit.register()
      for (const round of [1, 2]) {
        const sample = await sampleOf(operation, client, kit.behaviour, options)
        const sent = scalars(sample.body)
        const got = await client.send(sample)
        if (failing) return expect(got).toMatchObject({ status: failing.status, json: { code: failing.code } })
        // what a first run has brought to its end says so to a second
        if (round === 2 && ends(operation.rule).includes(String(got.json.code))) return
        expect(got, got.text).toMatchObject({
          status: operation.reply.status,
          verdict: { ok: !isFile(operation.reply) },
        })
        if (isFile(operation.reply)) return
        expect(
          new Validator(schemaOf(operation.reply.fields), '2020-12').validate(carried(got.json, operation.reply.fields))
            .errors,
        ).toEqual([])
        if (operation.reply.mediaType === undefined) expect(got.text).toBe('')
        if (operation.rule?.action === 'create')
          expect(echoed(sent, got.json)).toMatchObject(kept(sent, operation.rule))
      }
    })

    it('works for a merchant who has run all the others', async () => {
      const got = await together.send(await sampleOf(operation, together, kit.behaviour, { fresh: true }))
      expect(got.status, got.text).toBe(failing?.status ?? operation.reply.status)
    })
  })
})

/** The codes of a rule that tell of what is there: an order that is paid, an application that is under review. */
function ends(rule: SandboxRule | undefined): string[] {
  const steps = rule && 'do' in rule ? JSON.stringify(rule.do ?? []) : ''
  const codes = [...steps.matchAll(/"code":"(\w+)"/g)].map(([, code = '']) => code)
  const guards = rule?.action === 'create' ? Object.values(rule.guards ?? {}) : []
  const gone = rule?.action === 'remove' && rule.missing ? [rule.missing] : []
  return [...codes, ...[...guards, ...gone].map(({ code }) => code)]
}

/** The answer with the JSON that its texts carry. */
function carried(json: JsonObject, fields: readonly Shape[]): JsonObject {
  const entries = Object.entries(json).map(([name, value]): [string, Json] => {
    const shape = fields.find((one) => one.name === name)
    if (!shape) return [name, value]
    const one = (item: Json): Json => {
      const read = shape.jsonString && typeof item === 'string' ? (JSON.parse(item) as Json) : item
      return isObject(read) ? carried(read, shape.fields ?? []) : read
    }
    return [name, Array.isArray(value) ? value.map(one) : one(value)]
  })
  return Object.fromEntries(entries)
}

/** Plain values of the outermost level. */
function scalars(body: unknown): Record<string, unknown> {
  const encrypted = new Set(
    served
      .flatMap((operation) => operation.body?.fields ?? [])
      .flatMap(({ name, encrypted }) => (encrypted ? [name] : [])),
  )
  return Object.fromEntries(
    Object.entries(body ?? {}).filter(([name, value]) => typeof value !== 'object' && !encrypted.has(name)),
  )
}

/** What the rule leaves as it was sent. */
function kept(sent: Record<string, unknown>, { set = {}, reply = {} }: CreateRule): Record<string, unknown> {
  return Object.fromEntries(Object.entries(sent).filter(([name]) => !(name in set) && !(name in reply)))
}

/** What was sent, overlaid with the fields of the same name that came back, also from inside one wrapping object. */
function echoed(sent: Record<string, unknown>, json: object): Record<string, unknown> {
  const [only] = Object.values(json).filter(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  )
  const back: Record<string, unknown> = { ...only, ...scalars(json) }
  return Object.fromEntries(Object.keys(sent).map((name) => [name, name in back ? back[name] : sent[name]]))
}
