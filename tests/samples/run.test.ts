import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deriveBehaviour } from '../../catalog/derive/behaviour/index.ts'
import { deriveSamples } from '../../catalog/derive/samples/index.ts'
import { loadCatalog } from '../../catalog/model/load.node.ts'
import { createMemoryStore, createSandbox } from '../../playground/sandbox/index.ts'
import { type Gateway, serveSandbox } from '../sdk/gateway.ts'
import { CAREFUL_PRODUCTS, carefulOperations, SANDBOX_GAPS } from './careful.ts'
import { createJobs, type Outcome } from './jobs.ts'
import { LANGUAGES, start } from './languages.ts'
import { machineFor } from './toolchain.ts'

const MINUTES = 60_000
const catalog = await loadCatalog()
const operations = carefulOperations(catalog)

let gateway: Gateway
let folder: string

beforeAll(async () => {
  const deliver = (request: Request): Promise<Response> => fetch(request)
  const behaviour = deriveBehaviour(catalog)
  gateway = await serveSandbox(createSandbox({ behaviour, store: createMemoryStore(), deliver }))
  folder = await mkdtemp(join(tmpdir(), 'samples-'))
}, MINUTES)
afterAll(async () => {
  await gateway.close()
  await rm(folder, { recursive: true })
})

/** What a reader would see: a status of 2xx, or a redirect, or nothing where a file was saved. */
const isGood = ({ ok, output }: Outcome): boolean => ok && /^(?:2\d\d\b|302\b|$)/.test(output)

it('every careful product is in the catalog', () => {
  const missing = CAREFUL_PRODUCTS.filter((head) => carefulOperations(catalog, [head]).length === 0)
  expect(missing).toEqual([])
})

describe.each(Object.entries(LANGUAGES))('the samples in %s', (name, language) => {
  const { programs, missing, leftOut } = machineFor(name, language.needs)

  it.skipIf(leftOut)(
    'end well against the sandbox, with verified answers',
    async () => {
      expect(missing, 'toolchains').toEqual([])
      const own = await mkdtemp(join(folder, `${language.sample}-`))
      const jobs = await createJobs(operations, { gateway, catalog, sample: language.sample, folder: own })
      const outcomes = await language.run(jobs, { folder: own, programs })
      const failed = outcomes.filter((one) => !isGood(one))
      const unknown = failed.filter(({ id }) => !SANDBOX_GAPS.includes(id))
      expect(unknown.map(({ id, output }) => `${id}: ${output}`)).toEqual([])
      expect(failed.map(({ id }) => id)).toEqual(SANDBOX_GAPS)
      expect(outcomes.map(({ id }) => id)).toEqual(operations.map(({ id }) => id))
    },
    10 * MINUTES,
  )
})

const python = machineFor('Python', LANGUAGES.Python?.needs ?? [])

it.skipIf(python.leftOut)(
  'a sample runs with the environment that the guide sets for the sandbox',
  async () => {
    expect(python.missing, 'toolchains').toEqual([])
    const own = await mkdtemp(join(folder, 'guide-'))
    const shared = join(import.meta.dirname, '../../docs/public/samples')
    for (const file of ['sandbox-env.mjs', 'wechatpay.py']) await copyFile(join(shared, file), join(own, file))
    const certificates = operations.find(({ path }) => path === '/v3/certificates')
    const code = certificates && deriveSamples(certificates, catalog).find(({ id }) => id === 'python')?.code
    await writeFile(join(own, 'sample.py'), code ?? '')
    const guide = await readFile(join(import.meta.dirname, '../../docs/guide/samples.md'), 'utf8')
    const command = 'eval "$(node sandbox-env.mjs)"'
    expect(guide).toContain(command)
    const script = `export WECHATPAY_BASE_URL=${gateway.url}\n${command}\n${python.programs.python} sample.py`
    expect(await start('bash', ['-c', script], own)).toMatch(/^200 \{[\s\S]*-----BEGIN CERTIFICATE-----/)
  },
  MINUTES,
)
