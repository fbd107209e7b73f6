import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createKit, sampleOf } from '../../tests/sandbox/kit/index.ts'
import { operationFile } from '../protocol/worker/index.ts'
import { loadBehaviour } from '../server/behaviour.node.ts'
import { behaviourOfFiles } from './operation-files.ts'

const ROOT = 'https://docs.test/sub/'
const { operations, ...index } = await loadBehaviour()
const files = new Map(operations.map((operation) => [`${ROOT}${operationFile(operation.id)}`, operation]))
const asked: string[] = []

const lazy = behaviourOfFiles(index, ROOT)
const answer = async (address: string | URL | Request): Promise<Response> => {
  asked.push(String(address))
  const found = files.get(decodeURIComponent(String(address)))
  return found ? Response.json(found) : new Response('', { status: 404 })
}

beforeAll(() => {
  vi.stubGlobal('fetch', answer)
})
afterEach(() => {
  asked.length = 0
  vi.stubGlobal('fetch', answer)
})

describe('a gateway whose operations are files', () => {
  it('answers as one that has them all, and asks for each file once', async () => {
    const kit = await createKit({ behaviour: lazy })
    const client = await kit.register()
    const full = await createKit()
    // without a rule, so that an answer is the same each time
    const some = operations.filter(({ protocol, rule, reply }) => protocol === 'v3' && !rule && reply.mediaType)
    expect(some.length).toBeGreaterThan(5)
    for (const operation of some) {
      for (const _round of [1, 2]) {
        const got = await client.send(await sampleOf(operation, client, full.behaviour))
        expect(got.status, `${operation.id} ${got.text}`).toBe(operation.reply.status)
      }
    }
    expect(asked).toHaveLength(some.length)
  })

  it('makes a merchant and its objects without asking', async () => {
    await (await createKit({ behaviour: lazy })).register()
    expect(asked).toEqual([])
  })

  it('fails as the gateway where a file is missing, and asks again', async () => {
    const kit = await createKit({ behaviour: lazy })
    const client = await kit.register()
    const url = '/v3/certificates'
    vi.stubGlobal('fetch', async () => new Response('', { status: 404 }))
    expect(await client.send({ url })).toMatchObject({ status: 500, json: { code: 'SYSTEM_ERROR' } })
    vi.stubGlobal('fetch', answer)
    expect(await client.send({ url })).toMatchObject({ status: 200, verdict: { ok: true } })
  })
})

it('every operation has a file of its own', () => {
  expect(files.size).toBe(operations.length)
  expect(operationFile('post /v3/a/')).toBe('sandbox-data/post/v3/a/{empty}.json')
})
