import { Validator } from '@cfworker/json-schema'
import { describe, expect, it } from 'vitest'
import { schemaOf } from '../../catalog/derive/behaviour/index.ts'
import { createKit, sampleOf } from '../../tests/sandbox/kit.ts'
import { loadBehaviour } from '../server/behaviour.node.ts'

const { operations } = await loadBehaviour()
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
      for (const _round of [1, 2]) {
        const sample = await sampleOf(operation, client, kit.behaviour, options)
        const sent = scalars(sample.body)
        const got = await client.send(sample)
        if (failing) return expect(got).toMatchObject({ status: failing.status, json: { code: failing.code } })
        expect(got, got.text).toMatchObject({ status: operation.reply.status, verdict: { ok: true } })
        expect(
          new Validator(schemaOf(operation.reply.fields), '2020-12').validate(got.text ? got.json : {}).errors,
        ).toEqual([])
        if (operation.reply.mediaType === undefined) expect(got.text).toBe('')
        if (operation.rule?.action === 'create') expect(echoed(sent, got.json)).toMatchObject(sent)
      }
    })

    it('works for a merchant who has run all the others', async () => {
      const got = await together.send(await sampleOf(operation, together, kit.behaviour, { fresh: true }))
      expect(got.status, got.text).toBe(failing?.status ?? operation.reply.status)
    })
  })
})

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

/** What was sent, overlaid with the fields of the same name that came back, also from inside one wrapping object. */
function echoed(sent: Record<string, unknown>, json: object): Record<string, unknown> {
  const [only] = Object.values(json).filter(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
  )
  const back: Record<string, unknown> = { ...only, ...scalars(json) }
  return Object.fromEntries(Object.keys(sent).map((name) => [name, name in back ? back[name] : sent[name]]))
}
