import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createMarkdownRenderer } from 'vitepress'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createColour } from '../.vitepress/node/colour/index.ts'
import { dataFiles } from '../.vitepress/node/data-files.ts'
import { createHover } from '../.vitepress/node/hover/index.ts'
import { siteMarkdown } from '../.vitepress/node/markdown.ts'
import { loadSite } from '../.vitepress/node/site.ts'
import { deriveBehaviour } from '../catalog/derive/behaviour/index.ts'
import { deriveSamples } from '../catalog/derive/samples/index.ts'
import { deriveTypings } from '../catalog/derive/typings/index.ts'
import { loadCatalog } from '../catalog/model/load.node.ts'
import { createMemoryStore, createSandbox } from '../playground/sandbox/index.ts'
import { compile } from './fixtures/compile.ts'
import { createClient, type Gateway, serveSandbox } from './sdk/gateway.ts'

const project = fileURLToPath(new URL('..', import.meta.url))

/** A path, a product, names and an identity that appear nowhere else, with a list in a list and an enum. */
const CREATE = `post:
  summary: 租用渡船
  description: 商户为乘客租用渡船。
  externalDocs: { url: https://pay.weixin.qq.com/doc/v3/merchant/1 }
  x-products: [[海港, 渡船]]
  x-modes: [merchant]
  requestBody:
    required: true
    content:
      application/json:
        schema:
          type: object
          required: [harbour_mchid, out_ferry_no, deck, berths]
          properties:
            harbour_mchid: { type: string, description: 港口商户号, example: '1900000109' }
            out_ferry_no: { type: string, description: 商户渡船单号, example: FERRY20180608001 }
            deck: { type: string, description: 甲板, enum: [UPPER, LOWER], example: UPPER }
            hull_length: { type: number, description: 船长(单位米), example: 12 }
            berths:
              type: array
              description: 泊位列表
              items:
                type: object
                required: [berth_name]
                properties:
                  berth_name: { type: string, description: 泊位名称, example: 三号泊位 }
                  lanterns:
                    type: array
                    description: 灯笼列表
                    items:
                      type: object
                      properties:
                        glow: { type: integer, description: 亮度(单位流明), example: 800 }
  responses:
    '200':
      description: 处理成功
      content:
        application/json:
          schema:
            type: object
            required: [ferry_id, out_ferry_no]
            properties:
              ferry_id: { type: string, description: 渡船单号, example: '88001' }
              out_ferry_no: { type: string, description: 商户渡船单号, example: FERRY20180608001 }
              deck: { type: string, description: 甲板, example: UPPER }
  x-sandbox:
    resource: ferries
    action: create
    key: [out_ferry_no]
    set: { ferry_id: { id: '88{digits:8}' } }
    conflict: { status: 409, code: FERRY_NO_USED, message: 渡船单号已被使用 }
`
const READ = `get:
  summary: 查询渡船
  description: 按商户渡船单号查询。
  x-products: [[海港, 渡船]]
  x-modes: [merchant]
  parameters:
    - { name: out_ferry_no, in: path, required: true, description: 商户渡船单号, schema: { type: string, example: FERRY20180608001 } }
  responses:
    '200':
      description: 处理成功
      content:
        application/json:
          schema:
            type: object
            required: [ferry_id]
            properties:
              ferry_id: { type: string, description: 渡船单号, example: '88001' }
              out_ferry_no: { type: string, description: 商户渡船单号, example: FERRY20180608001 }
              deck: { type: string, description: 甲板, example: UPPER }
  x-sandbox:
    resource: ferries
    action: read
    key: [out_ferry_no]
    missing: { status: 404, code: FERRY_NOT_EXIST, message: 渡船不存在 }
`

let root: string
let gateway: Gateway

async function write(file: string, text: string): Promise<void> {
  await mkdir(dirname(join(root, file)), { recursive: true })
  await writeFile(join(root, file), text)
}

beforeAll(async () => {
  root = join(await mkdtemp(join(tmpdir(), 'catalog-')), 'catalog')
  await cp(join(project, 'catalog'), root, { recursive: true, filter: (source) => !/\.ts$/.test(source) })
  await write('operations/v3/harbour/ferries.yaml', CREATE)
  await write('operations/v3/harbour/ferries/out-ferry-no/{out_ferry_no}.yaml', READ)
  await write('resources/ferries.yaml', 'title: 渡船\n')
  const identity = await readFile(join(root, 'identity.yaml'), 'utf8')
  await write('identity.yaml', identity.replace('mchid: [', 'mchid: [harbour_mchid, '))
  const products = await readFile(join(root, 'products.yaml'), 'utf8')
  const ids = ['post /v3/harbour/ferries', 'get /v3/harbour/ferries/out-ferry-no/{out_ferry_no}']
  const leaf = `- title: 海港\n  children:\n    - title: 渡船\n      operations:\n${ids.map((id) => `        - ${id}\n`).join('')}`
  await write('products.yaml', products.trimEnd().concat('\n', leaf))
  const behaviour = deriveBehaviour(await loadCatalog(root))
  gateway = await serveSandbox(createSandbox({ behaviour, store: createMemoryStore() }))
})
afterAll(async () => {
  await gateway.close()
  await rm(dirname(root), { recursive: true })
})

/** The page as the site shows it. */
async function render(path: string): Promise<string> {
  const site = await loadSite(root)
  const page = site.openapi.find((each) => each.path === path)
  const hover = createHover({ root: project, typings: deriveTypings(site.catalog) })
  const markdown = await createMarkdownRenderer(
    project,
    siteMarkdown({ base: '/', colour: createColour(), hover }),
    '/',
  )
  hover.collect(`${path}.md`, page?.content ?? '')
  hover.finish()
  return markdown.renderAsync(page?.content ?? '', {
    path: join(project, 'docs/openapi', `${path}.md`),
    relativePath: `openapi/${path}.md`,
    cleanUrls: true,
  })
}

async function nodeSample() {
  const catalog = await loadCatalog(root)
  const operation = catalog.operations.find(({ id }) => id === 'post /v3/harbour/ferries')
  const sample = operation && deriveSamples(operation, catalog).find(({ id }) => id === 'node-call')
  if (!sample) throw new Error('no sample')
  return { catalog, sample }
}

describe('an operation never seen, as two files, a resource and an identity', () => {
  it('has a page with its rows, and its place in the navigation', async () => {
    const html = await render('v3/harbour/ferries')
    expect(html).toContain('租用渡船')
    for (const id of [
      'request.deck',
      'request.berths.berth_name',
      'request.berths.lanterns.glow',
      'response.ferry_id',
    ]) {
      expect(html).toContain(`id="${id}"`)
    }
    for (const value of ['UPPER', 'LOWER']) expect(html).toContain(value)
    const { navigation } = await loadSite(root)
    expect(JSON.stringify(navigation)).toContain('/openapi/v3/harbour/ferries')
  })

  it('has hovers, and changing a type changes the hover', async () => {
    expect(await render('v3/harbour/ferries')).toMatch(/hull_length\??: number[\s\S]*?船长\(单位米\)/)
    const { catalog, sample } = await nodeSample()
    const told = (typings: string): string[] =>
      createHover({ root: project, typings })
        .answer(sample.code, 'js')
        .hovers.map(({ text }) => text)
    expect(told(deriveTypings(catalog)).join()).toMatch(/hull_length\??: number/)
    await write(
      'operations/v3/harbour/ferries.yaml',
      CREATE.replace('hull_length: { type: number', 'hull_length: { type: boolean').replace(
        'example: 12 }',
        'example: true }',
      ),
    )
    try {
      expect(told(deriveTypings(await loadCatalog(root))).join()).toMatch(/hull_length\??: boolean/)
    } finally {
      await write('operations/v3/harbour/ferries.yaml', CREATE)
    }
  })

  it('has playground data with the visitor’s identity and a fresh number in it', async () => {
    const files = await dataFiles(await loadSite(root), project)
    const { post } = JSON.parse(String(files.get('playground-data/operations/v3/harbour/ferries.json')))
    const slots = post.segments.filter((segment: unknown) => typeof segment === 'object')
    expect(slots).toContainEqual(expect.objectContaining({ slot: 'mchid', example: '1900000109' }))
    expect(slots).toContainEqual(expect.objectContaining({ slot: 'fresh', example: 'FERRY20180608001' }))
    expect(String(files.get('playground-data/index.json'))).toContain('wxpay.v3.harbour.ferries.post')
  })

  it('compiles, and a misspelt field, a wrong type and a missing required field each do not', async () => {
    const { catalog, sample } = await nodeSample()
    const programs = {
      'right.ts': sample.code,
      'misspelt.ts': sample.code.replace('berth_name:', 'birth_name:'),
      'wrong-type.ts': sample.code.replace('hull_length: 12', "hull_length: '12'"),
      'missing.ts': sample.code.replace(/^\s*deck: 'UPPER',\n/m, ''),
      'enum.ts': sample.code.replace("'UPPER'", "'MIDDLE'"),
    }
    const { 'right.ts': right, 'typings.d.ts': typings, ...wrong } = compile(deriveTypings(catalog), programs)
    expect([right, typings]).toEqual([[], []])
    for (const [name, problems] of Object.entries(wrong)) expect(problems, name).not.toEqual([])
    expect(wrong['misspelt.ts']?.join()).toContain('birth_name')
    expect(wrong['missing.ts']?.join()).toContain('deck')
  })

  it('lives in the sandbox: created, found, the same again, its conflict and its 404', async () => {
    const merchant = await gateway.register()
    const { ferries } = createClient(gateway, merchant).v3.harbour
    const request = {
      harbour_mchid: merchant.mchid,
      out_ferry_no: 'F0001',
      deck: 'UPPER',
      berths: [{ berth_name: '一号', lanterns: [{ glow: 1 }] }],
    }
    const { data } = await ferries.post(request)
    expect(data).toMatchObject({ ferry_id: expect.stringMatching(/^88\d{8}$/), out_ferry_no: 'F0001', deck: 'UPPER' })
    const get = (out_ferry_no: string) => ferries.outFerryNo._out_ferry_no_.get({ out_ferry_no })
    expect((await get('F0001')).data).toEqual(data)
    expect((await ferries.post(request)).data).toEqual(data)
    const refusal = (status: number, code: string) => ({
      response: { status, data: expect.objectContaining({ code }) },
    })
    await expect(ferries.post({ ...request, deck: 'LOWER' })).rejects.toMatchObject(refusal(409, 'FERRY_NO_USED'))
    await expect(get('F0002')).rejects.toMatchObject(refusal(404, 'FERRY_NOT_EXIST'))
    await expect(ferries.post({ ...request, deck: 'MIDDLE' })).rejects.toMatchObject(refusal(400, 'PARAM_ERROR'))
    await expect(ferries.post({ ...request, berths: [{ lanterns: [] }] })).rejects.toMatchObject(
      refusal(400, 'PARAM_ERROR'),
    )
  })
})
