import { mkdtemp, rm, writeFile } from 'node:fs/promises'
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
import { CREATE, FERRIES, writeUnseenCatalog } from './fixtures/unseen-catalog.ts'
import { createClient, type Gateway, serveSandbox } from './sdk/gateway.ts'

const project = fileURLToPath(new URL('..', import.meta.url))

let root: string
let gateway: Gateway

beforeAll(async () => {
  root = join(await mkdtemp(join(tmpdir(), 'catalog-')), 'catalog')
  await writeUnseenCatalog(root)
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
    siteMarkdown({ base: '/', colour: await createColour(), hover }),
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
    await writeFile(
      join(root, FERRIES),
      CREATE.replace(
        /hull_length: \{ type: number.*\}/,
        'hull_length: { type: boolean, description: 加长, example: true }',
      ),
    )
    try {
      expect(told(deriveTypings(await loadCatalog(root))).join()).toMatch(/hull_length\??: boolean/)
    } finally {
      await writeFile(join(root, FERRIES), CREATE)
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
