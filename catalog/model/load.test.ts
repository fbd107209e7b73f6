import { execFile } from 'node:child_process'
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { catalogRoot, loadCatalog } from './load.node.ts'
import { CatalogError } from './problem.ts'

describe('a copy with a file of its own', () => {
  let root: string
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'catalog-'))
    await cp(catalogRoot, root, { recursive: true, filter: (source) => !source.endsWith('.ts') })
  })
  afterAll(() => rm(root, { recursive: true }))

  it('has the added operation beside the others', async () => {
    const text = "get:\n  summary: 新接口\n  responses: { '204': { description: 成功 } }\n"
    await writeFile(join(root, 'operations/v3/never-seen.yaml'), text)
    const catalog = await loadCatalog(root)
    expect(catalog.operations.find(({ id }) => id === 'get /v3/never-seen')).toMatchObject({
      title: '新接口',
      replies: [{ status: 204 }],
    })
    const others = catalog.products.find(({ title }) => title === '其他')
    expect(others?.operations).toContain('get /v3/never-seen')
  })

  it('throws one error that lists what is wrong in every file', async () => {
    await writeFile(join(root, 'operations/v3/never-seen.yaml'), 'get: { summry: 新接口 }\n')
    await writeFile(join(root, 'operations/v3/other.yml'), 'get: {}\n')
    const error = await loadCatalog(root).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(CatalogError)
    expect((error as CatalogError).message).toMatchInlineSnapshot(`
      "The catalog has 4 problems:
      operations/v3/never-seen.yaml:1  "summary" is missing in get — Write summary: …
      operations/v3/never-seen.yaml:1  "responses" is missing in get — Write responses: …
      operations/v3/never-seen.yaml:1  unknown key "summry" in get — Did you mean "summary"?
      operations/v3/other.yml:1  not a .yaml file — Rename it to end in .yaml, or move it elsewhere."
    `)
  })

  it('fails the check, which prints the same lines', async () => {
    const check = join(catalogRoot, 'model/check.node.ts')
    const run = promisify(execFile)(process.execPath, ['--import', 'tsx', check, root])
    const failure = await run.then(
      () => ({ code: 0, stderr: '' }),
      (error: { code: number; stderr: string }) => error,
    )
    expect(failure.code).toBe(1)
    expect(failure.stderr).toContain(
      'operations/v3/never-seen.yaml:1  unknown key "summry" in get — Did you mean "summary"?',
    )
    expect(failure.stderr).toContain('4 problems.')
  })
})
