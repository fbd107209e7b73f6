import { describe, expect, it } from 'vitest'
import { type Client, createKit, type Got, sampleOf } from '../../../tests/sandbox/kit/index.ts'
import { createMemoryStore } from '../index.ts'
import { dropUploads, findUpload, keepUpload, uploadsSpace } from './uploads.ts'

const limits = { uploads: 2, allUploads: 3 }
const bytesOf = (text: string) => new TextEncoder().encode(text)

describe('uploaded files', () => {
  it('are kept byte for byte, each for its own merchant', async () => {
    const store = createMemoryStore()
    const bytes = Uint8Array.from({ length: 256 }, (_, at) => at)
    const id = await keepUpload(bytes, { store, mchid: 'a', limits })
    expect(await findUpload(id, { store, mchid: 'a' })).toEqual(bytes)
    expect(await findUpload(id, { store, mchid: 'b' })).toBeUndefined()
  })

  it('make room for newer ones of the merchant, and of all merchants', async () => {
    const store = createMemoryStore()
    const keep = (mchid: string) => keepUpload(bytesOf(mchid), { store, mchid, limits })
    const found = async (mchid: string, id: string) => (await findUpload(id, { store, mchid })) !== undefined
    const [first, second, third] = [await keep('a'), await keep('a'), await keep('a')]
    expect([await found('a', first), await found('a', second), await found('a', third)]).toEqual([false, true, true])
    await keep('b')
    await keep('b')
    expect([await found('a', second), await found('a', third)]).toEqual([false, true])
  })

  it('go with their merchant', async () => {
    const store = createMemoryStore()
    await keepUpload(bytesOf('x'), { store, mchid: 'a', limits })
    await keepUpload(bytesOf('x'), { store, mchid: 'b', limits })
    await dropUploads({ store, mchid: 'a' })
    expect([await store.size(uploadsSpace('a')), await store.size('uploads')]).toEqual([0, 1])
  })
})

const kit = await createKit({ limits: { uploads: 1 } })

describe('an operation that keeps what was uploaded', () => {
  const operationOf = (id: string) => {
    const found = kit.behaviour.operations.find((one) => one.id === id)
    if (!found) throw new Error(id)
    return found
  }
  const hex = (bytes: ArrayBuffer) => Buffer.from(bytes).toString('hex')

  async function upload(client: Client, bytes: Uint8Array<ArrayBuffer>, sha256?: string): Promise<Got> {
    const sent = await sampleOf(operationOf('post /v3/merchant-service/images/upload'), client, kit.behaviour)
    const digest = sha256 ?? hex(await crypto.subtle.digest('SHA-256', bytes))
    const meta = JSON.stringify({ sha256: digest, filename: 'a.png' })
    const form = new FormData()
    form.append('meta', meta)
    form.append('file', new Blob([bytes], { type: 'image/png' }), 'a.png')
    return client.send({ ...sent, form, tamper: { signedBody: meta } })
  }
  const download = (client: Client, id: unknown) => client.send({ url: `/v3/merchant-service/images/${id}` })

  it('hands it out again, to the merchant alone, until it is gone', async () => {
    const [client, stranger] = [await kit.register(), await kit.register()]
    const bytes = Uint8Array.from({ length: 3000 }, (_, at) => at % 251)
    const { json } = await upload(client, bytes)
    const got = await download(client, json.media_id)
    expect([got.status, got.headers.get('Content-Type')]).toEqual([200, 'image/png'])
    expect(got.bytes).toEqual(bytes)
    const missing = { status: 404, json: { code: 'RESOURCE_NOT_EXISTS' } }
    expect(await download(stranger, json.media_id)).toMatchObject(missing)
    expect(await download(client, `${json.media_id}x`)).toMatchObject(missing)
    await upload(client, bytes)
    expect(await download(client, json.media_id)).toMatchObject(missing)
  })

  it('refuses what its digest does not fit', async () => {
    const client = await kit.register()
    const got = await upload(client, bytesOf('abc'), '0'.repeat(64))
    expect(got).toMatchObject({ status: 400, json: { code: 'PARAM_ERROR' } })
  })
})
