import { rm } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Behaviour } from '../../catalog/derive/behaviour/index.ts'
import { type Client, createKit, type Kit, sampleOf } from './kit/index.ts'
import { smallCatalog, TRAIL } from './minimal.ts'

const PATH = `/v3/garden/trees`
const CREATE = `
post:
  summary: 种树
  x-products: ${TRAIL}
  x-modes: [merchant]
  requestBody:
    required: true
    content:
      application/json:
        schema:
          type: object
          required: [appid, tree_no, kind, branches]
          properties:
            appid: { type: string, description: 公众号ID, example: wx0000000000000000 }
            tree_no: { type: string, description: 树号, maxLength: 12, example: 'T100' }
            kind: { type: string, description: 树种, enum: [OAK, ELM], example: OAK }
            branches:
              type: array
              description: 树枝
              items:
                type: object
                required: [length]
                properties:
                  length: { type: integer, description: 长度, minimum: 1, example: 3 }
  responses:
    '200':
      description: 处理成功
      content:
        application/json:
          schema: { $ref: '#/components' }
  x-sandbox:
    resource: trees
    action: create
    key: [tree_no]
    set: { tree_id: { id: '77{digits:6}' } }
    conflict: { status: 403, code: TREE_NO_USED, message: 树号重复 }
`
const REPLY = `
            type: object
            required: [tree_id, mchid, appid, tree_no, kind, branches]
            properties:
              tree_id: { type: string, description: 树ID, example: '77000001' }
              mchid: { type: string, description: 商户号, example: '1900000109' }
              appid: { type: string, description: 公众号ID, example: wx0000000000000000 }
              tree_no: { type: string, description: 树号, example: T100 }
              kind: { type: string, description: 树种, enum: [OAK, ELM], example: OAK }
              branches:
                type: array
                description: 树枝
                items:
                  type: object
                  required: [length]
                  properties:
                    length: { type: integer, description: 长度, example: 3 }
`
const READ = `
get:
  summary: 查树
  x-products: ${TRAIL}
  x-modes: [merchant]
  parameters:
    - { name: tree_id, in: path, required: true, description: 树ID, schema: { type: string, example: '77000009' } }
  responses:
    '200':
      description: 处理成功
      content:
        application/json:
          schema: { $ref: '#/components' }
  x-sandbox:
    resource: trees
    action: read
    key: [tree_id]
    missing: { status: 404, code: TREE_NOT_EXIST, message: 没有这棵树 }
`

let root: string
let kit: Kit
let client: Client
let behaviour: Behaviour

const withReply = (text: string) =>
  text.replace("          schema: { $ref: '#/components' }\n", `          schema:${REPLY}`)

beforeAll(async () => {
  const files = {
    [PATH.slice(1)]: withReply(CREATE).trimStart(),
    [`${PATH.slice(1)}/{tree_id}`]: withReply(READ).trimStart(),
  }
  ;({ root, behaviour } = await smallCatalog(files))
  kit = await createKit({ behaviour })
  client = await kit.register()
})
afterAll(() => rm(root, { recursive: true, force: true }))

const plant = (tree_no: string, kind = 'ELM') =>
  client.send({
    method: 'POST',
    url: PATH,
    body: { appid: client.merchant.appid, tree_no, kind, branches: [{ length: 1 }, { length: 2 }] },
  })

describe('an operation that nobody has seen, added as files', () => {
  it('creates, finds again field by field, and tells merchants apart', async () => {
    const created = await plant('mine')
    expect(created).toMatchObject({
      status: 200,
      verdict: { ok: true },
      json: { mchid: client.merchant.mchid, kind: 'ELM', branches: [{ length: 1 }, { length: 2 }] },
    })
    const url = `${PATH}/${created.json.tree_id}`
    expect((await client.send({ url })).json).toEqual(created.json)
    expect((await plant('mine')).json).toEqual(created.json)
    const other = await kit.register()
    expect(await other.send({ url })).toMatchObject({
      status: 404,
      json: { code: 'TREE_NOT_EXIST', message: '没有这棵树' },
    })
  })

  it('refuses a conflict, a wrong enum and a wrong item', async () => {
    await plant('conflict')
    expect(await plant('conflict', 'OAK')).toMatchObject({ status: 403, json: { code: 'TREE_NO_USED' } })
    expect(await plant('another', 'PINE')).toMatchObject({
      status: 400,
      json: { message: expect.stringContaining('“/body/kind”') },
    })
    const body = JSON.stringify({ appid: 'x', tree_no: 'n', kind: 'OAK', branches: [{ length: 1 }, {}] })
    expect(await client.send({ method: 'POST', url: PATH, body })).toMatchObject({
      status: 400,
      json: { message: expect.stringContaining('“/body/branches/1/length”映射到字段“长度”必填性') },
    })
  })

  it('runs its unedited samples, with the object that the query names', async () => {
    for (const operation of behaviour.operations.filter(({ segments }) => segments.includes('garden'))) {
      for (const fresh of [true, false]) {
        const got = await client.send(await sampleOf(operation, client, behaviour, { fresh }))
        expect(got, got.text).toMatchObject({ status: 200, verdict: { ok: true } })
      }
    }
  })
})
