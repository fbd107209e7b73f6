import { Validator } from '@cfworker/json-schema'
import { describe, expect, it } from 'vitest'
import { deriveBehaviour, schemaOf } from '../../catalog/derive/behaviour/index.ts'
import { loadCatalog } from '../../catalog/model/load.node.ts'
import { createKit, sampleOf } from '../../tests/sandbox/kit.ts'

const { operations } = deriveBehaviour(await loadCatalog())
const served = operations.filter(({ protocol }) => protocol === 'v3')
const kit = await createKit()
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
        const got = await client.send(await sampleOf(operation, client, kit.behaviour, options))
        if (failing) return expect(got).toMatchObject({ status: failing.status, json: { code: failing.code } })
        expect(got, got.text).toMatchObject({ status: operation.reply.status, verdict: { ok: true } })
        expect(
          new Validator(schemaOf(operation.reply.fields), '2020-12').validate(got.text ? got.json : {}).errors,
        ).toEqual([])
        if (operation.reply.mediaType === undefined) expect(got.text).toBe('')
      }
    })

    it('works for a merchant who has run all the others', async () => {
      const got = await together.send(await sampleOf(operation, together, kit.behaviour, { fresh: true }))
      expect(got.status, got.text).toBe(failing?.status ?? operation.reply.status)
    })
  })
})
