import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deriveSamples } from '../../catalog/derive/samples/index.ts'
import { loadCatalog } from '../../catalog/model/load.node.ts'
import { neverSeenCatalog } from '../fixtures/never-seen.ts'
import { LANGUAGES, start } from './languages.ts'
import { machineFor } from './toolchain.ts'

const MINUTES = 60_000
const found = await loadCatalog()
const catalogs = [found, neverSeenCatalog()]
const samples = catalogs.flatMap((catalog) =>
  catalog.operations.flatMap((operation) =>
    deriveSamples(operation, catalog).map((sample) => ({ ...sample, operation: operation.id })),
  ),
)

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'compile-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe.each(Object.entries(LANGUAGES))('the samples of every operation in %s', (name, language) => {
  const { programs, missing, leftOut } = machineFor(name, language.needs)

  it.skipIf(leftOut)(
    'compile',
    async () => {
      expect(missing, 'toolchains').toEqual([])
      const codes = samples.filter(({ id }) => id === language.sample).map(({ code }) => code)
      expect(codes.length).toBeGreaterThan(found.operations.length)
      const own = await mkdtemp(join(folder, `${language.sample}-`))
      await expect(language.compile(codes, { folder: own, programs })).resolves.toBeUndefined()
    },
    5 * MINUTES,
  )
})

describe('the samples of every operation in PHP', () => {
  const { programs, missing, leftOut } = machineFor('PHP', ['php'])

  it.skipIf(leftOut)(
    'have no syntax error in any of the six styles',
    async () => {
      expect(missing, 'toolchains').toEqual([])
      const codes = samples.filter(({ lang }) => lang === 'php').map(({ code }) => code)
      expect(codes.length).toBeGreaterThan(6 * found.operations.length)
      const functions = codes.map((code, index) => `function sample${index}($instance) {\n${code}\n}`)
      await writeFile(join(folder, 'samples.php'), `<?php\n${functions.join('\n')}\n`)
      await expect(start(programs.php, ['-l', 'samples.php'], folder)).resolves.toContain('No syntax errors')
      const client = join(import.meta.dirname, '../../docs/public/samples/client.php')
      await expect(start(programs.php, ['-l', client], folder)).resolves.toContain('No syntax errors')
    },
    MINUTES,
  )
})

it('the shared code names each environment variable that the guide lists', async () => {
  const root = join(import.meta.dirname, '../..')
  const guide = await readFile(join(root, 'docs/guide/samples.md'), 'utf8')
  const listed = [...guide.matchAll(/^\| `(WECHATPAY_\w+)`/gm)].map(([, name]) => name).sort()
  for (const file of ['wechatpay.py', 'wechatpay.go', 'WechatPay.java']) {
    const text = await readFile(join(root, 'docs/public/samples', file), 'utf8')
    expect([...new Set(text.match(/WECHATPAY_[A-Z][A-Z0-9_]+/g))].sort(), file).toEqual(listed)
  }
})
